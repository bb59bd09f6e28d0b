/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.io.Input;
import dev.cairn.CheckpointException;
import dev.cairn.CorruptCheckpointException;
import dev.cairn.StateMismatchException;
import dev.cairn.internal.capture.GraphCodec.Hook;
import dev.cairn.internal.capture.GraphCodec.RestoredGraph;
import dev.cairn.internal.capture.GraphSource;
import dev.cairn.internal.capture.PrimitiveArrays;
import dev.cairn.internal.kryo.Completion.Pending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Reads one graph: allocates every object, builds those that have no setters, fills the rest, then
 * fills hash and sorted collections, whose keys must be whole before they are hashed or compared,
 * and at last the holders.
 *
 * <p>Used by one thread, once. It allocates no more than the length of the streams justifies.
 */
final class GraphReader extends GraphStreams {
  private final TypeResolver types;
  private final GraphInput aliases;
  private final Object[] objects;
  private final TypeCodec[] codecs;
  private final Map<Integer, Object> holders = new HashMap<>();
  private final Map<Integer, Object> twins = new HashMap<>();
  private final IdentityHashMap<Object, Object> holdersByTwin = new IdentityHashMap<>();
  private final ConvertedCollections converted;
  private final Map<Integer, Integer> merged = new HashMap<>();

  /** What bodies are read into where that is not the object itself: of holders and of aliases. */
  private final Map<Integer, Object> apart = new HashMap<>();

  private final IdentityHashMap<Class<?>, TypeCodec> codecsByClass = new IdentityHashMap<>();
  private final Set<String> changed = new LinkedHashSet<>();
  private final FilledCollections filled = new FilledCollections(this);
  private final Completion completion;
  private final PartsBuilder builder;
  private int filling;
  private final TableBytes tables = new TableBytes();

  GraphReader(TypeResolver types, GraphSource source) {
    super(source);
    this.types = types;
    this.objects = new Object[(int) image.objects()];
    this.codecs = new TypeCodec[objects.length];
    this.completion = new Completion(codecsByClass, objects);
    this.converted = new ConvertedCollections(completion);
    this.builder = new PartsBuilder(this, codecs, objects, completion);
    this.aliases = new GraphInput(source.aliases());
  }

  RestoredGraph read(Map<String, Object> holdersByName) throws IOException {
    try {
      holdersByName.forEach((name, holder) -> holders.put(rootNumber(name), holder));
      readAliases();
      try {
        allocateAll();
      } finally {
        source.finishArrays(); // constructors and comparators of the program may look into them
      }
      source.fillReused();
      content = parts;
      builder.buildAll();
      fillAll();
      skipPadding(aliases);
      requireEnd(shapes, parts, bodies, aliases);
      fillHolders();
      List<String> changes = new ArrayList<>(types.changes());
      changes.addAll(converted.changes());
      changes.addAll(changed);
      changes.addAll(filled.changes());
      return new RestoredGraph(roots(), this::hooks, changes);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CheckpointException e) {
      throw e;
    } catch (RuntimeException e) {
      // Kryo at the end of its bytes, a text that is no date, a program's own hashCode on nonsense.
      throw new CorruptCheckpointException(
          source.describe() + ": its graph makes no sense: " + e, e);
    } catch (StackOverflowError e) {
      throw new CorruptCheckpointException(
          source.describe()
              + ": a hashCode, equals or compareTo of what it holds goes too deep, or in a circle",
          e);
    }
  }

  private int rootNumber(String name) {
    Long number = image.roots().get(name);
    require(number != null && number >= 0 && number < objects.length, "root", name);
    return number.intValue();
  }

  private void allocateAll() {
    content = shapes;
    Set<Long> roots = new HashSet<>(image.roots().values());
    for (int i = 0; i < objects.length; i++) {
      TypeCodec codec = types.codec(shapes.readVarInt(true), roots.contains((long) i));
      codecs[i] = codec;
      filling = i;
      Object allocated = codec.allocate(this);
      Integer number = merged.get(i);
      if (number != null) {
        objects[i] = mergedInto(number, i);
        if (!codec.isWholeInShape()) {
          apart.put(i, allocated);
        }
      } else {
        objects[i] = holders.containsKey(i) ? holderFor(i, codec, allocated) : allocated;
      }
    }
  }

  /** Which numbers stand for an object that has a lower one as well. */
  private void readAliases() {
    int count = aliases.readVarInt(true);
    require(count >= 0 && count <= source.streamBytes(), "number of aliases", count);
    Set<Long> roots = new HashSet<>(image.roots().values());
    long alias = 0;
    for (int i = 0; i < count; i++) {
      alias += aliases.readVarLong(true);
      long number = alias - aliases.readVarLong(true);
      require(number >= 0 && number < alias && alias < objects.length, "alias", alias);
      require(!roots.contains(alias) && !merged.containsKey((int) alias), "alias", alias);
      merged.put((int) alias, (int) number);
    }
  }

