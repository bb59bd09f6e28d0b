/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.StateMismatchException;
import dev.cairn.internal.capture.PrimitiveArrays;
import dev.cairn.internal.format.TypeEntry;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Arrays and enums. */
final class ArrayCodecs {
  /** Elements of an array that is small. */
  private static final int SMALL = 32;

  private ArrayCodecs() {}

  private static TypeEntry arrayEntry(Class<?> type) {
    return new TypeEntry(type.getName(), TypeEntry.How.ARRAY, 1, List.of());
  }

  static TypeCodec of(Class<?> type) {
    return type.getComponentType().isPrimitive() ? new Primitive(type) : new References(type);
  }

  private static final class Primitive extends TypeCodec {
    private final int elementBytes;

    Primitive(Class<?> type) {
      super(type, arrayEntry(type), true);
      this.elementBytes = PrimitiveArrays.elementBytes(type);
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      int length = Array.getLength(object);
      writer.shape().writeUnsigned(length);
      writer.elements(object, (long) length * elementBytes);
    }

    @Override
    boolean isSmall(Object object) {
      return Array.getLength(object) <= SMALL;
    }

    @Override
    Object allocate(GraphReader reader) {
      return reader.array(type());
    }
  }

  private static final class References extends TypeCodec {
    private final int rank;

    References(Class<?> type) {
      super(type, arrayEntry(type));
      this.rank = FieldRanks.of(type);
    }

    @Override
    boolean isSmall(Object object) {
      return ((Object[]) object).length <= SMALL;
    }

    @Override
    int rank() {
      return rank;
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      writer.shape().writeVarInt(((Object[]) object).length, true);
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      Object[] elements = (Object[]) object;
      if (elements.length > SMALL) {
        writer.references(Arrays.asList(elements).iterator(), "[]");
      } else {
        for (Object element : elements) {
          writer.reference(element, "[]");
        }
      }
    }

    @Override
    Object allocate(GraphReader reader) {
      return Array.newInstance(type().getComponentType(), reader.length(reader.shape(), 1));
    }

    @Override
    void readBody(Object object, GraphReader reader) {
      Object[] array = (Object[]) object;
      for (int i = 0; i < array.length; i++) {
        int index = i;
        reader.assign(array, reader.reference(), (owner, value) -> array[index] = value);
      }
    }
  }

  /**
   * Enum constants, by name: order and number may change between two builds. Fields that can change
   * are set on the constant that is there.
   */
  static final class OfEnum extends TypeCodec {
    private final FieldGroup fields;
    private final StateFields state;

    OfEnum(Class<?> type) {
      this(type, StateFields.changingIn(type));
    }

    private OfEnum(Class<?> type, StateFields state) {
      super(type, new TypeEntry(type.getName(), TypeEntry.How.ENUM, 1, state.entries()));
      this.state = state;
      this.fields = new FieldGroup(state);
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      fields.write(object, writer);
    }

    @Override
    void readBody(Object object, GraphReader reader) {
      fields.read(object, reader);
    }

    @Override
    List<Field> fieldsNow() {
      return state.fields();
    }

    @Override
    void forEachReference(Object object, Consumer<Object> action) {
      state.forEachReference(object, action);
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      writer.shape().text(((Enum<?>) object).name());
    }

    private Object renamed(String name, IllegalArgumentException cause) {
      for (Field field : type().getDeclaredFields()) {
        if (field.isEnumConstant() && StoredShape.wasCalled(field, name)) {
          return Arrays.stream(type().getEnumConstants())
              .filter(constant -> ((Enum<?>) constant).name().equals(field.getName()))
              .findFirst()
              .orElseThrow();
        }
      }
      throw new StateMismatchException(
          "enum "
              + type().getName()
              + " has no constant "
              + name
              + " any more; it has "
              + Arrays.toString(type().getEnumConstants())
              + "; mark the one that took its place with @Formerly(\""
              + name
              + "\"), or start fresh with resume(NEVER)",
          cause);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    Object allocate(GraphReader reader) {
      String name = reader.text(reader.shape());
      try {
        return Enum.valueOf((Class<? extends Enum>) type(), name);
      } catch (IllegalArgumentException e) {
        return renamed(name, e);
      }
    }
  }
}
