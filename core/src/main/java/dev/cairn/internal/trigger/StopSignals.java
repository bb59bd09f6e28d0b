/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.trigger;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The signals that ask for a last checkpoint. Registered once in a JVM however many runs it has;
 * handlers that were there before are called as well, and given back when the last run has ended. A
 * handler does nothing but tell the runs.
 *
 * <p>{@code sun.misc.Signal} is reached by reflection: the module jdk.unsupported may be absent,
 * and some signals are refused under {@code -Xrs}. Thread-safe.
 */
public final class StopSignals {
  /** The JVM itself handles these, and runs its hooks. */
  private static final Set<String> WITH_HOOKS = Set.of("TERM", "INT", "HUP");

  private static final StopSignals OF_THIS_JVM = new StopSignals();

  private final Map<String, Object> earlier = new HashMap<>();
  private final Map<String, List<Consumer<String>>> listeners = new HashMap<>();

  private StopSignals() {}

  /** The signals of this JVM. */
  public static StopSignals ofThisJvm() {
    return OF_THIS_JVM;
  }

  /**
   * Listens for signals.
   *
   * @param names without SIG, as TERM
   * @param listener is told the name; must return at once
   * @return why some signals cannot be had; empty where all can
   */
  public synchronized Optional<String> listen(List<String> names, Consumer<String> listener) {
    Optional<String> refused = Optional.empty();
    for (String name : names) {
      // Also where it is refused: what was handled before stays as it was.
      listeners.computeIfAbsent(name, key -> new ArrayList<>()).add(listener);
      if (!earlier.containsKey(name)) {
        try {
          earlier.put(name, handle(name, proxy(name)));
        } catch (InvocationTargetException e) {
          refused = Optional.of("signal " + name + ": " + e.getCause().getMessage());
        } catch (ReflectiveOperationException e) {
          refused = Optional.of("this Java runtime lacks the module jdk.unsupported");
        }
      }
    }
    return refused;
  }

  /**
   * Listens no longer; the last listener of a signal gives its earlier handler back. Not where that
   * would be the death of the JVM, without its hooks, for a warning that comes late.
   */
  public synchronized void ignore(Consumer<String> listener) {
    for (Map.Entry<String, List<Consumer<String>>> entry : listeners.entrySet()) {
      String name = entry.getKey();
      if (entry.getValue().remove(listener)
          && entry.getValue().isEmpty()
          && (WITH_HOOKS.contains(name) || isOfTheProgram(earlier.get(name)))) {
        restore(name, earlier.remove(name));
      }
    }
  }

  /** Does what the signal would have done without us: the JVM's own handler runs its hooks. */
  public synchronized void raiseDefault(String name) {
    restore(name, earlier.remove(name));
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      type.getMethod("raise", type).invoke(null, signal(name));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot raise signal " + name, e);
    }
  }

  private void restore(String name, Object handler) {
    try {
      if (handler != null) {
        handle(name, handler);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot give back the handler of signal " + name, e);
    }
  }

  private void arrived(String name) {
    List<Consumer<String>> told;
    Object before;
    synchronized (this) {
      told = List.copyOf(listeners.getOrDefault(name, List.of()));
      before = earlier.get(name);
    }
    try {
      told.forEach(listener -> tell(listener, name));
    } finally {
      chain(name, before);
    }
  }

  /** One run that cannot be told must not keep the signal from the others. */
  private static void tell(Consumer<String> listener, String name) {
    try {
      listener.accept(name);
    } catch (RuntimeException | Error e) {
      System.err.println("cairn: ERROR: a run could not be told of signal " + name + ": " + e);
    }
  }

  /** The JVM's own handler would end the process: only handlers of the program are chained. */
  private static void chain(String name, Object handler) {
    if (!isOfTheProgram(handler)) {
      return;
    }
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class.forName("sun.misc.SignalHandler")
          .getMethod("handle", type)
          .invoke(handler, signal(name));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the earlier handler of signal " + name + " failed", e);
    }
  }

  private static boolean isOfTheProgram(Object handler) {
    return handler != null && !handler.getClass().getName().startsWith("sun.misc.");
  }

  private Object proxy(String name) throws ClassNotFoundException {
    InvocationHandler handler = (self, method, arguments) -> answer(name, self, method, arguments);
    Class<?> type = Class.forName("sun.misc.SignalHandler");
    return Proxy.newProxyInstance(
        StopSignals.class.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private Object answer(String name, Object self, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "handle" -> {
        arrived(name);
        yield null;
      }
      case "equals" -> self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      default -> "Cairn's handler of signal " + name;
    };
  }

  private static Object handle(String name, Object handler) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    return type.getMethod("handle", type, handlerType).invoke(null, signal(name), handler);
  }

  private static Object signal(String name) throws ReflectiveOperationException {
    return Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
  }
}
