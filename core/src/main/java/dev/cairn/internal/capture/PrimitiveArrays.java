/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bulk copies between primitive arrays and buffers, in the order of the buffer. Stateless. */
public final class PrimitiveArrays {
  private PrimitiveArrays() {}

  /**
   * The bytes of one element.
   *
   * @param arrayClass a class of primitive arrays
   * @return 1, 2, 4 or 8; 0 where it is not an array of primitives
   */
  public static int elementBytes(Class<?> arrayClass) {
    Class<?> element = arrayClass.getComponentType();
    if (element == null || !element.isPrimitive()) {
      return 0;
    } else if (element == byte.class || element == boolean.class) {
      return 1;
    } else if (element == short.class || element == char.class) {
      return 2;
    } else if (element == int.class || element == float.class) {
      return 4;
    }
    return 8;
  }

  /** The length of an array of primitives in bytes. */
  public static long bytes(Object array) {
    return (long) Array.getLength(array) * elementBytes(array.getClass());
  }

  /**
   * Copies elements into a buffer, in its order, and moves its position.
   *
   * @param array where the elements come from
   * @param from the first of them
   * @param count how many
   * @param target has room for that many
   */
  public static void copyOut(Object array, int from, int count, ByteBuffer target) {
    if (array instanceof byte[] bytes) {
      target.put(bytes, from, count);
      return;
    } else if (array instanceof boolean[] booleans) {
      for (int i = from; i < from + count; i++) {
        target.put((byte) (booleans[i] ? 1 : 0));
      }
      return;
    }
    ByteBuffer view = target.slice().order(target.order());
    if (array instanceof double[] doubles) {
      view.asDoubleBuffer().put(doubles, from, count);
    } else if (array instanceof long[] longs) {
      view.asLongBuffer().put(longs, from, count);
    } else if (array instanceof int[] ints) {
      view.asIntBuffer().put(ints, from, count);
    } else if (array instanceof float[] floats) {
      view.asFloatBuffer().put(floats, from, count);
    } else if (array instanceof short[] shorts) {
      view.asShortBuffer().put(shorts, from, count);
    } else {
      view.asCharBuffer().put((char[]) array, from, count);
    }
    target.position(target.position() + count * elementBytes(array.getClass()));
  }

  /**
   * Copies elements out of a buffer and moves its position.
   *
   * @param source where the elements come from; holds that many
   * @param array where they go
   * @param from the first place
   * @param count how many
   */
  public static void copyIn(ByteBuffer source, Object array, int from, int count) {
    if (array instanceof byte[] bytes) {
      source.get(bytes, from, count);
      return;
    } else if (array instanceof boolean[] booleans) {
      for (int i = from; i < from + count; i++) {
        booleans[i] = source.get() != 0;
      }
      return;
    }
    ByteBuffer view = source.slice().order(source.order());
    if (array instanceof double[] doubles) {
      view.asDoubleBuffer().get(doubles, from, count);
    } else if (array instanceof long[] longs) {
      view.asLongBuffer().get(longs, from, count);
    } else if (array instanceof int[] ints) {
      view.asIntBuffer().get(ints, from, count);
    } else if (array instanceof float[] floats) {
      view.asFloatBuffer().get(floats, from, count);
    } else if (array instanceof short[] shorts) {
      view.asShortBuffer().get(shorts, from, count);
    } else {
      view.asCharBuffer().get((char[]) array, from, count);
    }
    source.position(source.position() + count * elementBytes(array.getClass()));
  }

  /**
   * Copies as many whole elements as fit, in native order.
   *
   * @param array where the elements come from
   * @param from the first of them
   * @param target where they go
   * @return how many were copied
   */
  static int copyOutWhatFits(Object array, int from, ByteBuffer target) {
    int fits = target.remaining() / elementBytes(array.getClass());
    int count = Math.min(fits, Array.getLength(array) - from);
    ByteOrder before = target.order();
    copyOut(array, from, count, target.order(ByteOrder.nativeOrder()));
    target.order(before);
    return count;
  }
}
