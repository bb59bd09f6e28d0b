/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import java.nio.ByteBuffer;

/** The primitive types, by their names. Stateless. */
final class ElementTypes {
  private ElementTypes() {}

  /** How many bytes an element takes. */
  static int bytes(String type) {
    return switch (type) {
      case "double", "long" -> 8;
      case "float", "int" -> 4;
      case "short", "char" -> 2;
      case "byte", "boolean" -> 1;
      default -> throw new IllegalArgumentException("no primitive is called " + type);
    };
  }

  /** The next element of an array of whole numbers; booleans are 0 and 1, chars their code. */
  static long whole(String type, ByteBuffer bytes) {
    return switch (type) {
      case "long" -> bytes.getLong();
      case "int" -> bytes.getInt();
      case "short" -> bytes.getShort();
      case "char" -> bytes.getChar();
      case "byte", "boolean" -> bytes.get();
      default -> throw new IllegalArgumentException("an array of " + type);
    };
  }

  /** The next element, boxed. */
  static Object read(String type, ByteBuffer bytes) {
    return switch (type) {
      case "double" -> bytes.getDouble();
      case "float" -> bytes.getFloat();
      case "long" -> bytes.getLong();
      case "int" -> bytes.getInt();
      case "short" -> bytes.getShort();
      case "char" -> bytes.getChar();
      case "byte" -> bytes.get();
      default -> bytes.get() != 0;
    };
  }

  /** True for floating point. */
  static boolean isFloating(String type) {
    return type.equals("double") || type.equals("float");
  }
}
