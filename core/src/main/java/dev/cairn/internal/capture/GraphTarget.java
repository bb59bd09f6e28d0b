/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.io.OutputStream;

/** Where a graph is written to while the program waits. Used by one thread. */
public interface GraphTarget {
  /** The stream of classes and lengths, one entry for each object. */
  OutputStream shapes();

  /** The stream of what objects without setters are built from. */
  OutputStream parts();

  /** The stream of contents. */
  OutputStream bodies();

  /**
   * Takes a large array of primitives.
   *
   * @param array the array; its elements are copied, or read before the program goes on
   */
  void array(Object array);
}
