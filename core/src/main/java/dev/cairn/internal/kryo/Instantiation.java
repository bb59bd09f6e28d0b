/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.objenesis.instantiator.ObjectInstantiator;
import com.esotericsoftware.kryo.kryo5.objenesis.strategy.StdInstantiatorStrategy;
import dev.cairn.UnsupportedStateException;
import java.lang.reflect.Constructor;

/**
 * Creates objects without running their constructors, as Java serialization does; where the module
 * jdk.unsupported is missing, with their constructor without parameters. Immutable.
 */
final class Instantiation {
  private static final boolean WITHOUT_CONSTRUCTOR =
      ModuleLayer.boot().findModule("jdk.unsupported").isPresent();

  private Instantiation() {}

  static ObjectInstantiator<?> of(Class<?> type) {
    return WITHOUT_CONSTRUCTOR
        ? new StdInstantiatorStrategy().newInstantiatorOf(type)
        : byConstructor(type);
  }

  private static ObjectInstantiator<?> byConstructor(Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return () -> construct(constructor);
    } catch (ReflectiveOperationException e) {
      throw new UnsupportedStateException(
          type.getName()
              + " has no constructor without parameters, and this Java runtime lacks the "
              + "module jdk.unsupported; add the one or the other",
          e);
    }
  }

  private static Object construct(Constructor<?> constructor) {
    try {
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new UnsupportedStateException(constructor + " cannot be called", e);
    }
  }
}
