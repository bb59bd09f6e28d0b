/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.EnumMap;

/** The enum of an EnumMap's keys, which an empty one tells only to a serialization stream. */
final class EnumKeys {
  private EnumKeys() {}

  static Class<?> of(EnumMap<?, ?> map) {
    if (!map.isEmpty()) {
      return map.keySet().iterator().next().getDeclaringClass();
    }
    Class<?>[] found = new Class<?>[1];
    try (ObjectOutputStream stream =
        new ObjectOutputStream(OutputStream.nullOutputStream()) {
          @Override
          protected void annotateClass(Class<?> type) {
            if (type.isEnum()) {
              found[0] = type;
            }
          }
        }) {
      stream.writeObject(map);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the key type of an EnumMap", e);
    }
    return found[0];
  }
}
