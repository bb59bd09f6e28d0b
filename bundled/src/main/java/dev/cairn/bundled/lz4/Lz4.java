/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.bundled.lz4;

/** The implementations in Java; both are stateless and used by any thread. */
public final class Lz4 {
  private Lz4() {}

  /** The fast compressor. */
  public static LZ4Compressor compressor() {
    return LZ4JavaSafeCompressor.INSTANCE;
  }

  /** The decompressor that trusts no byte of its input. */
  public static LZ4SafeDecompressor decompressor() {
    return LZ4JavaSafeSafeDecompressor.INSTANCE;
  }
}
