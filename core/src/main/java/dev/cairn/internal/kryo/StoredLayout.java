/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.internal.capture.PrimitiveArrays;
import dev.cairn.internal.format.TypeEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What stands in each stream for the objects of a class, by what the file says of that alone: the
 * counterpart of the codecs for those who have none of the program's classes. Immutable.
 *
 * @param shape reads what is in the shapes
 * @param parts reads what is in the parts; null where nothing is
 * @param body reads what is in the bodies; null where nothing is
 */
record StoredLayout(Piece shape, Piece parts, Piece body) {
  /** Reads one piece of an object, and shows what is in it. */
  interface Piece {
    void read(GraphWalk walk);
  }

  private static final Piece NOTHING = walk -> {};
  private static final Piece ELEMENTS = GraphWalk::elements;
  private static final Piece ENTRIES = GraphWalk::entries;
  private static final Piece CAPACITY = walk -> walk.shape().readVarInt(true);
  private static final Piece FLAG = walk -> walk.shape().readBoolean();
  private static final Piece ENUM_TYPE = CAPACITY;

  private static final Map<String, StoredLayout> PLATFORM = new HashMap<>();

  /** Collections of which a table's size is kept. */
  private static final Set<String> SIZED =
      Set.of("java.util.HashMap", "java.util.HashSet", "java.util.Hashtable");

  private static final Set<String> SORTED =
      Set.of(
          "java.util.TreeMap",
          "java.util.TreeSet",
          "java.util.PriorityQueue",
          "java.util.concurrent.ConcurrentSkipListMap");

  private static Piece references(String... names) {
    return walk -> {
      for (String name : names) {
        walk.field(name);
      }
    };
  }

  private static StoredLayout body(Piece body) {
    return new StoredLayout(NOTHING, null, body);
  }

  private static StoredLayout parts(Piece parts) {
    return new StoredLayout(NOTHING, parts, null);
  }

  private static void put(StoredLayout layout, String names) {
    for (String name : names.split(" ", -1)) {
      PLATFORM.put(name.startsWith("java.") ? name : "java.util." + name, layout);
    }
  }

  static {
    values();
    collections();
    maps();
    wrappers();
    concurrent();
  }

  private static void values() {
    for (Map<String, TypeCodec> some : List.of(ValueCodecs.all(), ConcurrentCodecs.all())) {
      some.forEach(
          (name, codec) -> {
            if (codec instanceof ValueCodecs.Value<?> value) {
              put(new StoredLayout(walk -> walk.plain(value.read(walk)), null, null), name);
            }
          });
    }
    StoredLayout text = new StoredLayout(walk -> walk.plain(walk.text(walk.shape())), null, null);
    put(text, "java.lang.String java.lang.Class");
    put(new StoredLayout(GraphWalk::bytes, null, null), "Random");
    put(new StoredLayout(NOTHING, null, null), "java.lang.Object java.security.SecureRandom");
    put(parts(ELEMENTS), "Optional");
  }

  private static void collections() {
    put(
        body(ELEMENTS),
        "ArrayList LinkedList ArrayDeque Vector Stack LinkedHashSet"
            + " java.util.concurrent.CopyOnWriteArrayList"
            + " java.util.concurrent.CopyOnWriteArraySet"
            + " java.util.concurrent.ConcurrentLinkedQueue"
            + " java.util.concurrent.ConcurrentLinkedDeque"
            + " java.util.concurrent.LinkedTransferQueue");
    put(new StoredLayout(CAPACITY, null, ELEMENTS), "HashSet");
    put(
        new StoredLayout(NOTHING, references("comparator"), ELEMENTS),
        "TreeSet PriorityQueue java.util.concurrent.ConcurrentSkipListSet"
            + " java.util.concurrent.PriorityBlockingQueue");
    put(parts(references("array")), "Arrays$ArrayList");
    put(
        parts(ELEMENTS),
        "ImmutableCollections$List12 ImmutableCollections$Set12 ImmutableCollections$SetN"
            + " Collections$SingletonList Collections$SingletonSet");
    put(
        parts(
            walk -> {
              boolean unused = walk.content().readBoolean();
              walk.elements();
            }),
        "ImmutableCollections$ListN");
    put(new StoredLayout(ENUM_TYPE, null, ELEMENTS), "RegularEnumSet JumboEnumSet");
    put(
        parts(
            walk -> {
              walk.field("count", walk.content().readVarInt(true));
              walk.field("element");
            }),
        "Collections$CopiesList");
  }

  private static void maps() {
    put(new StoredLayout(CAPACITY, null, ENTRIES), "HashMap Hashtable");
    put(new StoredLayout(CAPACITY, null, ENTRIES), "java.util.concurrent.ConcurrentHashMap");
    put(new StoredLayout(FLAG, null, ENTRIES), "LinkedHashMap");
    put(body(ENTRIES), "IdentityHashMap WeakHashMap");
    put(
        new StoredLayout(NOTHING, references("comparator"), ENTRIES),
        "TreeMap java.util.concurrent.ConcurrentSkipListMap");
    put(new StoredLayout(ENUM_TYPE, null, ENTRIES), "EnumMap");
    put(
        parts(GraphWalk::flatEntries),
        "ImmutableCollections$Map1 ImmutableCollections$MapN Collections$SingletonMap");
  }

