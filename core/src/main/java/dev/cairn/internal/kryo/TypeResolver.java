/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.CorruptCheckpointException;
import dev.cairn.StateMismatchException;
import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.format.TypeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Finds the codec for each class that a file names: the name is checked against the policy before
 * the class is loaded, it is loaded without being initialised, and its shape must be the stored
 * one.
 *
 * <p>Used by one thread, for one file.
 */
final class TypeResolver {
  private static final Class<?>[] PRIMITIVES = {
    void.class,
    boolean.class,
    byte.class,
    short.class,
    char.class,
    int.class,
    long.class,
    float.class,
    double.class
  };

  private final List<TypeEntry> entries;
  private final TypeCodec[] codecs;
  private final ClassPolicy policy;
  private final ClassLoader loader;
  private final Evolution evolution;
  private final String file;
  private final List<String> changes = new ArrayList<>();

  TypeResolver(
      List<TypeEntry> entries,
      ClassPolicy policy,
      Evolution evolution,
      ClassLoader loader,
      String file) {
    this.evolution = evolution;
    this.entries = entries;
    this.codecs = new TypeCodec[entries.size()];
    this.policy = policy;
    this.loader = loader;
    this.file = file;
  }

  /** The codec of a number; a root's class also grants its package. */
  TypeCodec codec(int number, boolean root) {
    if (number < 0 || number >= codecs.length) {
      throw new CorruptCheckpointException(file + ": unknown class number " + number);
    }
    if (codecs[number] == null) {
      codecs[number] = resolve(entries.get(number));
    }
    if (root) {
      policy.grantPackageOf(codecs[number].type());
    }
    return codecs[number];
  }

  private TypeCodec resolve(TypeEntry entry) {
    TypeCodec codec;
    try {
      codec = codecFor(entry, load(nameNow(entry.name())));
    } catch (UnsupportedStateException e) {
      throw new UnsupportedStateException(file + ": " + e.getMessage(), e);
    }
    return codec.entry().isAs(entry) ? codec : evolved(codec, entry);
  }

  /** A class that has changed: by the stored shape where that can go into the one of now. */
  private TypeCodec evolved(TypeCodec codec, TypeEntry entry) {
    if (codec.entry().how() == TypeEntry.How.ARRAY && entry.how() == TypeEntry.How.ARRAY) {
      return codec; // of a class that was renamed
    }
    if (codec.entry().isAs(entry.renamed(codec.entry().name()))) {
      changes.add(entry.name() + " is now " + codec.entry().name());
      return codec;
    }
    if (codec instanceof HookedCodec hooked
        && entry.how() == TypeEntry.How.JAVA
        && entry.version() == HookedCodec.VERSION) {
      changes.add(entry.name() + ": other classes of its hierarchy write themselves by now");
      return hooked.asStored(entry, this::nameNow);
    }
    boolean sameWay =
        codec.entry().how() == entry.how()
            && codec.entry().version() == entry.version()
            && (entry.base().isEmpty() || codec.entry().base().equals(entry.base()))
            && codec.fieldsNow() != null;
    if (!sameWay) {
      throw new StateMismatchException(
          "the stored " + entry.name() + " is written in another way" + shapes(codec, entry));
    }
    BiConsumer<Object, Map<String, Object>> migration = evolution.migrationOf(codec.type());
    StoredShape shape =
        StoredShape.match(
            entry, codec.fieldsNow(), evolution, migration != null, shapes(codec, entry));
    if (!codec.entry().name().equals(entry.name())) {
      changes.add(entry.name() + " is now " + codec.entry().name());
    }
    changes.addAll(shape.changes());
    return new EvolvedCodec(codec, entry, shape, migration);
  }

  private String shapes(TypeCodec codec, TypeEntry entry) {
    return "\n  in:      "
        + file
        + "\n  stored:  "
        + describe(entry)
        + "\n  program: "
        + describe(codec.entry())
        + "\n  run the program that wrote it, say what became of the values with "
        + "configure().migrate(...), or start fresh with resume(NEVER) or CAIRN_RESUME=NEVER; "
        + "nothing was changed";
  }

  /** What has changed in the classes since the file was written. */
  List<String> changes() {
    return changes;
  }

  private TypeCodec codecFor(TypeEntry entry, Class<?> type) {
    TypeCodec codec = TypeCodecs.create(type, policy);
    boolean aside =
        codec instanceof ReplacedCodec
            && (entry.how() != TypeEntry.How.JAVA || entry.version() != ReplacedCodec.VERSION);
    return aside ? new ReplacedCodec.OfUnresolved(TypeCodecs.createStored(type, policy)) : codec;
  }

  /** An array's class goes with its elements'. */
  String nameNow(String name) {
    if (!name.startsWith("[")) {
      return evolution.nameNow(name);
    }
    String brackets = name.replaceFirst("[^\\[].*$", "");
    String element = name.substring(brackets.length());
    return element.startsWith("L")
        ? brackets + "L" + evolution.nameNow(element.substring(1, element.length() - 1)) + ";"
        : name;
  }

  ClassPolicy policy() {
    return policy;
  }

  ClassLoader loader() {
    return loader;
  }

  private static String describe(TypeEntry entry) {
    String fields = String.join(", ", entry.fields().stream().map(TypeEntry.Field::label).toList());
    return entry.how() + " " + entry.version() + " {" + fields + "}";
  }

  Class<?> load(String name) {
    String element =
        name.startsWith("[") ? name.replaceFirst("^\\[+L?", "").replace(";", "") : name;
    boolean known = TypeCodecs.isPlatformType(name) || policy.permitsName(element);
    boolean array = name.startsWith("[");
    if (!known
        && ClassPolicy.isPlatform(element)
        && !array
        && !isPlatformEnum(name)
        && !JavaFormCodec.isListedName(name)) {
      throw new UnsupportedStateException("the file names " + name + ", which is not supported");
    }
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new StateMismatchException(
          file
              + ": the class "
              + name
              + " of the stored state is not in this program; where it was renamed or moved, say so "
              + "with configure().renamed(\""
              + name
              + "\", ...)",
          e);
    }
  }

  Class<?> classNamed(String name) {
    for (Class<?> primitive : PRIMITIVES) {
      if (primitive.getName().equals(name)) {
        return primitive;
      }
    }
    String element = name.replaceFirst("^\\[+L?", "").replace(";", "");
    return ClassPolicy.isPlatform(element) ? platform(name) : load(nameNow(name));
  }

  private Class<?> platform(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw new StateMismatchException(file + ": the class " + name + " is not in this JDK", e);
    }
  }

  private boolean isPlatformEnum(String name) {
    try {
      return Class.forName(name, false, null).isEnum();
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
