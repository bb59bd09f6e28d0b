/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.nio.channels.ReadableByteChannel;

/** A source of which parts can be left out without being read. */
public interface SkippingChannel extends ReadableByteChannel {
  /**
   * Leaves out bytes.
   *
   * @param bytes how many; at most what is left
   */
  void skip(int bytes);
}
