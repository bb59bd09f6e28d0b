/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotActiveException;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stream that a class's own {@code writeObject} or {@code writeExternal} writes to: bytes and
 * references, each in their order. Nothing of Java's own serialization is used but the type.
 *
 * <p>Used by one thread, for one object.
 */
final class HookOutput extends ObjectOutputStream {
  private final Object object;
  private final StateFields state;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(32);
  private final DataOutputStream data = new DataOutputStream(bytes);
  private final List<Object> references = new ArrayList<>();
  private Fields fields;

  private HookOutput(Object object, StateFields state) throws IOException {
    this.object = object;
    this.state = state;
  }

  /**
   * Creates a stream.
   *
   * @param object what is written
   * @param state its fields that {@code defaultWriteObject} writes; null where there is no default
   */
  static HookOutput create(Object object, StateFields state) {
    try {
      return new HookOutput(object, state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts all that was written into the graph. */
  void writeTo(GraphWriter writer) {
    writer.content().writeVarInt(bytes.size(), true);
    writer.content().writeBytes(bytes.toByteArray());
    writer.content().writeVarInt(references.size(), true);
    for (Object reference : references) {
      writer.reference(reference, ".writeObject[]");
    }
  }

  @Override
  protected void writeObjectOverride(Object value) {
    references.add(value);
  }

  @Override
  public void writeUnshared(Object value) {
    references.add(value);
  }

  @Override
  public void defaultWriteObject() {
    writeNamed(state.values(object));
  }

  /** Names go with the values, so that a class whose fields change can still be read. */
  private void writeNamed(Map<String, Object> values) {
    try {
      data.writeShort(values.size());
      for (Map.Entry<String, Object> value : values.entrySet()) {
        data.writeUTF(value.getKey());
        references.add(value.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public PutField putFields() {
    if (fields == null) {
      fields = new Fields();
    }
    return fields;
  }

  @Override
  public void writeFields() throws IOException {
    if (fields == null) {
      throw new NotActiveException("writeFields() without putFields()");
    }
    writeNamed(fields.values);
  }

  @Override
  public void useProtocolVersion(int version) {}

  @Override
  public void reset() {}

  @Override
  public void write(int value) throws IOException {
    data.write(value);
  }

  @Override
  public void write(byte[] values) throws IOException {
    data.write(values);
  }

  @Override
  public void write(byte[] values, int offset, int length) throws IOException {
    data.write(values, offset, length);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public void writeBoolean(boolean value) throws IOException {
    data.writeBoolean(value);
  }

  @Override
  public void writeByte(int value) throws IOException {
    data.writeByte(value);
  }

  @Override
  public void writeShort(int value) throws IOException {
    data.writeShort(value);
  }

  @Override
  public void writeChar(int value) throws IOException {
    data.writeChar(value);
  }

  @Override
  public void writeInt(int value) throws IOException {
    data.writeInt(value);
  }

  @Override
  public void writeLong(long value) throws IOException {
    data.writeLong(value);
  }

  @Override
  public void writeFloat(float value) throws IOException {
    data.writeInt(Float.floatToRawIntBits(value));
  }

  @Override
  public void writeDouble(double value) throws IOException {
    data.writeLong(Double.doubleToRawLongBits(value));
  }

  @Override
  public void writeBytes(String text) throws IOException {
    data.writeBytes(text);
  }

  @Override
  public void writeChars(String text) throws IOException {
    data.writeChars(text);
  }

  /** As an object: a text may be longer than the 64 KiB of modified UTF-8. */
  @Override
  public void writeUTF(String text) {
    references.add(text);
  }

  /** Values by name, as the class gives them. */
  private static final class Fields extends PutField {
    private final Map<String, Object> values = new LinkedHashMap<>();

    @Override
    public void put(String name, boolean value) {
      values.put(name, value);
    }

    @Override
    public void put(String name, byte value) {
      values.put(name, value);
    }

    @Override
    public void put(String name, char value) {
      values.put(name, value);
    }

    @Override
    public void put(String name, short value) {
      values.put(name, value);
    }

    @Override
    public void put(String name, int value) {
      values.put(name, value);
    }

    @Override
    public void put(String name, long value) {
      values.put(name, value);
    }

    @Override
    public void put(String name, float value) {
      values.put(name, value);
    }

    @Override
    public void put(String name, double value) {
      values.put(name, value);
    }

    @Override
    public void put(String name, Object value) {
      values.put(name, value);
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester")
    public void write(ObjectOutput out) {
      throw new UnsupportedOperationException("PutField.write was deprecated with Java 1.4");
    }
  }
}
