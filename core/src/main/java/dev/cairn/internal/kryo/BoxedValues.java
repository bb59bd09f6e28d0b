/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.io.Input;
import dev.cairn.CorruptCheckpointException;
import java.util.List;

/**
 * Boxed primitives inside a reference: written by value, since nobody can rely on their identity.
 * Floating point keeps its raw bits, NaN payloads too. Stateless.
 */
final class BoxedValues {
  private static final int FALSE = 0;
  private static final int TRUE = 1;
  private static final int BYTE = 2;
  private static final int SHORT = 3;
  private static final int CHAR = 4;
  private static final int INT = 5;
  private static final int LONG = 6;
  private static final int FLOAT = 7;
  private static final int DOUBLE = 8;

  static final List<Class<?>> TYPES =
      List.of(
          Boolean.class,
          Byte.class,
          Short.class,
          Character.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class);

  private BoxedValues() {}

  static boolean isBoxed(Object object) {
    Class<?> type = object.getClass();
    return type == Long.class
        || type == Integer.class
        || type == Double.class
        || type == Boolean.class
        || type == Character.class
        || type == Float.class
        || type == Short.class
        || type == Byte.class;
  }

  static void write(Object value, GraphOutput output) {
    if (value instanceof Integer number) {
      output.writeByte(INT);
      output.writeVarInt(number, false);
    } else if (value instanceof Long number) {
      output.writeByte(LONG);
      output.writeVarLong(number, false);
    } else if (value instanceof Double number) {
      output.writeByte(DOUBLE);
      output.writeLong(Double.doubleToRawLongBits(number));
    } else if (value instanceof Boolean truth) {
      output.writeByte(truth ? TRUE : FALSE);
    } else if (value instanceof Character c) {
      output.writeByte(CHAR);
      output.writeShort((short) c.charValue());
    } else if (value instanceof Float number) {
      output.writeByte(FLOAT);
      output.writeInt(Float.floatToRawIntBits(number));
    } else if (value instanceof Short number) {
      output.writeByte(SHORT);
      output.writeShort(number);
    } else {
      output.writeByte(BYTE);
      output.writeByte((Byte) value);
    }
  }

  static Object read(Input input) {
    int kind = input.readByte();
    return switch (kind) {
      case FALSE -> false;
      case TRUE -> true;
      case BYTE -> input.readByte();
      case SHORT -> input.readShort();
      case CHAR -> (char) input.readShort();
      case INT -> input.readVarInt(false);
      case LONG -> input.readVarLong(false);
      case FLOAT -> Float.intBitsToFloat(input.readInt());
      case DOUBLE -> Double.longBitsToDouble(input.readLong());
      default -> throw new CorruptCheckpointException("unknown kind of boxed value " + kind);
    };
  }
}
