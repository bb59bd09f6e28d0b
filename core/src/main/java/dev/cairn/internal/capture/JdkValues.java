/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
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
        && !(object instanceof Map<?, ?>)
        && !(object instanceof Optional<?>)
        && !(object instanceof AtomicReference<?>)
        && !(object instanceof AtomicReferenceArray<?>)
        && !(object instanceof AtomicStampedReference<?>)
        && !(object instanceof AtomicMarkableReference<?>)
        && !(object instanceof CompletableFuture<?>)
        && !(object instanceof Map.Entry<?, ?>)
        && !(object instanceof Throwable)
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
    } else if (isSynchronizer(live)) {
      return synchronizerState(live).equals(synchronizerState(copy));
    } else if (hasNoEquality(live)) {
      return live.toString().equals(copy.toString());
    }
    return Objects.equals(live, copy) || live == copy;
  }

  private static boolean hasNoEquality(Object live) {
    return live instanceof StringBuilder
        || live instanceof StringBuffer
        || live.getClass().getPackageName().equals("java.util.concurrent.atomic");
  }

  private static boolean isSynchronizer(Object live) {
    return live instanceof ReentrantLock
        || live instanceof ReentrantReadWriteLock
        || live instanceof StampedLock
        || live instanceof Semaphore
        || live instanceof CountDownLatch
        || live instanceof Comparator<?>;
  }

  private static List<Object> synchronizerState(Object live) {
    if (live instanceof ReentrantLock lock) {
      return List.of(lock.isFair(), lock.isLocked());
    } else if (live instanceof ReentrantReadWriteLock lock) {
      return List.of(lock.isFair(), lock.isWriteLocked());
    } else if (live instanceof Semaphore semaphore) {
      return List.of(semaphore.isFair(), semaphore.availablePermits());
    } else if (live instanceof CountDownLatch latch) {
      return List.of(latch.getCount());
    }
    return List.of(live.getClass()); // nothing more can be seen of it
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
    } else if (object instanceof AtomicStampedReference<?> atomic) {
      Collections.addAll(contents, atomic.getReference(), atomic.getStamp());
    } else if (object instanceof AtomicMarkableReference<?> atomic) {
      Collections.addAll(contents, atomic.getReference(), atomic.isMarked());
    } else if (object instanceof Map.Entry<?, ?> entry) {
      Collections.addAll(contents, entry.getKey(), entry.getValue());
    } else if (object instanceof CompletableFuture<?> future) {
      contents.add(future.isCompletedExceptionally());
      contents.add(future.<Object>handle((value, e) -> e == null ? value : e).join());
    } else if (object instanceof Throwable failure) {
      Collections.addAll(contents, failure.getMessage(), failure.getCause());
      contents.addAll(List.of(failure.getStackTrace()));
      contents.addAll(List.of(failure.getSuppressed()));
    }
    return contents;
  }
}
