/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.objenesis.strategy.StdInstantiatorStrategy;
import com.esotericsoftware.kryo.kryo5.util.DefaultInstantiatorStrategy;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.fory.Fory;
import org.eclipse.serializer.Serializer;
import org.eclipse.serializer.SerializerFoundation;

/** What a program would use instead: each saves in its loop, and forces the file. */
enum Peers {
  /** By hand as most do it. */
  GZIP {
    @Override
    void write(Object state, OutputStream target) throws IOException {
      try (ObjectOutputStream objects =
          new ObjectOutputStream(new GZIPOutputStream(target, PIECE))) {
        objects.writeObject(state);
      }
    }

    @Override
    Object read(InputStream source) throws Exception {
      return new ObjectInputStream(new GZIPInputStream(source, PIECE)).readObject();
    }
  },
  /** The same without compression. */
  JAVA {
    @Override
    void write(Object state, OutputStream target) throws IOException {
      ObjectOutputStream objects = new ObjectOutputStream(target);
      objects.writeObject(state);
      objects.flush();
    }

    @Override
    Object read(InputStream source) throws Exception {
      return new ObjectInputStream(source).readObject();
    }
  },
  /** With references, which any graph needs that has more than trees. */
  KRYO {
    private Kryo kryo() {
      Kryo kryo = new Kryo();
      kryo.setRegistrationRequired(false);
      kryo.setReferences(true);
      kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
      kryo.addDefaultSerializer(
          java.util.Random.class, com.esotericsoftware.kryo.kryo5.serializers.JavaSerializer.class);
      return kryo;
    }

    @Override
    void write(Object state, OutputStream target) {
      Output output = new Output(target, PIECE);
      kryo().writeClassAndObject(output, state);
      output.flush();
    }

    @Override
    Object read(InputStream source) {
      return kryo().readClassAndObject(new Input(source, PIECE));
    }
  },
  FORY {
    private Fory fory() {
      Fory fory =
          Fory.builder()
              .withRefTracking(true)
              .withMaxDepth(DEEPEST)
              .withMaxGraphMemoryBytes(16L << 30)
              .build();
      PeerStates.classes().forEach(fory::register);
      fory.register(java.util.Random.class);
      return fory;
    }

    @Override
    void write(Object state, OutputStream target) throws IOException {
      target.write(fory().serialize(state));
    }

    @Override
    Object read(InputStream source) throws IOException {
      return fory().deserialize(source.readAllBytes());
    }
  },
  ECLIPSE {
    private Serializer<byte[]> serializer() {
      SerializerFoundation<?> foundation = SerializerFoundation.New();
      PeerStates.classes().forEach(foundation::registerEntityTypes);
      return Serializer.Bytes(foundation);
    }

    @Override
    void write(Object state, OutputStream target) throws Exception {
      try (Serializer<byte[]> serializer = serializer()) {
        target.write(serializer.serialize(state));
      }
    }

    @Override
    Object read(InputStream source) throws Exception {
      try (Serializer<byte[]> serializer = serializer()) {
        return serializer.deserialize(source.readAllBytes());
      }
    }
  };

  private static final int PIECE = 1 << 20;

  /** The mesh has a million nodes in a row; an array of that length is made. */
  private static final int DEEPEST = 1_100_000;

  abstract void write(Object state, OutputStream target) throws Exception;

  abstract Object read(InputStream source) throws Exception;

  /** Saves to a file of another name first, as whoever has lost one learns to. */
  final void save(Object state, Path file) throws Exception {
    Path pending = file.resolveSibling("pending");
    try (FileOutputStream target = new FileOutputStream(pending.toFile())) {
      OutputStream buffered = new BufferedOutputStream(target, PIECE);
      write(state, new Unclosed(buffered));
      buffered.flush();
      target.getChannel().force(true);
    }
    Files.move(pending, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  final Object load(Path file) throws Exception {
    try (InputStream source = new BufferedInputStream(Files.newInputStream(file), PIECE)) {
      return read(source);
    }
  }

  /** The file is forced after the serializer has closed what it was given. */
  private static final class Unclosed extends OutputStream {
    private final OutputStream target;

    Unclosed(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
      target.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      target.write(bytes, offset, count);
    }

    @Override
    public void flush() throws IOException {
      target.flush();
    }
  }
}
