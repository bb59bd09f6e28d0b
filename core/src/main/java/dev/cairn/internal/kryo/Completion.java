/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What can be done only once other objects are whole: filling hash and sorted collections, whose
 * keys are hashed and compared; calling a class's own {@code readObject}; building objects that
 * look into what they are built from. Each step is taken after all steps that what it needs depends
 * on. Only where steps need each other in a circle is there no such order: then the one met first
 * is taken last, as Java serialization does.
 *
 * <p>No recursion, whatever the shape of the graph. Used by one thread, once.
 */
final class Completion {
  /** Stands for an object that is not built yet. */
  record Pending(int number) {}

  /** One thing to do. */
  private static final class Step {
    final Object[] needs;
    final boolean deep;
    final Runnable action;

    Step(Object[] needs, boolean deep, Runnable action) {
      this.needs = needs;
      this.deep = deep;
      this.action = action;
    }
  }

  /** An object of which only its own step is wanted. */
  private record Shallow(Object object) {}

  /** An object that will be built by the time it is looked at. */
  private record Built(int number) {}

  /** A place that waits for an object to be built. */
  private record Patch(Object owner, BiConsumer<Object, Object> setter) {}

  private final IdentityHashMap<Object, Step> fillings = new IdentityHashMap<>();
  private final Map<Integer, Step> builds = new HashMap<>();
  private final List<Object> order = new ArrayList<>();
  private final Map<Integer, List<Patch>> patches = new HashMap<>();
  private final IdentityHashMap<Object, List<Pending>> awaitedBy = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Object[]> partsOf = new IdentityHashMap<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Class<?>, TypeCodec> codecs;
  private final Object[] objects;

  /**
   * Begins.
   *
   * @param codecs how the objects of each class tell what they refer to
   * @param objects all objects by number; null where one is not built yet
   */
  Completion(IdentityHashMap<Class<?>, TypeCodec> codecs, Object[] objects) {
    this.codecs = codecs;
    this.objects = objects;
  }

  /**
   * An object that is there will be completed.
   *
   * @param object the object
   * @param needs what must be whole before, or be built before where that is not deep
   * @param deep true where everything that can be reached from what it needs must be whole as well
   * @param action completes it
   */
  void fill(Object object, Object[] needs, boolean deep, Runnable action) {
    fillings.put(object, new Step(needs, deep, action));
    order.add(object);
  }

  /** An object that is not there will be built; the action puts it among the objects. */
  void build(int number, Object[] parts, boolean deep, Runnable action) {
    Pending pending = new Pending(number);
    builds.put(number, new Step(parts, deep, action));
    order.add(pending);
  }

  /** Something refers to an object that is not built yet. */
  void whenBuilt(Pending pending, Object owner, BiConsumer<Object, Object> setter) {
    patches.computeIfAbsent(pending.number(), n -> new ArrayList<>()).add(new Patch(owner, setter));
    awaitedBy.computeIfAbsent(owner, o -> new ArrayList<>(1)).add(pending);
  }

  /** Remembers what an object was built from, where nobody else can tell. */
  void builtFrom(Object object, Object[] parts) {
    partsOf.put(object, parts);
  }

  /** Replaces each object that was pending and is built by now. */
  void resolve(Object[] contents) {
    for (int i = 0; i < contents.length; i++) {
      if (contents[i] instanceof Pending pending && objects[pending.number()] != null) {
        contents[i] = objects[pending.number()];
      }
    }
  }

  /** Takes all steps. */
  void run() {
    int done = 0;
    while (done < order.size()) {
      int end = order.size();
      // What is met later is mostly inside what was met before.
      for (int i = end - 1; i >= done; i--) {
        goThrough(order.get(i));
      }
      done = end; // what was built meanwhile may have to be filled
    }
  }

  /** The step of an object, once: what has begun is not begun again. */
  private Step begin(Object object) {
    return object instanceof Pending pending
        ? builds.remove(pending.number())
        : fillings.remove(object);
  }

