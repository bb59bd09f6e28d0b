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

  private static final Object FACTORY = factory();

  private Instantiation() {}

  private static Object factory() {
    try {
      Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
      return factory.getMethod("getReflectionFactory").invoke(null);
    } catch (ReflectiveOperationException e) {
      return null; // never asked where the module is missing
    }
  }

  /** The JDK generates code for each that is asked for. */
  private static final ClassValue<ObjectInstantiator<?>> BY_TYPE =
      new ClassValue<>() {
        @Override
        protected ObjectInstantiator<?> computeValue(Class<?> type) {
          return WITHOUT_CONSTRUCTOR
              ? new StdInstantiatorStrategy().newInstantiatorOf(type)
              : byConstructor(type);
        }
      };

  static ObjectInstantiator<?> of(Class<?> type) {
    return BY_TYPE.get(type);
  }

  private static ObjectInstantiator<?> byConstructor(Class<?> type) {
    Constructor<?> constructor = own(type);
    return () -> construct(constructor);
  }

  private static Constructor<?> own(Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor;
    } catch (ReflectiveOperationException e) {
      throw lacks(
          type,
          "a constructor without parameters, and this Java runtime lacks the module "
              + "jdk.unsupported",
          e);
    }
  }

  static UnsupportedStateException lacks(Class<?> type, String what, Throwable cause) {
    return new UnsupportedStateException(type.getName() + " has not " + what + "; add it", cause);
  }

  /**
   * A constructor that runs no code of a serializable class: only that of its first superclass that
   * is not serializable, as Java serialization does.
   */
  static Constructor<?> constructorOf(Class<?> type) {
    if (!WITHOUT_CONSTRUCTOR) {
      return own(type);
    }
    try {
      return (Constructor<?>)
          FACTORY
              .getClass()
              .getMethod("newConstructorForSerialization", Class.class)
              .invoke(FACTORY, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A constructor of a class that runs only one of its superclass, of the JDK: its state is then
   * set up as the JDK does, and no code of the program is run.
   *
   * @param type the class
   * @param parameters the types of the parameters of the superclass's constructor
   */
  static Constructor<?> constructorOf(Class<?> type, Class<?> superclass, Class<?>... parameters) {
    try {
      Constructor<?> inherited = superclass.getDeclaredConstructor(parameters);
      if (!WITHOUT_CONSTRUCTOR) {
        return type.getDeclaredConstructor(parameters);
      }
      Constructor<?> made =
          (Constructor<?>)
              FACTORY
                  .getClass()
                  .getMethod("newConstructorForSerialization", Class.class, Constructor.class)
                  .invoke(FACTORY, type, inherited);
      made.setAccessible(true);
      return made;
    } catch (ReflectiveOperationException e) {
      throw lacks(type, "a constructor like " + superclass.getName(), e);
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
