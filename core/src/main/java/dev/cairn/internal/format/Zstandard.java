/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;

/** The optional zstd-jni; the class is only touched where it is asked for. Stateless. */
final class Zstandard {
  private static final int LEVEL = 1;

  private Zstandard() {}

  /** Throws a LinkageError where it cannot be used. */
  static void touch() {
    long unused = Zstd.compressBound(1);
  }

  static int compress(byte[] bytes, int length, byte[] target) {
    return (int) Zstd.compressByteArray(target, 0, target.length, bytes, 0, length, LEVEL);
  }

  /** Returns how many bytes came out; -1 where it is damaged. */
  static int decompress(byte[] bytes, int length, byte[] target, int rawLength) {
    try {
      long result = Zstd.decompressByteArray(target, 0, rawLength, bytes, 0, length);
      return Zstd.isError(result) ? -1 : (int) result;
    } catch (ZstdException e) {
      return -1;
    }
  }
}
