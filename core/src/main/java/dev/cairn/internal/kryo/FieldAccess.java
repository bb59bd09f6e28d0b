/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.io.Input;
import dev.cairn.StateMismatchException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads one field of objects and sets it by reflection. Immutable. */
abstract class FieldAccess {
  final Field field;

  private FieldAccess(Field field) {
    this.field = field;
  }

  static FieldAccess of(Field field) {
    Class<?> type = field.getType();
    if (!type.isPrimitive()) {
      return new ReferenceField(field);
    }
    return new PrimitiveField(field, Kind.of(type));
  }

  /** Reads a value of a type by its stored name; the class need no longer be there. */
  static Object readStored(String typeName, GraphReader reader) {
    Optional<Kind> kind = Kind.named(typeName);
    return kind.isPresent() ? kind.get().value(reader.content()) : reader.reference();
  }

  /** Reads a primitive by the name of its type; empty where that is none. */
  static Optional<Object> readPrimitive(String typeName, Input input) {
    return Kind.named(typeName).map(kind -> kind.value(input));
  }

  static void forEachReference(FieldAccess[] fields, Object object, Consumer<Object> action) {
    try {
      for (FieldAccess access : fields) {
        if (!access.field.getType().isPrimitive()) {
          action.accept(access.field.get(object));
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  abstract void read(Object object, GraphReader reader) throws IllegalAccessException;

  /** Sets a value that {@link #readValue} has given. */
  abstract void assign(Object object, Object value, GraphReader reader);

  /** Reads the value without an object to put it into: a part. */
  abstract Object readValue(GraphReader reader);

  private static final class ReferenceField extends FieldAccess {
    ReferenceField(Field field) {
      super(field);
    }

    @Override
    void read(Object object, GraphReader reader) throws IllegalAccessException {
      reader.assign(object, reader.reference(), this::set);
    }

    @Override
    void assign(Object object, Object value, GraphReader reader) {
      reader.assign(object, value, this::set);
    }

    private void set(Object object, Object value) {
      if (value != null && !field.getType().isInstance(value)) {
        throw new ClassCastException(field + " cannot hold a " + value.getClass().getName());
      }
      try {
        field.set(object, value);
      } catch (IllegalAccessException e) {
        throw new StateMismatchException(
            field
                + " cannot be set: "
                + e.getMessage()
                + "; a final field of a hidden class or of a record held elsewhere cannot come back",
            e);
      }
    }

    @Override
    Object readValue(GraphReader reader) {
      return reader.reference();
    }
  }

  private static final class PrimitiveField extends FieldAccess {
    private final Kind kind;

    PrimitiveField(Field field, Kind kind) {
      super(field);
      this.kind = kind;
    }

    @Override
    void read(Object object, GraphReader reader) throws IllegalAccessException {
      kind.read(field, object, reader.content());
    }

    @Override
    void assign(Object object, Object value, GraphReader reader) {
      try {
        field.set(object, value);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    Object readValue(GraphReader reader) {
      return kind.value(reader.content());
    }
  }

  /** How each primitive type is written: fixed width, floating point by its raw bits. */
  private enum Kind {
    BOOLEAN(boolean.class) {
      @Override
      Object value(Input input) {
        return input.readBoolean();
      }
    },
    BYTE(byte.class) {
      @Override
      Object value(Input input) {
        return input.readByte();
      }
    },
    SHORT(short.class) {
      @Override
      Object value(Input input) {
        return input.readShort();
      }
    },
    CHAR(char.class) {
      @Override
      Object value(Input input) {
        return (char) input.readShort();
      }
    },
    INT(int.class) {
      @Override
      void read(Field field, Object object, Input input) throws IllegalAccessException {
        field.setInt(object, input.readInt());
      }

      @Override
      Object value(Input input) {
        return input.readInt();
      }
    },
    LONG(long.class) {
      @Override
      void read(Field field, Object object, Input input) throws IllegalAccessException {
        field.setLong(object, input.readLong());
      }

      @Override
      Object value(Input input) {
        return input.readLong();
      }
    },
    FLOAT(float.class) {
      @Override
      Object value(Input input) {
        return Float.intBitsToFloat(input.readInt());
      }
    },
    DOUBLE(double.class) {
      @Override
      void read(Field field, Object object, Input input) throws IllegalAccessException {
        field.setDouble(object, Double.longBitsToDouble(input.readLong()));
      }

      @Override
      Object value(Input input) {
        return Double.longBitsToDouble(input.readLong());
      }
    };

    private final Class<?> type;

    Kind(Class<?> type) {
      this.type = type;
    }

    static Optional<Kind> named(String typeName) {
      return Arrays.stream(values())
          .filter(kind -> kind.type.getName().equals(typeName))
          .findFirst();
    }

    static Kind of(Class<?> type) {
      for (Kind kind : values()) {
        if (kind.type == type) {
          return kind;
        }
      }
      throw new IllegalArgumentException(type + " is not primitive");
    }

    void read(Field field, Object object, Input input) throws IllegalAccessException {
      field.set(object, value(input));
    }

    abstract Object value(Input input);
  }
}