  private static void wrappers() {
    for (String kind : List.of("Unmodifiable", "Synchronized")) {
      for (String what :
          List.of(
              "Collection",
              "Set",
              "SortedSet",
              "NavigableSet",
              "List",
              "RandomAccessList",
              "Map",
              "SortedMap",
              "NavigableMap")) {
        put(parts(references("wrapped")), "Collections$" + kind + what);
      }
    }
    put(parts(references("map")), "Collections$SetFromMap");
    MapViewCodecs.all().keySet().forEach(name -> put(parts(references("map")), name));
    put(parts(references("map", "value")), ConcurrentHashMap.KeySetView.class.getName());
    put(
        new StoredLayout(NOTHING, references("key"), references("value")),
        "AbstractMap$SimpleEntry");
    put(parts(GraphWalk::flatEntries), "AbstractMap$SimpleImmutableEntry KeyValueHolder");
    put(
        parts(references("message", "cause", "stackTrace", "suppressed")),
        "java.lang.NullPointerException");
    put(parts(GraphWalk::lambda), LambdaCodec.NAME);
  }

  private static void concurrent() {
    put(body(references("value")), "java.util.concurrent.atomic.AtomicReference");
    put(
        new StoredLayout(GraphWalk::length, null, GraphWalk::elementsOfLength),
        "java.util.concurrent.atomic.AtomicReferenceArray");
    put(
        new StoredLayout(
            walk -> {
              walk.field("capacity", walk.shape().readInt());
              boolean unused = walk.shape().readBoolean();
            },
            null,
            ELEMENTS),
        "java.util.concurrent.LinkedBlockingQueue java.util.concurrent.LinkedBlockingDeque"
            + " java.util.concurrent.ArrayBlockingQueue");
    put(
        new StoredLayout(
            walk -> walk.field("stamp", walk.shape().readInt()), null, references("value")),
        "java.util.concurrent.atomic.AtomicStampedReference");
    put(
        new StoredLayout(
            walk -> walk.field("mark", walk.shape().readBoolean()), null, references("value")),
        "java.util.concurrent.atomic.AtomicMarkableReference");
    put(
        body(
            walk -> {
              walk.field("failed", walk.content().readBoolean());
              walk.field("outcome");
            }),
        "java.util.concurrent.CompletableFuture");
  }

  /** Of the JDK's types that have a way of their own: for the test that none is missing. */
  static Collection<String> platformTypes() {
    return PLATFORM.keySet();
  }

  /** The layout of what a file says of a class; null where nothing can be said of it. */
  static StoredLayout of(TypeEntry entry) {
    return switch (entry.how()) {
      case FIELDS -> ofFields(entry);
      case RECORD -> {
        Piece fields = fields(entry);
        yield entry.isWholeInShape()
            ? new StoredLayout(fields, null, null)
            : new StoredLayout(NOTHING, fields, null);
      }
      case ENUM ->
          new StoredLayout(walk -> walk.plain(walk.text(walk.shape())), null, fields(entry));
      case ARRAY -> ofArray(entry);
      case JAVA -> ofJavaForm(entry);
      case CAIRN -> PLATFORM.get(entry.name());
    };
  }

  private static StoredLayout ofFields(TypeEntry entry) {
    Piece fields = fields(entry);
    if (entry.version() != SubclassCodec.VERSION) {
      return entry.isWholeInShape()
          ? new StoredLayout(fields, null, null)
          : new StoredLayout(NOTHING, null, fields);
    }
    if (entry.base().isEmpty()) {
      return null;
    }
    boolean isMap = entry.base().endsWith("Map") || entry.base().equals("java.util.Hashtable");
    Piece contents = isMap ? GraphWalk::flatEntries : ELEMENTS;
    Piece body =
        walk -> {
          fields.read(walk);
          contents.read(walk);
        };
    Piece shape = SIZED.contains(entry.base()) ? CAPACITY : NOTHING;
    if (entry.base().equals("java.util.LinkedHashMap")) {
      shape = FLAG;
    }
    Piece parts = SORTED.contains(entry.base()) ? references("comparator") : null;
    return new StoredLayout(shape, parts, body);
  }

  private static Piece fields(TypeEntry entry) {
    return walk -> entry.fields().forEach(walk::field);
  }

  private static StoredLayout ofArray(TypeEntry entry) {
    String element = entry.name().substring(1);
    return element.length() == 1
        ? new StoredLayout(walk -> walk.primitives(arrayClass(entry.name())), null, null)
        : new StoredLayout(GraphWalk::length, null, GraphWalk::elementsOfLength);
  }

  private static Class<?> arrayClass(String name) {
    try {
      Class<?> type = Class.forName(name);
      return PrimitiveArrays.elementBytes(type) > 0 ? type : null;
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("no array is called " + name, e);
    }
  }

  private static StoredLayout ofJavaForm(TypeEntry entry) {
    return switch (entry.version()) {
      case HookedCodec.VERSION -> body(walk -> walk.hooked(Math.max(1, entry.fields().size())));
      case ReplacedCodec.VERSION -> parts(references("writeReplace"));
      case JavaFormCodec.VERSION -> parts(GraphWalk::javaForm);
      default -> null;
    };
  }
}
