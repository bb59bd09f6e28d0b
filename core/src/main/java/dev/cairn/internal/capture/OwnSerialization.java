/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** Whether a class of the program takes part in Java serialization by methods of its own. */
final class OwnSerialization {
  private static final ClassValue<Boolean> FOUND =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return find(type);
        }
      };

  private OwnSerialization() {}

  static boolean hasAny(Class<?> type) {
    return FOUND.get(type);
  }

  private static boolean find(Class<?> type) {
    if (Externalizable.class.isAssignableFrom(type)) {
      return true;
    }
    for (Class<?> at = type; at != null && Serializable.class.isAssignableFrom(at); ) {
      if (GraphComparator.isPlatform(at)) {
        return false;
      }
      if (declares(at, "writeObject", ObjectOutputStream.class)
          || declares(at, "readObject", ObjectInputStream.class)
          || declares(at, "writeReplace")
          || declares(at, "readResolve")) {
        return true;
      }
      at = at.getSuperclass();
    }
    return false;
  }

  private static boolean declares(Class<?> type, String name, Class<?>... parameters) {
    try {
      return type.getDeclaredMethod(name, parameters) != null;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  static boolean declaresWriteExternal(Class<?> type) {
    return declares(type, "writeExternal", ObjectOutput.class);
  }

  static boolean saysWhatIsEqual(Class<?> type) {
    try {
      return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }
}