  /**
   * Goes through what an object needs, depth first: whatever is below an object has been left
   * behind when the object is left, unless it is above it as well. So a step is taken when its
   * object is left.
   */
  private void goThrough(Object first) {
    Deque<Object> stack = new ArrayDeque<>();
    visit(first, false, stack);
    while (!stack.isEmpty()) {
      Object top = stack.pop();
      if (top instanceof Step step) {
        step.action.run();
      } else if (top instanceof Shallow shallow) {
        visit(shallow.object, false, stack);
      } else if (top instanceof Built built) {
        push(objects[built.number], stack);
      } else {
        visit(top, true, stack);
      }
    }
  }

  /**
   * Enters an object.
   *
   * @param object the object, or one that is pending
   * @param deep true where all that it refers to is needed as well, not only the object itself
   * @param stack what is still to be done, the last first
   */
  private void visit(Object object, boolean deep, Deque<Object> stack) {
    if (object instanceof Pending pending) {
      if (deep) {
        stack.push(new Built(pending.number())); // once it is built, what it refers to
      }
    } else if (deep && !seen.add(object)) {
      return;
    }
    Step step = begin(object);
    if (step != null) {
      stack.push(step);
      for (Object needed : step.needs) {
        if (deep || step.deep) {
          push(needed, stack);
        } else if (needed instanceof Pending) {
          stack.push(new Shallow(needed));
        }
      }
    }
    if (deep && !(object instanceof Pending)) {
      forEachReference(object, reference -> push(reference, stack));
    }
  }

  private void push(Object object, Deque<Object> stack) {
    pushWhereNew(object, seen, stack);
  }

  /** Stands where a wanted object is left. */
  private record Left(Object object) {}

  /**
   * Puts objects into an order, once all is whole: each after those that can be reached from it,
   * unless it can be reached from them as well.
   *
   * @param given where the objects are reached from
   * @param left where others are reached from, which do not count
   * @param wanted which are to be put into order, by identity
   */
  List<Object> childrenFirst(Collection<?> given, Collection<?> left, Set<Object> wanted) {
    if (wanted.size() < 2 && left.isEmpty()) {
      return List.copyOf(wanted);
    }
    List<Object> ordered = new ArrayList<>();
    Set<Object> entered = Collections.newSetFromMap(new IdentityHashMap<>());
    walk(given, wanted, entered, ordered);
    Set<Object> elsewhere = Collections.newSetFromMap(new IdentityHashMap<>());
    if (!left.isEmpty()) {
      walk(left, wanted, elsewhere, new ArrayList<>());
    }
    for (Object object : wanted) {
      if (!entered.contains(object) && !elsewhere.contains(object)) {
        ordered.add(0, object); // inside something that tells nobody what it refers to
      }
    }
    return ordered;
  }

  private void walk(
      Collection<?> from, Set<Object> wanted, Set<Object> entered, List<Object> ordered) {
    Deque<Object> stack = new ArrayDeque<>(from);
    int met = 0;
    while (!stack.isEmpty()) {
      Object top = stack.pop();
      if (top instanceof Left leaving) {
        ordered.add(leaving.object());
      } else if (met < wanted.size() && entered.add(top)) {
        if (wanted.contains(top)) {
          stack.push(new Left(top));
          met++;
        }
        forEachReference(top, reference -> pushWhereNew(reference, entered, stack));
      }
    }
  }

  private static void pushWhereNew(Object object, Set<Object> entered, Deque<Object> stack) {
    if (object != null && !PlainValues.isPlain(object) && !entered.contains(object)) {
      stack.push(object);
    }
  }

  private void forEachReference(Object object, Consumer<Object> action) {
    TypeCodec codec = codecs.get(object.getClass());
    if (codec != null) {
      codec.forEachReference(object, action);
    }
    awaitedBy.getOrDefault(object, List.of()).forEach(action);
    Object[] parts = partsOf.get(object);
    if (parts != null) {
      for (Object part : parts) {
        action.accept(part);
      }
    }
  }

  /** Puts a built object into every place that waits for it. */
  void built(int number) {
    List<Patch> waiting = patches.remove(number);
    if (waiting != null) {
      waiting.forEach(patch -> patch.setter().accept(patch.owner(), objects[number]));
    }
  }
}