  /** The object that an alias stands for; what was read for the alias is the same once more. */
  private Object mergedInto(int number, int alias) {
    require(codecs[number] == codecs[alias], "alias", alias);
    return objects[number];
  }

  /**
   * The graph refers to the holder; what was read goes into a twin until all is known to be well.
   */
  private Object holderFor(int number, TypeCodec codec, Object twin) {
    Object holder = holders.get(number);
    if (holder.getClass() != codec.type() || codec.ofHolder() == null) {
      throw new StateMismatchException(
          source.describe()
              + ": the stored root is a "
              + codec.type().getName()
              + ", the holder given to resumeInto is a "
              + holder.getClass().getName());
    }
    twins.put(number, twin);
    apart.put(number, twin);
    holdersByTwin.put(twin, holder);
    return holder;
  }

  private void fillAll() {
    content = bodies;
    for (int i = 0; i < objects.length; i++) {
      if (objects[i] != null) {
        codecsByClass.putIfAbsent(objects[i].getClass(), codecs[i]);
      }
    }
    for (int i = 0; i < objects.length; i++) {
      filling = i;
      if (!codecs[i].isWholeInShape()) {
        codecs[i].readBody(apart.isEmpty() ? objects[i] : apart.getOrDefault(i, objects[i]), this);
      }
    }
  }

  /**
   * Comparators and keys may look into a holder, so it gets its fields before collections are
   * filled; where that fails it gets its old ones back.
   */
  private void fillHolders() {
    Map<Integer, Object> before = new HashMap<>();
    twins.forEach((number, twin) -> before.put(number, fieldsOf(number).twinOf(objects[number])));
    try {
      twins.forEach((number, twin) -> fieldsOf(number).copyFields(twin, objects[number]));
      completion.run();
      builder.requireAllBuilt();
      filled.lookUp();
    } catch (RuntimeException | Error e) {
      before.forEach((number, twin) -> fieldsOf(number).copyFields(twin, objects[number]));
      throw e;
    }
  }

  private FieldsCodec fieldsOf(int number) {
    return codecs[number].ofHolder();
  }

  private Map<String, Object> roots() {
    Map<String, Object> roots = new LinkedHashMap<>();
    image.roots().keySet().forEach(name -> roots.put(name, objects[rootNumber(name)]));
    return roots;
  }

  private List<Hook> hooks(Collection<?> given, Collection<?> left) {
    IdentityHashMap<Object, Hooks> declared = new IdentityHashMap<>();
    for (int i = 0; i < objects.length; i++) {
      if (!codecs[i].hooks().afterRestore().isEmpty() && !isAlias(i)) {
        declared.put(objects[i], codecs[i].hooks());
      }
    }
    List<Hook> hooks = new ArrayList<>();
    for (Object object : completion.childrenFirst(given, left, declared.keySet())) {
      hooks.add(() -> declared.get(object).callAfterRestore(object));
    }
    return hooks;
  }

  // ---- what codecs read with ------------------------------------------------------------------

  /** Reads a reference. */
  Object reference() {
    long code = content.readVarLong(true);
    if (code == GraphWriter.NULL) {
      return null;
    } else if (code == GraphWriter.INLINE) {
      return BoxedValues.read(content);
    }
    long number = content.number(code - GraphWriter.FIRST_NUMBER);
    require(number >= 0 && number < objects.length, "object number", number);
    Object object = objects[(int) number];
    return object == null ? notYetBuilt((int) number) : object;
  }

  private Object notYetBuilt(int number) {
    int lower = merged.getOrDefault(number, number);
    return objects[lower] == null ? new Pending(lower) : objects[lower];
  }

  /** True for a number that stands for an object that has a lower one as well. */
  boolean isAlias(int number) {
    return !merged.isEmpty() && merged.containsKey(number);
  }

  /** The holder that takes the place of what is being read; that itself where there is none. */
  Object holderOr(Object object) {
    return holders.getOrDefault(filling, object);
  }

  Object[] references(int count) {
    Object[] references = new Object[count];
    for (int i = 0; i < count; i++) {
      references[i] = reference();
    }
    return references;
  }

  /** Fills a collection once what it will hash or compare is whole. */
  void fillLater(TypeCodec codec, Object object, Object[] contents) {
    if (object == null) {
      whenThisIsBuilt(built -> fillLater(codec, built, contents));
      return;
    }
    completion.fill(
        object,
        codec.needed(object, contents),
        true,
        () -> fillOnceResolved(codec, object, contents));
  }

