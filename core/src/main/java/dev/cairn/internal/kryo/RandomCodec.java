/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.CorruptCheckpointException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Random;

/**
 * java.util.Random: its seed is told only to Java serialization, whose bytes for this one class are
 * kept; they are read back through a filter that lets nothing else pass.
 */
final class RandomCodec extends TypeCodec {
  private static final ObjectInputFilter ONLY_RANDOM =
      ObjectInputFilter.Config.createFilter("java.util.Random;maxdepth=2;maxarray=0;!*");

  RandomCodec() {
    super(Random.class, cairn(Random.class, 1));
  }

  @Override
  void writeShape(Object object, GraphWriter writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(object);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    writer.shape().writeVarInt(bytes.size(), true);
    writer.shape().writeBytes(bytes.toByteArray());
  }

  @Override
  @SuppressWarnings("BanSerializableRead") // one final class, behind a filter
  Object allocate(GraphReader reader) {
    byte[] bytes = reader.shape().readBytes(reader.length(reader.shape(), 1));
    try (ObjectInputStream stream = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      stream.setObjectInputFilter(ONLY_RANDOM);
      return Random.class.cast(stream.readObject());
    } catch (IOException | ClassNotFoundException e) {
      throw new CorruptCheckpointException("the bytes of a java.util.Random make no sense", e);
    }
  }
}
