/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.OutputStream;
import java.util.LinkedHashMap;

/**
 * Whether a LinkedHashMap is ordered by access, which it tells nobody but a serialization stream.
 * Entries are replaced by null on the way. The flag stands behind what HashMap writes and before
 * what the program's subclasses do; classes and the map itself, which nothing can replace, may
 * stand on both sides, so the stream is read as its protocol has it. Stateless.
 */
final class AccessOrder {
  private static final int FIELDS_OF_HASH_MAP = Float.BYTES + Integer.BYTES;

  private AccessOrder() {}

  static boolean of(Object linkedHashMap) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (ObjectOutputStream stream = new WithoutEntries(bytes, linkedHashMap)) {
      stream.writeObject(linkedHashMap);
      stream.flush();
      if (linkedHashMap.getClass() == LinkedHashMap.class) {
        byte[] all = bytes.toByteArray();
        return all[all.length - 1] != 0; // nothing is behind it
      }
      return flagIn(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    } catch (IOException | RuntimeException e) {
      throw new UnsupportedStateException(
          "the order of a "
              + linkedHashMap.getClass().getName()
              + " cannot be told, since what is in it cannot be serialized: "
              + e,
          e);
    }
  }

  private static boolean flagIn(DataInputStream input) throws IOException {
    skip(input, Short.BYTES + Short.BYTES); // magic number and version
    expect(input.readByte(), ObjectStreamConstants.TC_OBJECT);
    skipClass(input);
    skip(input, FIELDS_OF_HASH_MAP);
    for (byte tag = input.readByte(); tag != ObjectStreamConstants.TC_ENDBLOCKDATA; ) {
      skipContent(tag, input);
      tag = input.readByte();
    }
    return input.readBoolean();
  }

  private static void skipContent(byte tag, DataInputStream input) throws IOException {
    switch (tag) {
      case ObjectStreamConstants.TC_BLOCKDATA -> skip(input, input.readUnsignedByte());
      case ObjectStreamConstants.TC_NULL -> {}
      case ObjectStreamConstants.TC_REFERENCE -> skip(input, Integer.BYTES);
      case ObjectStreamConstants.TC_CLASS -> skipClass(input);
      default -> throw new IOException("an unexpected " + tag);
    }
  }

  /** The description of a class and of its superclasses. */
  private static void skipClass(DataInputStream input) throws IOException {
    byte tag = input.readByte();
    while (tag == ObjectStreamConstants.TC_CLASSDESC
        || tag == ObjectStreamConstants.TC_PROXYCLASSDESC) {
      if (tag == ObjectStreamConstants.TC_CLASSDESC) {
        skipFields(input);
      } else {
        for (int i = input.readInt(); i > 0; i--) {
          String unused = input.readUTF(); // an interface
        }
      }
      expect(input.readByte(), ObjectStreamConstants.TC_ENDBLOCKDATA);
      tag = input.readByte();
    }
    skipContent(tag, input);
  }

  private static void skipFields(DataInputStream input) throws IOException {
    String unused = input.readUTF();
    skip(input, Long.BYTES + 1); // serialVersionUID and flags
    for (int i = input.readUnsignedShort(); i > 0; i--) {
      skipField(input);
    }
  }

  private static void skipField(DataInputStream input) throws IOException {
    int code = input.readUnsignedByte();
    String unused = input.readUTF();
    if (code != 'L' && code != '[') {
      return;
    }
    byte tag = input.readByte();
    if (tag == ObjectStreamConstants.TC_STRING) {
      String unusedType = input.readUTF();
    } else {
      skipContent(tag, input);
    }
  }

  private static void skip(DataInputStream input, int count) throws IOException {
    expect(input.skipBytes(count), count);
  }

  private static void expect(int found, int expected) throws IOException {
    if (found != expected) {
      throw new IOException("found " + found + " where " + expected + " should be");
    }
  }

  private static final class WithoutEntries extends ObjectOutputStream {
    private final Object map;

    WithoutEntries(OutputStream target, Object map) throws IOException {
      super(target);
      this.map = map;
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) {
      return object == map ? object : null;
    }
  }
}
