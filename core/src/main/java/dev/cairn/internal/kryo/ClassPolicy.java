/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.Checkpointed;
import java.util.HashSet;
import java.util.Set;

/**
 * Which classes may be part of a graph, when it is written and when it is read: classes marked
 * {@link Checkpointed}, the packages of the program and of its roots, what the program allows, and
 * the JDK types that have a codec of Cairn's own.
 *
 * <p>Names are checked before a class is loaded, and it is loaded without being initialised. Used
 * by one thread.
 */
public final class ClassPolicy {
  /** Libraries whose classes are plain data and are safe to fill by field. */
  private static final Set<String> PLAIN_DATA = Set.of("org.apache.commons.rng.core");

  private final Set<String> classes = new HashSet<>();
  private final Set<String> packages = new HashSet<>();
  private final Set<Class<?>> holders = new HashSet<>();
  private final Set<String> packageTrees = new HashSet<>(PLAIN_DATA);

  /**
   * Creates a policy.
   *
   * @param allowed class names, or packages with all below them as {@code org.example.*}
   */
  public ClassPolicy(Iterable<String> allowed) {
    for (String pattern : allowed) {
      if (pattern.endsWith(".*")) {
        packageTrees.add(pattern.substring(0, pattern.length() - 2));
      } else {
        classes.add(pattern);
      }
    }
  }

  /**
   * Grants the package of a class, and the packages below it unless it has fewer than two segments:
   * {@code com} would be half the world.
   */
  public void grantPackageOf(Class<?> type) {
    String name = type.getPackageName();
    if (isPlatform(name + ".")) {
      return;
    }
    if (name.indexOf('.') < 0) {
      packages.add(name);
    } else {
      packageTrees.add(name);
    }
  }

  /** True where the name alone is enough. */
  boolean permitsName(String className) {
    if (classes.contains(className)) {
      return true;
    }
    int dot = className.lastIndexOf('.');
    String packageName = dot < 0 ? "" : className.substring(0, dot);
    if (isPlatform(className)) {
      return false;
    }
    if (packages.contains(packageName)) {
      return true;
    }
    for (String at = packageName; !at.isEmpty(); at = parent(at)) {
      if (packageTrees.contains(at)) {
        return true;
      }
    }
    return false;
  }

  private static String parent(String packageName) {
    int dot = packageName.lastIndexOf('.');
    return dot < 0 ? "" : packageName.substring(0, dot);
  }

  /** True where a class may be part of a graph. */
  boolean permits(Class<?> type) {
    return permitsName(type.getName()) || type.isAnnotationPresent(Checkpointed.class);
  }

  /** Lets objects of a class be roots of which only the marked fields are state. */
  public void grantHolder(Class<?> type) {
    holders.add(type);
  }

  /** True for a class of which an object was given to be filled in place. */
  boolean isHolder(Class<?> type) {
    return holders.contains(type);
  }

  /**
   * True where the methods of a class that run when it is read may do so: only for a class that was
   * named by itself or is marked, never because its package is allowed.
   */
  boolean approvesHooks(Class<?> type) {
    return classes.contains(type.getName()) || type.isAnnotationPresent(Checkpointed.class);
  }

  /** True for the classes of the JDK: these need a codec of their own, no package grants them. */
  static boolean isPlatform(String className) {
    return className.startsWith("java.")
        || className.startsWith("javax.")
        || className.startsWith("jdk.")
        || className.startsWith("sun.")
        || className.startsWith("com.sun.");
  }
}
