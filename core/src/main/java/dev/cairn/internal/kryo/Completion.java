/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.util.ArrayDeque;
import java.util.ArrayList;
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

  /** A step that has begun: it waits until all it needs has been looked through. */
  private static final class Frame {
    final Step step;
    final Deque<Object> toLookThrough = new ArrayDeque<>();

    Frame(Step step) {
      this.step = step;
    }
  }

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
        Step step = begin(order.get(i));
        if (step != null) {
          run(step);
        }
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

  private void run(Step first) {
    Deque<Frame> stack = new ArrayDeque<>();
    stack.push(frame(first));
    while (!stack.isEmpty()) {
      Frame frame = stack.peek();
      Object object = frame.toLookThrough.poll();
      if (object == null) {
        stack.pop().step.action.run();
        continue;
      }
      Step inner = begin(object);
      if (inner != null) {
        stack.push(frame(inner));
      }
      if (frame.step.deep) {
        forEachReference(object, reference -> lookThrough(frame, reference));
      }
    }
  }

  private Frame frame(Step step) {
    Frame frame = new Frame(step);
    for (Object needed : step.needs) {
      if (needed instanceof Pending) {
        frame.toLookThrough.add(needed);
      } else if (step.deep) {
        lookThrough(frame, needed);
      }
    }
    return frame;
  }

  /** An object that was looked through once has no open step below it any more. */
  private void lookThrough(Frame frame, Object object) {
    if (object != null && !PlainValues.isPlain(object) && seen.add(object)) {
      frame.toLookThrough.add(object);
    }
  }

  private void forEachReference(Object object, Consumer<Object> action) {
    if (object instanceof Pending pending) {
      Object built = objects[pending.number()];
      if (built != null) {
        action.accept(built);
      }
      return;
    }
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
