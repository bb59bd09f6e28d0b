/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.Formerly;
import dev.cairn.StateMismatchException;
import dev.cairn.internal.format.TypeEntry;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the fields that were stored for a class go into the fields that it has now: by their names,
 * by earlier names, or, where a superclass was put between, by a name that only one field has.
 * Immutable.
 */
final class StoredShape {
  /**
   * A stored field.
   *
   * @param stored as the file names it
   * @param target the field it goes into; null where it is dropped
   */
  record Slot(TypeEntry.Field stored, Field target) {}

  private final String className;
  private final List<Slot> slots;
  private final List<Field> added;

  private StoredShape(String className, List<Slot> slots, List<Field> added) {
    this.className = className;
    this.slots = slots;
    this.added = added;
  }

  /**
   * Matches.
   *
   * @param entry what was stored
   * @param now the fields that the class has
   * @param evolution new names of classes
   * @param forgiving true where a migration looks after what does not fit
   * @param shapes both shapes, for the message
   * @throws StateMismatchException where a field was kept but its type does not fit
   */
  static StoredShape match(
      TypeEntry entry, List<Field> now, Evolution evolution, boolean forgiving, String shapes) {
    List<Slot> slots = new ArrayList<>();
    Set<Field> taken = new HashSet<>();
    for (TypeEntry.Field stored : entry.fields()) {
      Field target = find(stored, now, taken, evolution);
      if (target != null && !Conversion.fits(typeNow(stored, evolution), target.getType())) {
        if (!forgiving) {
          throw new StateMismatchException(
              "the stored "
                  + stored.label()
                  + " cannot become a "
                  + target.getType().getName()
                  + shapes);
        }
        target = null;
      }
      if (target != null) {
        taken.add(target);
      }
      slots.add(new Slot(stored, target));
    }
    List<Field> added = now.stream().filter(field -> !taken.contains(field)).toList();
    return new StoredShape(entry.name(), slots, added);
  }

  private static String typeNow(TypeEntry.Field stored, Evolution evolution) {
    return evolution.nameNow(stored.type());
  }

  private static Field find(
      TypeEntry.Field stored, List<Field> now, Set<Field> taken, Evolution evolution) {
    String declaredIn = evolution.nameNow(stored.declaredIn());
    List<Field> free = now.stream().filter(field -> !taken.contains(field)).toList();
    for (Field field : free) {
      boolean same = field.getDeclaringClass().getName().equals(declaredIn);
      if (same && (field.getName().equals(stored.name()) || wasCalled(field, stored.name()))) {
        return field;
      }
    }
    List<Field> named =
        free.stream()
            .filter(f -> f.getName().equals(stored.name()) || wasCalled(f, stored.name()))
            .toList();
    return named.size() == 1 ? named.get(0) : null;
  }

  static boolean wasCalled(Field field, String name) {
    Formerly formerly = field.getAnnotation(Formerly.class);
    return formerly != null && Arrays.asList(formerly.value()).contains(name);
  }

  List<Slot> slots() {
    return slots;
  }

  /** Reads all stored values, in their order, by their stored types. */
  Object[] read(GraphReader reader) {
    Object[] values = new Object[slots.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = FieldAccess.readStored(slots.get(i).stored().type(), reader);
    }
    return values;
  }

  /** The values by the names that the file has for them. */
  Map<String, Object> byName(Object[] values) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      named.put(slots.get(i).stored().name(), values[i]);
    }
    return named;
  }

  /** What has changed, for the log. */
  List<String> changes() {
    List<String> changes = new ArrayList<>();
    for (Slot slot : slots) {
      TypeEntry.Field stored = slot.stored();
      if (slot.target() == null) {
        changes.add(className + ": " + stored.name() + " is no longer there, its value is dropped");
      } else if (!slot.target().getName().equals(stored.name())) {
        changes.add(className + ": " + stored.name() + " is now " + slot.target().getName());
      } else if (!slot.target().getType().getName().equals(stored.type())) {
        changes.add(
            className
                + ": "
                + stored.name()
                + " was a "
                + stored.type()
                + ", is now a "
                + slot.target().getType().getName());
      }
    }
    for (Field field : added) {
      changes.add(className + ": " + field.getName() + " is new; it is 0, false or null");
    }
    return changes;
  }
}
