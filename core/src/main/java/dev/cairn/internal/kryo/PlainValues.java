/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.util.Optional;

/** Objects that hash and compare by themselves alone, as soon as they are there. Stateless. */
final class PlainValues {
  private PlainValues() {}

  static boolean isPlain(Object object) {
    return object == null
        || BoxedValues.isBoxed(object)
        || object instanceof String
        || (object instanceof Enum<?> constant
            && ClassPolicy.isPlatform(constant.getDeclaringClass().getName()))
        || (ValueCodecs.all().containsKey(object.getClass().getName())
            && !(object instanceof Optional<?>));
  }
}
