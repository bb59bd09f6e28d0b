/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.CheckpointSettingsException;
import dev.cairn.bundled.lz4.LZ4Exception;
import dev.cairn.bundled.lz4.Lz4;
import java.util.Locale;

/**
 * How the bytes of a block are stored: a method, and the width by which they were shuffled before.
 * As a number, {@code method + 256 * width}; 0 is "as they are". Where they were sealed after that,
 * the number has {@link #SEALED} as well.
 *
 * <p>Shuffled, all first bytes of the elements come first, then all second bytes, and so on: the
 * exponents and high digits of numbers that are near to one another stand together. What is left
 * over after the last whole element stays at the end.
 *
 * @param method what compresses
 * @param width the bytes of an element where they are shuffled, otherwise 0
 */
record BlockCodec(Method method, int width) {
  /** What compresses. */
  enum Method {
    NONE(0),
    LZ4(1),
    ZSTD(2);

    private final int code;

    Method(int code) {
      this.code = code;
    }

    /** Null where there is none of that code. */
    static Method of(int code) {
      for (Method method : values()) {
        if (method.code == code) {
          return method;
        }
      }
      return null;
    }
  }

  static final BlockCodec NONE = new BlockCodec(Method.NONE, 0);

  /** In a number: the stored bytes are ciphertext and its tag. */
  static final int SEALED = 0x80;

  private static final int METHOD = SEALED - 1;

  /** A byte of an LZ4 block makes no more of an earlier one; so a length is believed or not. */
  private static final int MOST_OF_A_BYTE = 255;

  int code() {
    return method.code + (width << Byte.SIZE);
  }

  static boolean isKnown(int code) {
    int width = code >>> Byte.SIZE;
    boolean shuffles = width == 2 || width == 4 || width == 8;
    Method method = Method.of(code & METHOD);
    return method != null && (width == 0 || (shuffles && method != Method.NONE));
  }

  static BlockCodec of(int code) {
    return new BlockCodec(Method.of(code & METHOD), code >>> Byte.SIZE);
  }

  static boolean isSealed(int code) {
    return (code & SEALED) != 0;
  }

  /** True where that many bytes may be what this makes of so many. */
  static boolean isPossible(int code, long storedLength, int rawLength) {
    long unsealed = storedLength - (isSealed(code) ? FileKey.TAG_BYTES : 0);
    boolean shorter = unsealed > 0 && unsealed < rawLength;
    return switch (of(code).method) {
      case NONE -> unsealed == rawLength;
      case LZ4 -> shorter && rawLength <= unsealed * MOST_OF_A_BYTE + MOST_OF_A_BYTE;
      case ZSTD -> shorter;
    };
  }

  /** The most bytes that so many can become. */
  static int most(int length) {
    return Lz4.compressor().maxCompressedLength(length) + 1024;
  }

  /** Compresses; the result may be longer. Returns its length. */
  int compress(byte[] bytes, int length, byte[] target) {
    return switch (method) {
      case NONE -> throw new IllegalStateException("nothing to do");
      case LZ4 -> Lz4.compressor().compress(bytes, 0, length, target, 0, target.length);
      case ZSTD -> Zstandard.compress(bytes, length, target);
    };
  }

  /** Sorts the bytes by place where that is asked for, and compresses. Returns the length. */
  int encode(byte[] bytes, int length, byte[] shuffled, byte[] target) {
    if (width == 0) {
      return compress(bytes, length, target);
    }
    shuffle(bytes, length, width, shuffled);
    return compress(shuffled, length, target);
  }

  /** True where exactly the bytes that are asked for came out; whatever went in. */
  boolean decompress(byte[] bytes, int length, byte[] target, int rawLength) {
    try {
      int found =
          switch (method) {
            case NONE -> throw new IllegalStateException("nothing to do");
            case LZ4 -> Lz4.decompressor().decompress(bytes, 0, length, target, 0, rawLength);
            case ZSTD -> Zstandard.decompress(bytes, length, target, rawLength);
          };
      return found == rawLength;
    } catch (LZ4Exception | ArrayIndexOutOfBoundsException e) {
      return false;
    } catch (LinkageError e) {
      throw new CheckpointSettingsException(
          "a checkpoint is compressed by Zstandard: put com.github.luben:zstd-jni on the class path ("
              + e
              + ")",
          e);
    }
  }

  /** Brings the bytes of equal place together. */
  static void shuffle(byte[] bytes, int length, int width, byte[] target) {
    int elements = length / width;
    for (int place = 0; place < width; place++) {
      int to = place * elements;
      for (int i = 0, from = place; i < elements; i++, from += width) {
        target[to + i] = bytes[from];
      }
    }
    System.arraycopy(bytes, elements * width, target, elements * width, length - elements * width);
  }

  /** Undoes it. */
  static void unshuffle(byte[] bytes, int length, int width, byte[] target) {
    int elements = length / width;
    for (int place = 0; place < width; place++) {
      int from = place * elements;
      for (int i = 0, to = place; i < elements; i++, to += width) {
        target[to] = bytes[from + i];
      }
    }
    System.arraycopy(bytes, elements * width, target, elements * width, length - elements * width);
  }

  @Override
  public String toString() {
    String name = method.name().toLowerCase(Locale.ROOT);
    return width == 0 ? name : name + ", shuffled by " + width;
  }
}
