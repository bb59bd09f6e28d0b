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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

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
   * @param moved true where that is in another class of the hierarchy
   */
  record Slot(TypeEntry.Field stored, Field target, boolean moved) {}

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
    Map<TypeEntry.Field, Field> targets = new HashMap<>();
    Set<Field> free = new LinkedHashSet<>(now);
    // A name that was given to another field: the one that says so comes first.
    place(entry, targets, free, (stored, field) -> isRenamed(stored, field, entry, evolution));
    // What stands in the same class first: a field of another must not take its place.
    place(entry, targets, free, (stored, field) -> isSame(stored, field, evolution));
    place(entry, targets, free, (stored, field) -> isOnly(stored, field, entry, targets, free));
    List<Slot> slots = new ArrayList<>();
    for (TypeEntry.Field stored : entry.fields()) {
      Field target = targets.get(stored);
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
      boolean moved = target != null && !isIn(stored, target, evolution);
      slots.add(new Slot(stored, target, moved));
    }
    return new StoredShape(entry.name(), slots, List.copyOf(free));
  }

  private static void place(
      TypeEntry entry,
      Map<TypeEntry.Field, Field> targets,
      Set<Field> free,
      BiPredicate<TypeEntry.Field, Field> fits) {
    for (TypeEntry.Field stored : entry.fields()) {
      if (!targets.containsKey(stored)) {
        free.stream()
            .filter(field -> fits.test(stored, field))
            .findFirst()
            .ifPresent(field -> targets.put(stored, field));
        free.remove(targets.get(stored));
      }
    }
  }

  private static String typeNow(TypeEntry.Field stored, Evolution evolution) {
    return evolution.nameNow(stored.type());
  }

  /** True where a field of now, whose own name nothing stored has, was called so in its class. */
  private static boolean isRenamed(
      TypeEntry.Field stored, Field field, TypeEntry entry, Evolution evolution) {
    return isIn(stored, field, evolution)
        && wasCalled(field, stored.name())
        && entry.fields().stream()
            .noneMatch(
                other -> isIn(other, field, evolution) && other.name().equals(field.getName()));
  }

  private static boolean isIn(TypeEntry.Field stored, Field field, Evolution evolution) {
    return field.getDeclaringClass().getName().equals(evolution.nameNow(stored.declaredIn()));
  }

  private static boolean isSame(TypeEntry.Field stored, Field field, Evolution evolution) {
    return isIn(stored, field, evolution) && isNamed(field, stored.name());
  }

  /** True where both the stored one and the one of now are the only ones of that name left. */
  private static boolean isOnly(
      TypeEntry.Field stored,
      Field field,
      TypeEntry entry,
      Map<TypeEntry.Field, Field> targets,
      Set<Field> free) {
    boolean onlyStored =
        entry.fields().stream()
                .filter(other -> !targets.containsKey(other) && other.name().equals(stored.name()))
                .count()
            == 1;
    return onlyStored
        && isNamed(field, stored.name())
        && free.stream().filter(other -> isNamed(other, stored.name())).count() == 1;
  }

  private static boolean isNamed(Field field, String name) {
    return field.getName().equals(name) || wasCalled(field, name);
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

  /**
   * The values by the names that the file has for them; where two classes of the hierarchy have the
   * same name, those of superclasses by class and name.
   */
  Map<String, Object> byName(Object[] values) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = values.length - 1; i >= 0; i--) {
      TypeEntry.Field stored = slots.get(i).stored();
      boolean taken = named.containsKey(stored.name());
      named.put(taken ? stored.declaredIn() + "." + stored.name() : stored.name(), values[i]);
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
      } else if (slot.moved()) {
        changes.add(
            className
                + ": "
                + stored.name()
                + " of "
                + stored.declaredIn()
                + " is now "
                + slot.target().getName()
                + " of "
                + slot.target().getDeclaringClass().getName());
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
