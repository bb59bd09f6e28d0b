/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.format.TypeEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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

  static {
    PLATFORM.putAll(ValueCodecs.all());
    PLATFORM.putAll(CollectionCodecs.all());
    PLATFORM.putAll(MapCodecs.all());
    PLATFORM.putAll(WrapperCodecs.all());
    PLATFORM.putAll(ConcurrentCodecs.all());
    PLATFORM.put("java.util.Random", new RandomCodec());
    PLATFORM.put("java.lang.Object", new PlainObject());
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
                      + " a state, such as those of Commons RNG",
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

  private final IdentityHashMap<Class<?>, TypeCodec> byClass = new IdentityHashMap<>();
  private final IdentityHashMap<Class<?>, TypeCodec> stored = new IdentityHashMap<>();
  private final IdentityHashMap<Class<?>, TypeCodec> unresolved = new IdentityHashMap<>();
  private final IdentityHashMap<TypeCodec, Integer> numbers = new IdentityHashMap<>();
  private final List<TypeEntry> entries = new ArrayList<>();

  /** The codec of an object's class. */
  TypeCodec of(Object object, ClassPolicy policy) {
    Class<?> type = object.getClass();
    TypeCodec known = byClass.get(type);
    return known != null ? known : add(object, policy);
  }

  /** The codec of an enum, given its class. */
  TypeCodec ofEnum(Class<?> type, ClassPolicy policy) {
    TypeCodec known = byClass.get(type);
    return known != null ? known : add(type, policy);
  }

  /** The codec of a class whose writeReplace and readResolve are left aside. */
  TypeCodec storedAs(Class<?> type, ClassPolicy policy) {
    return stored.computeIfAbsent(type, key -> createStored(key, policy));
  }

  private TypeCodec ofUnresolved(ReplacedCodec.Unresolved object) {
    return unresolved.computeIfAbsent(
        object.object.getClass(), type -> register(new ReplacedCodec.OfUnresolved(object.codec)));
  }

  private TypeCodec register(TypeCodec codec) {
    if (!numbers.containsKey(codec)) {
      numbers.put(codec, entries.size());
      entries.add(codec.entry());
    }
    return codec;
  }

  private TypeCodec add(Object object, ClassPolicy policy) {
    return object instanceof ReplacedCodec.Unresolved unresolvedObject
        ? ofUnresolved(unresolvedObject)
        : add(object.getClass(), policy);
  }

  private TypeCodec add(Class<?> type, ClassPolicy policy) {
    TypeCodec codec = null;
    if (isEnumBody(type)) {
      // A constant with a body has a class of its own; the enum is what counts.
      codec = byClass.get(type.getSuperclass());
    }
    if (codec == null) {
      codec = create(isEnumBody(type) ? type.getSuperclass() : type, policy);
      codec = register(codec);
      byClass.put(codec.entry().how() == TypeEntry.How.ENUM ? codec.type() : type, codec);
    }
    byClass.put(type, codec);
    return codec;
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
    if (platform != null) {
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
      return new FieldsCodec.OfRecord(type);
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

  int numberOf(TypeCodec codec) {
    return numbers.get(codec);
  }

  List<TypeEntry> entries() {
    return List.copyOf(entries);
  }

  static boolean isPlatformType(String name) {
    return PLATFORM.containsKey(name);
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
