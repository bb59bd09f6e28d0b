/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Brings what a Java form says of its classes up to the classes that the program has by now: their
 * names, their serialVersionUID, which changes with every method where a class declares none, and
 * the names of their fields.
 *
 * <p>A description is, as the specification of the object serialization stream protocol has it
 * (6.4.2): name, serialVersionUID, flags, the number of fields, and of each field its type code and
 * name, with the name of its type where that is an object.
 */
final class StoredClasses {
  private final UnaryOperator<String> nameNow;
  private final Function<String, Class<?>> classNow;
  private final Consumer<String> changed;

  /**
   * Creates it.
   *
   * @param nameNow what a stored class is called by now
   * @param classNow the class of such a name; null where the form needs none of it
   * @param changed is told what of the state is lost or has moved
   */
  StoredClasses(
      UnaryOperator<String> nameNow,
      Function<String, Class<?>> classNow,
      Consumer<String> changed) {
    this.nameNow = nameNow;
    this.classNow = classNow;
    this.changed = changed;
  }

  /**
   * Rewrites a form.
   *
   * @param form the stored bytes
   * @param places where in them the descriptions begin, in ascending order
   * @return bytes that name the classes of now
   * @throws IOException where there is no description at such a place
   */
  byte[] upToDate(byte[] form, int[] places) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(form.length + 64);
    DataOutputStream output = new DataOutputStream(bytes);
    int done = 0;
    for (int place : places) {
      if (place < done || place > form.length) {
        throw new IOException("no class is described at " + place);
      }
      output.write(form, done, place - done);
      ByteArrayInputStream rest = new ByteArrayInputStream(form, place, form.length - place);
      rewrite(new DataInputStream(rest), output);
      done = form.length - rest.available();
    }
    output.write(form, done, form.length - done);
    return bytes.toByteArray();
  }

  private void rewrite(DataInputStream input, DataOutputStream output) throws IOException {
    String name = nameNow.apply(input.readUTF());
    Class<?> type = classNow.apply(name);
    ObjectStreamClass now = type == null ? null : ObjectStreamClass.lookup(type);
    output.writeUTF(name);
    long version = input.readLong();
    output.writeLong(now == null ? version : now.getSerialVersionUID());
    output.writeByte(input.readByte());
    List<StoredField> fields = new ArrayList<>();
    for (int i = input.readUnsignedShort(); i > 0; i--) {
      fields.add(StoredField.read(input));
    }
    Set<String> stored = fields.stream().map(StoredField::name).collect(Collectors.toSet());
    output.writeShort(fields.size());
    for (StoredField field : fields) {
      field.write(now == null ? field.name() : fieldNow(type, now, field.name(), stored), output);
    }
  }

  /** A field as the stream describes it, with what follows its name. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record StoredField(int code, String name, byte[] typeName) {
    static StoredField read(DataInputStream input) throws IOException {
      int code = input.readUnsignedByte();
      String name = input.readUTF();
      ByteArrayOutputStream typeName = new ByteArrayOutputStream();
      if (code == 'L' || code == '[') {
        copyTypeName(input, new DataOutputStream(typeName));
      }
      return new StoredField(code, name, typeName.toByteArray());
    }

    void write(String nameNow, DataOutputStream output) throws IOException {
      output.writeByte(code);
      output.writeUTF(nameNow);
      output.write(typeName);
    }
  }

  private static void copyTypeName(DataInputStream input, DataOutputStream output)
      throws IOException {
    int tag = input.readUnsignedByte();
    output.writeByte(tag);
    if (tag == ObjectStreamConstants.TC_STRING) {
      output.writeUTF(input.readUTF());
    } else if (tag == ObjectStreamConstants.TC_REFERENCE) {
      output.writeInt(input.readInt());
    } else {
      throw new IOException("the type of a field is described by " + tag);
    }
  }

  private String fieldNow(Class<?> type, ObjectStreamClass now, String name, Set<String> stored) {
    if (ClassPolicy.isPlatform(type.getName())) {
      return name;
    }
    for (Field field : type.getDeclaredFields()) {
      // A name that was given to another field: the one that says so comes first.
      if (!Modifier.isStatic(field.getModifiers())
          && !stored.contains(field.getName())
          && StoredShape.wasCalled(field, name)) {
        changed.accept(type.getName() + ": " + name + " is now " + field.getName());
        return field.getName();
      }
    }
    if (now.getField(name) == null) {
      changed.accept(type.getName() + ": " + name + " is no longer there, its value is dropped");
    }
    return name;
  }
}
