/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.format.TypeEntry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The codec of each class, and the number that stands for it in a stream. What no codec is known
 * for is refused here, with the remedy.
 *
 * <p>Used by one thread; kept from one capture to the next, so that numbers stay the same.
 */
final class TypeCodecs {
  private static final Map<String, TypeCodec> PLATFORM = new HashMap<>();
  private static final TypeCodec LAMBDA = new LambdaCodec();

  /** Saved only where the program says by name that another one will do. */
  private static final String FRESH_RANDOM = "java.security.SecureRandom";

  static {
    PLATFORM.putAll(ValueCodecs.all());
    PLATFORM.putAll(CollectionCodecs.all());
    PLATFORM.putAll(MapCodecs.all());
    PLATFORM.putAll(WrapperCodecs.all());
    PLATFORM.putAll(MapViewCodecs.all());
    PLATFORM.putAll(ConcurrentCodecs.all());
    PLATFORM.put("java.util.Random", new RandomCodec());
    PLATFORM.put("java.lang.Object", new PlainObject());
    PLATFORM.put(FRESH_RANDOM, new FreshRandom());
    PLATFORM.put(LambdaCodec.NAME, LAMBDA);
  }

  private static final Map<String, String> REMEDIES =
      new TreeMap<>(
          Map.of(
              "java.lang.Thread",
                  "mark the field transient and start threads in"
                      + " a method marked @AfterRestore",
              "java.util.concurrent.Executor",
                  "mark the field transient" + " and create it in a method marked @AfterRestore",
              "java.security.SecureRandom",
                  "its numbers cannot be reproduced; use a generator with"
                      + " a state, such as those of Commons RNG, or say"
                      + " allow(\"java.security.SecureRandom\") where a fresh one will do after a"
                      + " resume",
              "java.util.random.RandomGenerator",
                  "its state is closed to us; use a generator with a state that can be saved, such as"
                      + " those of Commons RNG or java.util.Random",
              "java.util.SplittableRandom",
                  "its state is closed to us; use a generator with a state"
                      + " that can be saved, such as those of Commons RNG or java.util.Random",
              "java.io.Closeable",
                  "open streams, readers and channels belong to this process; mark the field"
                      + " transient and reopen it in a method marked @AfterRestore",
              "java.util.Iterator", "keep an index instead of an iterator",
              "java.util.concurrent.locks.Lock",
                  "mark the field transient and" + " create it in a method marked @AfterRestore",
              "java.util.concurrent.Future", "keep the results of futures, not the futures"));

  private static final Pattern VIEW =
      Pattern.compile(
          "java\\.util\\..*\\$(\\w*Sub\\w*|\\w*KeySet|\\w*Values|\\w*EntrySet|\\w*Node|\\w*Entry)");

  private static final int RECENT = 64;

  private static final Map<Class<?>, Known> BOXED = boxed();

  /** So many objects of a class that are met twice in one capture show that it is shared. */
  private static final int SHARED = 1000;

  /** How the objects of a class are written, and the number that stands for that. */
  static final class Known {
    private final Class<?> type;
    private final TypeCodec codec;
    private final int number;
    private final int rank;
    private boolean shared;
    private int twice;

    Known(Class<?> type, TypeCodec codec, int number) {
      this.type = type;
      this.codec = codec;
      this.number = number;
      this.rank = codec == null ? 0 : codec.rank();
    }

    /** True for a boxed primitive, which a reference holds by value. */
    boolean isBoxed() {
      return codec == null;
    }

    TypeCodec codec() {
      return codec;
    }

    int number() {
      return number;
    }

    /**
     * True for a small object of a kind that mostly has one reference.
     *
     * @param object the object
     * @param within the rank of what refers to it
     */
    boolean isLone(Object object, int within) {
      return rank < within && !shared && codec.isSmall(object);
    }

    /** An object of this kind was met again. */
    void metAgain() {
      if (++twice == SHARED) {
        shared = true;
      }
    }
  }

  private Known last = new Known(null, null, -1);
  private Known secondLast = last;
  private final Known[] recent = new Known[RECENT];
  private final IdentityHashMap<Class<?>, Known> byClass = new IdentityHashMap<>();
  private final IdentityHashMap<Class<?>, TypeCodec> stored = new IdentityHashMap<>();
  private final IdentityHashMap<Class<?>, Known> unresolved = new IdentityHashMap<>();
  private final IdentityHashMap<TypeCodec, Integer> numbers = new IdentityHashMap<>();
  private final List<TypeEntry> entries = new ArrayList<>();
  private final Set<String> mentioned = new HashSet<>();

