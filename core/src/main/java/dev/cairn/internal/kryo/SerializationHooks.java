/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Modifier;

/** Whether a class has methods by which it takes part in Java serialization. Stateless. */
final class SerializationHooks {
  private SerializationHooks() {}

  static boolean has(Class<?> type, String name) {
    Class<?>[] parameters =
        switch (name) {
          case "writeObject" -> new Class<?>[] {ObjectOutputStream.class};
          case "readObject" -> new Class<?>[] {ObjectInputStream.class};
          default -> new Class<?>[0];
        };
    try {
      return !Modifier.isStatic(type.getDeclaredMethod(name, parameters).getModifiers());
    } catch (NoSuchMethodException e) {
      return false;
    }
  }
}
