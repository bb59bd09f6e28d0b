/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.spi;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** The bytes of a {@link StateAdapter}'s state at one safepoint. Used by one thread at a time. */
public interface StateImage {
  /** {@return what the adapter needs to know beside the bytes; a short text} */
  String description();

  /** {@return how many bytes there are} */
  long length();

  /**
   * Opens the bytes, from the first; more than once.
   *
   * @return a channel that gives exactly {@link #length} bytes
   * @throws IOException if they cannot be read
   */
  ReadableByteChannel open() throws IOException;
}