  /** Where the collection is itself part of what it waits for, it is filled after that. */
  private void fillOnceResolved(TypeCodec codec, Object object, Object[] contents) {
    int missing = builder.resolve(contents);
    if (missing < 0) {
      filled.fill(codec, object, contents);
    } else {
      completion.whenBuilt(
          new Pending(missing),
          object,
          (owner, built) -> fillOnceResolved(codec, object, contents));
    }
  }

  /** Has something done once the object whose body is being read is built. */
  void whenThisIsBuilt(Consumer<Object> action) {
    Pending self = new Pending(filling);
    completion.whenBuilt(self, self, (owner, built) -> action.accept(built));
  }

  /** Fills a collection that neither hashes nor compares: at once where all is there. */
  void fillWhenBuilt(TypeCodec codec, Object object, Object[] contents) {
    if (object == null) {
      whenThisIsBuilt(built -> fillWhenBuilt(codec, built, contents));
      return;
    }
    if (Arrays.stream(contents).noneMatch(Pending.class::isInstance)) {
      codec.fill(object, contents);
      return;
    }
    completion.fill(object, contents, false, () -> fillOnceResolved(codec, object, contents));
  }

  /**
   * Completes an object once what it needs is there.
   *
   * @param object the object
   * @param needs what it needs
   * @param deep true where all that those refer to must be whole as well
   * @param action completes it
   */
  void later(Object object, Object[] needs, boolean deep, Runnable action) {
    if (isAlias(filling)) {
      return; // the object that it stands for is completed
    }
    completion.fill(object, needs, deep, () -> takeOnceResolved(object, needs, action));
  }

  /** Says what an object refers to that nobody else can tell. */
  void refersTo(Object object, Object[] references) {
    completion.builtFrom(object, references);
  }

  /** The collections that have become others. */
  ConvertedCollections convertedCollections() {
    return converted;
  }

  private void takeOnceResolved(Object object, Object[] needs, Runnable action) {
    int missing = builder.resolve(needs);
    if (missing < 0) {
      action.run();
    } else {
      completion.whenBuilt(
          new Pending(missing), object, (owner, built) -> takeOnceResolved(object, needs, action));
    }
  }

  /** Replaces each reference to an object that was not built when it was read. */
  void resolveAll(Object[] references) {
    completion.resolve(references);
  }

  /** As an error message names what is read. */
  String describe() {
    return source.describe();
  }

  ClassPolicy policy() {
    return types.policy();
  }

  ClassLoader loader() {
    return types.loader();
  }

  /** A class that is itself part of the state; it is not initialised. */
  Class<?> classNamed(String name) {
    return types.classNamed(name);
  }

  /** What a stored class is called now. */
  String nameNow(String stored) {
    return types.nameNow(stored);
  }

  /** Something of the state has become another thing: it will be said once. */
  void changed(String what) {
    changed.add(what);
  }

  /** Loads a class without initialising it. */
  Class<?> load(String name) {
    return types.load(name);
  }

  /**
   * Sets what a reference refers to: at once, or as soon as that is built.
   *
   * @param owner what holds the reference
   * @param reference what {@link #reference()} has given
   * @param setter sets it
   */
  void assign(Object owner, Object reference, BiConsumer<Object, Object> setter) {
    if (reference instanceof Pending pending) {
      completion.whenBuilt(pending, holdersByTwin.getOrDefault(owner, owner), setter);
    } else {
      setter.accept(owner, reference);
    }
  }

  /** Allocates an array of primitives and reads its elements. */
  Object array(Class<?> arrayClass) {
    try {
      int element = PrimitiveArrays.elementBytes(arrayClass);
      int length = shapes.readVarInt(true);
      long bytes = (long) length * element;
      require(length >= 0, "array length", length);
      if (bytes >= image.outOfLineBytes()) {
        return source.array(arrayClass, length);
      }
      allocate(bytes, length);
      Object array = Array.newInstance(arrayClass.getComponentType(), length);
      PrimitiveElements.read(array, shapes);
      return array;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads which enum a collection is of. */
  Class<?> enumType() {
    Class<?> type = types.codec(shapes.readVarInt(true), false).type();
    require(type.isEnum(), "enum", type);
    return type;
  }

  /** Refuses a capacity that, with all before it, is more than the streams justify. */
  void requireJustified(int capacity) {
    tables.add(Math.max(0, capacity));
    require(capacity >= 0 && tables.isJustifiedBy(source.streamBytes()), "capacity", capacity);
  }

  /** Zeros that justify large tables. */
  private void skipPadding(Input input) {
    while (!input.end()) {
      int padding = input.read();
      require(padding == 0, "padding", padding);
    }
  }

  private void requireEnd(Input... inputs) {
    for (Input input : inputs) {
      require(input.end(), "end of a stream", "more bytes");
    }
  }
}
