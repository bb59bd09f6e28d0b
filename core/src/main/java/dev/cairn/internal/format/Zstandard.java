/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import com.github.luben.zstd.Zstd;

/** The optional zstd-jni; the class is only touched where it is asked for. Stateless. */
final class Zstandard {
  private static final int LEVEL = 1;

  private Zstandard() {}

  /** Null where it can be used, otherwise why not. */
  static Throwable problem() {
    try {
      long unused = Zstd.compressBound(1);
      return null;
    } catch (LinkageError e) {
      return e;
    }
  }

  static int compress(byte[] bytes, int length, byte[] target) {
    long result = Zstd.compressByteArray(target, 0, target.length, bytes, 0, length, LEVEL);
    if (Zstd.isError(result)) {
      throw new IllegalStateException("zstd: " + Zstd.getErrorName(result));
    }
    return (int) result;
  }

  /** Returns how many bytes came out, or something else where it is damaged. */
  static int decompress(byte[] bytes, int length, byte[] target, int rawLength) {
    long result = Zstd.decompressByteArray(target, 0, rawLength, bytes, 0, length);
    return Zstd.isError(result) ? -1 : (int) result;
  }
}