  private static Map<Class<?>, Known> boxed() {
    Map<Class<?>, Known> boxed = new HashMap<>();
    for (Class<?> type : BoxedValues.TYPES) {
      boxed.put(type, new Known(type, null, -1));
    }
    return boxed;
  }

  /** How an object is written. */
  Known of(Object object, ClassPolicy policy) {
    Known known = known(object.getClass());
    if (known != null && known.isBoxed()) {
      known = byClass.get(object.getClass()); // a root
    }
    return known != null ? known : add(object, policy);
  }

  /** Lists a class of which there is no object, but whose code the state depends on. */
  void mention(String type) {
    TypeEntry entry = new TypeEntry(type, TypeEntry.How.JAVA, 0, List.of());
    if (mentioned.add(type)) {
      entries.add(entry);
    }
  }

  /** How the objects of a class are written; null where that was never asked. */
  Known known(Class<?> type) {
    Known known = last;
    if (known.type == type) {
      return known;
    }
    known = secondLast;
    if (known.type != type) {
      int place = System.identityHashCode(type) & (RECENT - 1);
      known = recent[place];
      if (known == null || known.type != type) {
        known = BOXED.getOrDefault(type, byClass.get(type));
        recent[place] = known;
      }
      if (known != null) {
        secondLast = last;
        last = known;
      }
    }
    return known;
  }

  /** An object was met twice, and written each time. */
  void metTwice(Object object) {
    byClass.get(object.getClass()).metAgain();
  }

  /** True for an object of a kind that can be lone, whether or not it is shared. */
  boolean isSmall(Object object) {
    Known known = known(object.getClass());
    return known != null && !known.isBoxed() && known.codec.isSmall(object);
  }

  /** Counts anew what is met twice. */
  void resetMetTwice() {
    byClass.values().forEach(known -> known.twice = 0);
  }

  /** The number that stands for an enum, given its class. */
  int numberOfEnum(Class<?> type, ClassPolicy policy) {
    return ofClass(type, policy).number;
  }

  /** The codec of a class whose writeReplace and readResolve are left aside. */
  TypeCodec storedAs(Class<?> type, ClassPolicy policy) {
    return stored.computeIfAbsent(type, key -> createStored(key, policy));
  }

  private Known ofUnresolved(ReplacedCodec.Unresolved object) {
    return unresolved.computeIfAbsent(
        object.object.getClass(),
        type -> known(type, new ReplacedCodec.OfUnresolved(object.codec)));
  }

  private Known known(Class<?> type, TypeCodec codec) {
    Integer number = numbers.get(codec);
    if (number == null) {
      number = entries.size();
      numbers.put(codec, number);
      entries.add(codec.entry());
    }
    return new Known(type, codec, number);
  }

  private Known add(Object object, ClassPolicy policy) {
    return object instanceof ReplacedCodec.Unresolved unresolvedObject
        ? ofUnresolved(unresolvedObject)
        : add(object.getClass(), policy);
  }

  private Known add(Class<?> type, ClassPolicy policy) {
    Known known =
        isEnumBody(type)
            // A constant with a body has a class of its own; the enum is what counts.
            ? known(type, ofClass(type.getSuperclass(), policy).codec)
            : known(type, create(type, policy));
    byClass.put(type, known);
    return known;
  }

  private Known ofClass(Class<?> type, ClassPolicy policy) {
    Known known = byClass.get(type);
    return known != null ? known : add(type, policy);
  }

  private static boolean isEnumBody(Class<?> type) {
    return Enum.class.isAssignableFrom(type) && !type.isEnum();
  }

  /** The codec for a class, whether written or read; throws where there is none. */
  static TypeCodec create(Class<?> type, ClassPolicy policy) {
    if (LambdaCodec.isSerializableLambda(type)) {
      return LAMBDA;
    }
    if (ClassPolicy.isPlatform(type.getName()) || type.isArray()) {
      return createPlatform(type, policy);
    }
    checkGranted(type, policy);
    checkPlain(type);
    if (ReplacedCodec.isReplaced(type)) {
      requireApproved(type, policy);
      return new ReplacedCodec(type);
    }
    return createStored(type, policy);
  }

