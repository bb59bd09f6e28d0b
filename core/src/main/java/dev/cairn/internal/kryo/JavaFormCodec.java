/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.CorruptCheckpointException;
import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.format.TypeEntry;
import java.io.IOException;
import java.io.Serializable;
import java.util.Calendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Objects whose state the JVM closes to us and tells only to Java serialization: some classes of
 * the JDK, and classes of the program that extend one, as its exceptions do. Their serialized form
 * is part of the JDK's specification, so it can be read for ever.
 *
 * <p>Which classes of the JDK these are is listed here: what is not listed is neither written nor
 * read. Immutable.
 */
final class JavaFormCodec extends BuiltCodec {
  static final int VERSION = 4;

  /** Classes of the JDK with nothing in them that could run code of somebody else's choice. */
  private static final Set<String> LISTED =
      Set.of(
          "java.lang.StackTraceElement",
          "java.math.RoundingMode",
          "java.text.ChoiceFormat",
          "java.text.DateFormatSymbols",
          "java.text.DecimalFormat",
          "java.text.DecimalFormatSymbols",
          "java.text.MessageFormat",
          "java.text.SimpleDateFormat",
          "java.util.Collections$ReverseComparator2",
          "java.util.Comparators$NullComparator",
          "java.util.ConcurrentModificationException",
          "java.util.GregorianCalendar",
          "java.util.Properties",
          "java.util.SimpleTimeZone",
          "java.util.TreeMap$AscendingSubMap",
          "java.util.TreeMap$DescendingSubMap",
          "sun.util.calendar.ZoneInfo");

  /** Superclasses of the JDK that classes of the program extend. */
  private static final List<Class<?>> EXTENDED =
      List.of(Throwable.class, java.util.Random.class, java.util.Date.class);

  private static final Object[] NONE = {};

  private final Set<String> allowed = new TreeSet<>();

  JavaFormCodec(Class<?> type) {
    super(type, new TypeEntry(type.getName(), TypeEntry.How.JAVA, VERSION, List.of()));
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      allowed.add(at.getName());
    }
  }

  /** True for the classes of the JDK that are written so. */
  static boolean isListed(Class<?> type) {
    return LISTED.contains(type.getName())
        || (ClassPolicy.isPlatform(type.getName())
            && Throwable.class.isAssignableFrom(type)
            && Throwable.class.getModule() == type.getModule());
  }

  static boolean isListedName(String name) {
    if (LISTED.contains(name)) {
      return true;
    }
    if (!name.startsWith("java.")) {
      return false;
    }
    try {
      return isListed(Class.forName(name, false, null));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** True for a class of the program that extends one whose state is closed to us. */
  static boolean extendsListed(Class<?> type) {
    return Serializable.class.isAssignableFrom(type)
        && EXTENDED.stream().anyMatch(listed -> listed.isAssignableFrom(type));
  }

  @Override
  boolean needsWholeParts() {
    return true;
  }

  @Override
  void writeParts(Object object, GraphWriter writer) {
    if (object instanceof Calendar && object.toString().contains("[time=?")) {
      writer.remark(
          "a calendar of which a field was set is computed when it is saved, and once only; call "
              + "getTimeInMillis() before the safepoint");
    }
    JavaForm form;
    try {
      form = JavaForm.of(object);
    } catch (IOException e) {
      throw new UnsupportedStateException(
          "a " + type().getName() + " cannot be serialized: " + e.getMessage(), e);
    }
    ClassValues.requireNameable(form.references(), writer.policy());
    writer.content().writeVarInt(form.bytes().length, true);
    writer.content().writeBytes(form.bytes());
    writer.content().writeVarInt(form.places().length, true);
    for (int place : form.places()) {
      writer.content().writeVarInt(place, true);
    }
    writer.content().writeVarInt(form.references().length, true);
    for (Object reference : form.references()) {
      writer.reference(reference, ".(" + type().getSimpleName() + ")");
    }
  }

  @Override
  Object[] readParts(GraphReader reader) {
    byte[] bytes = reader.content().readBytes(reader.length(reader.content(), 1));
    int[] places = new int[reader.length(reader.content(), 1)];
    for (int i = 0; i < places.length; i++) {
      places[i] = reader.content().readVarInt(true);
    }
    int count = reader.length(reader.content(), 1);
    Object[] parts = new Object[count + 1];
    parts[0] = new JavaForm(bytes, places, NONE);
    System.arraycopy(reader.references(count), 0, parts, 1, count);
    return parts;
  }

  @Override
  Object build(Object[] parts, GraphReader reader) {
    Object[] references = new Object[parts.length - 1];
    System.arraycopy(parts, 1, references, 0, references.length);
    JavaForm stored = (JavaForm) parts[0];
    byte[] bytes;
    try {
      bytes = storedClasses(references, reader).upToDate(stored.bytes(), stored.places());
    } catch (IOException e) {
      throw new CorruptCheckpointException("the Java form of " + allowed + " makes no sense", e);
    }
    Object object =
        new JavaForm(bytes, stored.places(), references)
            .read(allowed, type().getClassLoader(), reader.policy());
    if (object == null || object.getClass() != type()) {
      throw new ClassCastException("the Java form of " + type().getName());
    }
    return object;
  }

  /** Its own classes, and those that are values in it: these were let in before. */
  private StoredClasses storedClasses(Object[] references, GraphReader reader) {
    Map<String, Class<?>> classes = new HashMap<>();
    for (Object reference : references) {
      if (reference instanceof Class<?> value && ClassValues.canBeNamed(value, reader.policy())) {
        classes.put(value.getName(), value);
      }
    }
    for (Class<?> at = type(); at != null; at = at.getSuperclass()) {
      classes.put(at.getName(), at);
    }
    return new StoredClasses(reader::nameNow, classes::get, reader::changed);
  }
}
