/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.regex.Pattern;

/** How values of the JDK are compared by what they mean, not by how they are stored. Stateless. */
final class JdkValues {
  private JdkValues() {}

  /** True where equality, or a comparison known here, tells all there is. */
  static boolean isValue(Object object) {
    return (object instanceof Number && GraphComparator.isPlatform(object.getClass()))
        || object instanceof String
        || object instanceof Boolean
        || object instanceof Character
        || object instanceof Enum<?>
        || object instanceof StringBuilder
        || object instanceof Pattern
        || object instanceof AtomicBoolean
        || object instanceof AtomicIntegerArray
        || object instanceof AtomicLongArray
        || isPlatformValue(object);
  }

  private static boolean isPlatformValue(Object object) {
    return GraphComparator.isPlatform(object.getClass())
        && !object.getClass().isArray()
        && !(object instanceof Collection<?>)
        && !(object instanceof java.util.Map<?, ?>)
        && !(object instanceof Optional<?>)
        && !(object instanceof AtomicReference<?>)
        && !(object instanceof AtomicReferenceArray<?>)
        && object.getClass() != Object.class;
  }

  static boolean same(Object live, Object copy) {
    if (live instanceof Double number) {
      return Double.doubleToRawLongBits(number) == Double.doubleToRawLongBits((Double) copy);
    } else if (live instanceof Float number) {
      return Float.floatToRawIntBits(number) == Float.floatToRawIntBits((Float) copy);
    } else if (live instanceof Random) {
      // Nothing of it can be seen without drawing from it.
      return true;
    } else if (live instanceof Pattern pattern) {
      Pattern other = (Pattern) copy;
      return pattern.pattern().equals(other.pattern()) && pattern.flags() == other.flags();
    } else if (hasNoEquality(live)) {
      return live.toString().equals(copy.toString());
    }
    return Objects.equals(live, copy) || live == copy;
  }

  private static boolean hasNoEquality(Object live) {
    return live instanceof StringBuilder
        || live.getClass().getPackageName().equals("java.util.concurrent.atomic")
        || live instanceof java.util.Comparator<?>;
  }

  /** What an object of the JDK that is neither value nor collection refers to. */
  static List<Object> contents(Object object) {
    List<Object> contents = new ArrayList<>();
    if (object instanceof Optional<?> optional) {
      optional.ifPresent(contents::add);
    } else if (object instanceof AtomicReference<?> reference) {
      contents.add(reference.get());
    } else if (object instanceof AtomicReferenceArray<?> array) {
      for (int i = 0; i < array.length(); i++) {
        contents.add(array.get(i));
      }
    }
    return contents;
  }
}