  private static TypeCodec createPlatform(Class<?> type, ClassPolicy policy) {
    TypeCodec platform = PLATFORM.get(type.getName());
    boolean asked = !type.getName().equals(FRESH_RANDOM) || policy.permitsName(FRESH_RANDOM);
    if (platform != null && asked) {
      return platform;
    } else if (type.isArray()) {
      checkElement(type, policy);
      return ArrayCodecs.of(type);
    } else if (type.isEnum()) {
      return new ArrayCodecs.OfEnum(type);
    } else if (Path.class.isAssignableFrom(type) && type.getModule() == Path.class.getModule()) {
      return PLATFORM.get(Path.class.getName());
    } else if (JavaFormCodec.isListed(type)) {
      return new JavaFormCodec(type);
    }
    throw new UnsupportedStateException(
        "a " + type.getName() + " cannot be saved: " + remedy(type));
  }

  /** The codec of a class of the program, whatever stands for it when it is written. */
  static TypeCodec createStored(Class<?> type, ClassPolicy policy) {
    if (type.isEnum()) {
      return new ArrayCodecs.OfEnum(type);
    }
    boolean hooked = HookedCodec.isHooked(type);
    if (hooked) {
      requireApproved(type, policy);
    }
    boolean collection = SubclassCodec.extendsCollection(type);
    if (JavaFormCodec.extendsListed(type) || (hooked && collection)) {
      return new JavaFormCodec(type);
    } else if (collection) {
      return new SubclassCodec(type);
    } else if (hooked) {
      return new HookedCodec(type);
    } else if (type.isRecord()) {
      return new RecordCodec(type);
    }
    return new FieldsCodec(type, StateFields.of(type));
  }

  private static void requireApproved(Class<?> type, ClassPolicy policy) {
    if (!policy.approvesHooks(type)) {
      throw new UnsupportedStateException(
          type.getName()
              + " takes part in Java serialization by methods of its own, which run when it is "
              + "read; approve it by its name with configure().allow(\""
              + type.getName()
              + "\"), or mark it @Checkpointed");
    }
  }

  private static void checkElement(Class<?> arrayType, ClassPolicy policy) {
    Class<?> element = arrayType;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    // An array of a JDK type holds whatever passes by itself; other types name the program's
    // classes.
    if (!element.isPrimitive() && !ClassPolicy.isPlatform(element.getName())) {
      checkGranted(element, policy);
    }
  }

  private static void checkGranted(Class<?> type, ClassPolicy policy) {
    if (!type.isHidden() && !policy.permits(type)) {
      throw new UnsupportedStateException(
          type.getName()
              + " is not among the classes that may be saved; mark it @Checkpointed, or "
              + "allow it with configure().allow(\""
              + type.getName()
              + "\") or allow(\""
              + type.getPackageName()
              + ".*\")");
    }
  }

  /** Refuses what would come back different without an error. */
  private static void checkPlain(Class<?> type) {
    if (type.isHidden() || type.isSynthetic()) {
      throw new UnsupportedStateException(
          type.getName()
              + " is a lambda or a method reference, which cannot be saved; use a class "
              + "with a name, or mark the field transient and set it in a method marked "
              + "@AfterRestore");
    }
  }

  private static String remedy(Class<?> type) {
    if (VIEW.matcher(type.getName()).matches()) {
      return "it is a view of another collection, or an entry of one, whose state is closed to us; "
          + "keep that collection and take the view again, or keep a copy (new ArrayList<>(view))";
    }
    for (Map.Entry<String, String> remedy : REMEDIES.entrySet()) {
      if (isA(type, remedy.getKey())) {
        return remedy.getValue();
      }
    }
    return "its state is closed to us; mark the field transient, or keep its data in a class of your "
        + "own or in one of the JDK types listed in docs/state.md";
  }

  private static boolean isA(Class<?> type, String name) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      if (at.getName().equals(name) || hasInterface(at, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasInterface(Class<?> type, String name) {
    for (Class<?> face : type.getInterfaces()) {
      if (face.getName().equals(name) || hasInterface(face, name)) {
        return true;
      }
    }
    return false;
  }

  List<TypeEntry> entries() {
    return List.copyOf(entries);
  }

  static Set<String> platformTypes() {
    return Collections.unmodifiableSet(PLATFORM.keySet());
  }

  static boolean isPlatformType(String name) {
    return PLATFORM.containsKey(name);
  }

  /** A SecureRandom: after a resume it is another one, and draws other numbers. */
  private static final class FreshRandom extends TypeCodec {
    FreshRandom() {
      super(SecureRandom.class, cairn(SecureRandom.class, 1));
    }

    @Override
    Object allocate(GraphReader reader) {
      return new SecureRandom();
    }
  }

  /** An Object: nothing but an identity. */
  private static final class PlainObject extends TypeCodec {
    PlainObject() {
      super(Object.class, cairn(Object.class, 1));
    }

    @Override
    Object allocate(GraphReader reader) {
      return new Object();
    }
  }
}
