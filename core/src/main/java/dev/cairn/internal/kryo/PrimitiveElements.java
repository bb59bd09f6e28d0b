/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.io.Input;

/** The elements of small primitive arrays, in the stream. Stateless. */
final class PrimitiveElements {
  private PrimitiveElements() {}

  static void write(Object array, GraphOutput output) {
    if (array instanceof byte[] values) {
      output.writeBytes(values);
    } else if (array instanceof int[] values) {
      output.elements(values);
    } else if (array instanceof long[] values) {
      output.elements(values);
    } else if (array instanceof double[] values) {
      output.elements(values);
    } else if (array instanceof float[] values) {
      for (float value : values) {
        output.writeInt(Float.floatToRawIntBits(value));
      }
    } else if (array instanceof boolean[] values) {
      for (boolean value : values) {
        output.writeBoolean(value);
      }
    } else if (array instanceof char[] values) {
      for (char value : values) {
        output.writeShort((short) value);
      }
    } else {
      for (short value : (short[]) array) {
        output.writeShort(value);
      }
    }
  }

  static void read(Object array, Input input) {
    if (array instanceof byte[] values) {
      input.readBytes(values);
    } else if (array instanceof int[] values) {
      for (int i = 0; i < values.length; i++) {
        values[i] = input.readInt();
      }
    } else if (array instanceof long[] values) {
      for (int i = 0; i < values.length; i++) {
        values[i] = input.readLong();
      }
    } else if (array instanceof double[] values) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Double.longBitsToDouble(input.readLong());
      }
    } else if (array instanceof float[] values) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.intBitsToFloat(input.readInt());
      }
    } else if (array instanceof boolean[] values) {
      for (int i = 0; i < values.length; i++) {
        values[i] = input.readBoolean();
      }
    } else if (array instanceof char[] values) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (char) input.readShort();
      }
    } else {
      short[] values = (short[]) array;
      for (int i = 0; i < values.length; i++) {
        values[i] = input.readShort();
      }
    }
  }
}
