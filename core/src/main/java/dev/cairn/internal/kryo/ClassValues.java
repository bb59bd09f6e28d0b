/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import java.io.Serializable;
import java.lang.reflect.Proxy;

/** Classes that are values of the state, not those of its objects. Stateless. */
final class ClassValues {
  private ClassValues() {}

  /** A class by its name; what it names is within the policy, as a class of the state is. */
  static final class Codec extends TypeCodec {
    Codec() {
      super(Class.class, cairn(Class.class, 1), true);
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      Class<?> type = (Class<?>) object;
      requirePermitted(type, writer.policy());
      writer.shape().text(type.getName());
    }

    @Override
    Object allocate(GraphReader reader) {
      Class<?> type = reader.classNamed(reader.text(reader.shape()));
      requirePermitted(type, reader.policy());
      return type;
    }
  }

  private static void requirePermitted(Class<?> type, ClassPolicy policy) {
    if (type.isHidden() || Proxy.isProxyClass(type)) {
      throw new UnsupportedStateException(
          type.getName() + " is the class of a lambda or a proxy, which has no name that lasts");
    }
    Class<?> element = elementOf(type);
    if (!isOfJdk(element) && !policy.permits(element)) {
      throw new UnsupportedStateException(
          "the class "
              + element.getName()
              + " is part of the state, and is not among those that may be; allow it with "
              + "configure().allow(\""
              + element.getName()
              + "\")");
    }
  }

  private static Class<?> elementOf(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element;
  }

  private static boolean isOfJdk(Class<?> type) {
    return type.isPrimitive() || ClassPolicy.isPlatform(type.getName());
  }

  /**
   * True where the Java form of another object may name a class: nobody can make an object of it
   * there, or it would do no harm.
   */
  static boolean canBeNamed(Class<?> type, ClassPolicy policy) {
    Class<?> element = elementOf(type);
    return element.isPrimitive()
        || element.isInterface()
        || element.isEnum()
        || !Serializable.class.isAssignableFrom(element)
        || BoxedValues.TYPES.contains(element)
        || element == Number.class
        || element == Enum.class
        || ValueCodecs.all().containsKey(element.getName())
        || policy.approvesHooks(element);
  }

  /** Refuses to write a form that could not be read. */
  static void requireNameable(Object[] references, ClassPolicy policy) {
    for (Object reference : references) {
      if (reference instanceof Class<?> type && !canBeNamed(type, policy)) {
        throw new UnsupportedStateException(
            "it refers to the class "
                + type.getName()
                + ", which may take part in Java serialization by methods of its own; approve it by its "
                + "name with configure().allow(\""
                + type.getName()
                + "\"), or keep its name");
      }
    }
  }
}
