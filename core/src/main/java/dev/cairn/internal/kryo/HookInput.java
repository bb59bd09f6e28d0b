/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectInputValidation;
import java.io.ObjectStreamClass;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The stream that a class's own {@code readObject} or {@code readExternal} reads from: what {@link
 * HookOutput} has taken down. It loads no class and deserializes nothing.
 *
 * <p>Used by one thread, for one object.
 */
final class HookInput extends ObjectInputStream {
  /**
   * What one class has written of itself.
   *
   * @param bytes its bytes
   * @param references what it refers to, in order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Written(byte[] bytes, Object[] references) {
    static Written read(GraphReader reader) {
      byte[] bytes = reader.content().readBytes(reader.length(reader.content(), 1));
      return new Written(bytes, reader.references(reader.length(reader.content(), 1)));
    }

    void resolve(GraphReader reader) {
      reader.resolveAll(references);
    }
  }

  private final Object object;
  private final StateFields state;
  private final Object[] references;
  private final DataInputStream data;
  private final List<Runnable> validations;
  private final Consumer<String> changed;
  private int next;

  private HookInput(
      Object object,
      StateFields state,
      Written written,
      List<Runnable> validations,
      Consumer<String> changed)
      throws IOException {
    this.changed = changed;
    this.object = object;
    this.state = state;
    this.references = written.references();
    this.data = new DataInputStream(new ByteArrayInputStream(written.bytes()));
    this.validations = validations;
  }

  /**
   * Creates a stream.
   *
   * @param object what is read
   * @param state its fields that {@code defaultReadObject} sets; null where there is no default
   * @param written what it has written
   * @param validations where callbacks are put that want to be called at the end
   * @param changed is told of values that go elsewhere, or nowhere
   */
  static HookInput create(
      Object object,
      StateFields state,
      Written written,
      List<Runnable> validations,
      Consumer<String> changed) {
    try {
      return new HookInput(object, state, written, validations, changed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Object reference() throws IOException {
    if (next == references.length) {
      throw new EOFException("the class reads more objects than it has written");
    }
    return references[next++];
  }

  @Override
  protected Object readObjectOverride() throws IOException {
    return reference();
  }

  @Override
  public Object readUnshared() throws IOException {
    return reference();
  }

  @Override
  public void defaultReadObject() throws IOException {
    state.set(object, named(), changed);
  }

  private Map<String, Object> named() throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    int count = data.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      String name = data.readUTF();
      values.put(name, reference());
    }
    return values;
  }

  @Override
  public GetField readFields() throws IOException {
    return new Fields(named());
  }

  @Override
  public void registerValidation(ObjectInputValidation validation, int priority) {
    validations.add(
        () -> {
          try {
            validation.validateObject();
          } catch (InvalidObjectException e) {
            throw SerializationHooks.failed(validation.getClass(), e);
          }
        });
  }

  @Override
  public int read() throws IOException {
    return data.read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return data.read(target, offset, length);
  }

  @Override
  public int available() throws IOException {
    return data.available();
  }

  @Override
  public void close() {}

  @Override
  public boolean readBoolean() throws IOException {
    return data.readBoolean();
  }

  @Override
  public byte readByte() throws IOException {
    return data.readByte();
  }

  @Override
  public int readUnsignedByte() throws IOException {
    return data.readUnsignedByte();
  }

  @Override
  public char readChar() throws IOException {
    return data.readChar();
  }

  @Override
  public short readShort() throws IOException {
    return data.readShort();
  }

  @Override
  public int readUnsignedShort() throws IOException {
    return data.readUnsignedShort();
  }

  @Override
  public int readInt() throws IOException {
    return data.readInt();
  }

  @Override
  public long readLong() throws IOException {
    return data.readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return Float.intBitsToFloat(data.readInt());
  }

  @Override
  public double readDouble() throws IOException {
    return Double.longBitsToDouble(data.readLong());
  }

  @Override
  public void readFully(byte[] target) throws IOException {
    data.readFully(target);
  }

  @Override
  public void readFully(byte[] target, int offset, int length) throws IOException {
    data.readFully(target, offset, length);
  }

  @Override
  public int skipBytes(int count) throws IOException {
    return data.skipBytes(count);
  }

  @Override
  public String readUTF() throws IOException {
    return (String) reference();
  }

  /** Values by name; the default where the class had written none of that name. */
  private static final class Fields extends GetField {
    private final Map<String, Object> values;

    Fields(Map<String, Object> values) {
      this.values = values;
    }

    @SuppressWarnings("unchecked")
    private <T> T value(String name, T fallback) {
      return values.containsKey(name) ? (T) values.get(name) : fallback;
    }

    @Override
    public ObjectStreamClass getObjectStreamClass() {
      throw new UnsupportedOperationException("there is no ObjectStreamClass here");
    }

    @Override
    public boolean defaulted(String name) {
      return !values.containsKey(name);
    }

    @Override
    public boolean get(String name, boolean fallback) {
      return value(name, fallback);
    }

    @Override
    public byte get(String name, byte fallback) {
      return value(name, fallback);
    }

    @Override
    public char get(String name, char fallback) {
      return value(name, fallback);
    }

    @Override
    public short get(String name, short fallback) {
      return value(name, fallback);
    }

    @Override
    public int get(String name, int fallback) {
      return value(name, fallback);
    }

    @Override
    public long get(String name, long fallback) {
      return value(name, fallback);
    }

    @Override
    public float get(String name, float fallback) {
      return value(name, fallback);
    }

    @Override
    public double get(String name, double fallback) {
      return value(name, fallback);
    }

    @Override
    public Object get(String name, Object fallback) {
      return value(name, fallback);
    }
  }
}
