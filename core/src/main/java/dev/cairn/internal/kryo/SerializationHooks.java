/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.RestoreFailedException;
import java.io.Serializable;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/** The methods by which a class takes part in Java serialization. Stateless. */
final class SerializationHooks {
  private SerializationHooks() {}

  /** A method that a class declares itself; null where it has none. */
  static Method find(Class<?> type, String name, Class<?>... parameters) {
    try {
      Method method = type.getDeclaredMethod(name, parameters);
      if (Modifier.isStatic(method.getModifiers())) {
        return null;
      }
      method.setAccessible(true);
      return method;
    } catch (NoSuchMethodException e) {
      return null;
    } catch (InaccessibleObjectException e) {
      throw ModuleAccess.refused(type, e);
    }
  }

  /** writeReplace or readResolve, inherited where it is not private; null where there is none. */
  static Method findInherited(Class<?> type, String name) {
    if (!Serializable.class.isAssignableFrom(type)) {
      return null;
    }
    for (Class<?> at = type; at != null && !ClassPolicy.isPlatform(at.getName()); ) {
      Method found = find(at, name);
      if (found != null && (at == type || !Modifier.isPrivate(found.getModifiers()))) {
        return found;
      }
      at = at.getSuperclass();
    }
    return null;
  }

  /** Calls writeReplace or readResolve. */
  static Object call(Method hook, Object object) {
    try {
      return hook.invoke(object);
    } catch (InvocationTargetException e) {
      throw failed(hook.getDeclaringClass(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a hook of the program has thrown. */
  static RestoreFailedException failed(Class<?> type, Throwable cause) {
    return new RestoreFailedException(
        "a serialization method of " + type.getName() + " threw " + cause, cause);
  }
}
