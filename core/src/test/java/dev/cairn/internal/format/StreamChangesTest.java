/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Compression;
import dev.cairn.CorruptCheckpointException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that are stored as changes of earlier ones, through chains of files. */
class StreamChangesTest {
  private static final long SEED = 20261127;

  @TempDir Path folder;
  private final Encoding encoding = new Encoding(Compression.LZ4, 1, KeyRing.NONE);
  private BlockTable table;
  private BlockFile newest;
  private long sequence;

  private Path file(long number) {
    return folder.resolve(BlockFile.name(number));
  }

  private static ReadableByteChannel channel(byte[] bytes) {
    return Channels.newChannel(new ByteArrayInputStream(bytes));
  }

  /** Writes the next file of the chain; returns its length. */
  private long write(byte[] stream) throws IOException {
    SharingPlan plan = null;
    if (newest != null) {
      plan = new SharingPlan(table, newest);
      plan.section(stream.length, channel(stream), encoding);
      if (plan.isChanged(0)) {
        try (CheckpointFileReader before =
            CheckpointFileReader.open(file(newest.sequence()), KeyRing.NONE)) {
          plan.changes(0, channel(stream), before);
        }
      }
    }
    UUID uuid = UUID.randomUUID();
    sequence++;
    try (FileChannel target =
        FileChannel.open(file(sequence), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      CheckpointFileWriter writer = new CheckpointFileWriter(target, uuid, encoding, plan);
      writer.section(Section.Kind.BODIES, 1, stream.length, channel(stream));
      Manifest manifest = CheckpointFileTest.manifest(uuid, sequence);
      newest = new BlockFile(sequence, uuid, writer.finish(manifest));
      table = writer.table();
      return newest.length();
    }
  }

  private static byte[] read(Path path) throws IOException {
    try (CheckpointFileReader reader = CheckpointFileReader.open(path, KeyRing.NONE)) {
      reader.verify();
      return reader.open(0).readAllBytes();
    }
  }

  private static byte[] randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Entries of about sixteen bytes, of which some are changed, inserted, removed or moved. */
  private static byte[] edited(byte[] before, Random random) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    int kind = random.nextInt(5);
    int every = 50 + random.nextInt(5000);
    for (int at = 0; at < before.length; ) {
      int run = Math.min(before.length - at, 1 + random.nextInt(every));
      result.write(before, at, run);
      at += run;
      int edit = 1 + random.nextInt(random.nextInt(20) == 0 ? 3000 : 24);
      if (kind == 0 || (kind == 3 && random.nextBoolean())) {
        result.writeBytes(randomBytes(random, edit));
      }
      if (kind <= 1 || (kind == 3 && random.nextBoolean())) {
        at += Math.min(edit, before.length - at);
      }
      if (kind == 4 && random.nextInt(30) == 0) {
        int from = random.nextInt(before.length);
        result.write(before, from, Math.min(before.length - from, 40_000));
      }
    }
    return result.toByteArray();
  }

  @Test
  void shouldGiveBackEachOfManyVersions() throws IOException {
    Random random = new Random(SEED);
    for (int chain = 0; chain < 12; chain++) {
      newest = null;
      byte[] stream = randomBytes(random, random.nextInt(3 << 20));
      long[] numbers = new long[9];
      byte[][] versions = new byte[9][];
      for (int version = 0; version < versions.length; version++) {
        long unused = write(stream);
        numbers[version] = sequence;
        versions[version] = stream;
        stream = random.nextInt(6) == 0 ? stream : edited(stream, random);
      }
      for (int version = 0; version < versions.length; version++) {
        assertThat(Arrays.equals(read(file(numbers[version])), versions[version]))
            .as("seed " + SEED + ", chain " + chain + ", version " + version)
            .isTrue();
      }
    }
  }

  @Test
  void shouldStoreLittleWhereLittleHasChanged() throws IOException {
    Random random = new Random(SEED);
    byte[] stream = randomBytes(random, 8 << 20);
    long whole = write(stream);
    for (int version = 0; version < 5; version++) {
      stream = stream.clone();
      for (int i = 0; i < stream.length / 1600; i++) {
        System.arraycopy(randomBytes(random, 8), 0, stream, random.nextInt(stream.length - 8), 8);
      }
      assertThat(write(stream)).isLessThan(whole / 60);
    }
    byte[] inserted = new byte[stream.length + 16];
    System.arraycopy(stream, 0, inserted, 0, 5000);
    System.arraycopy(stream, 5000, inserted, 5016, stream.length - 5000);
    assertThat(write(inserted)).isLessThan(5000);
    assertThat(Arrays.equals(read(file(sequence)), inserted)).isTrue();
  }

  @Test
  void shouldStoreAllWhereAllHasChanged() throws IOException {
    Random random = new Random(SEED);
    long first = write(randomBytes(random, 3 << 20));
    assertThat(write(randomBytes(random, 3 << 20))).isBetween(first - 1000, first + 1000);
    try (CheckpointFileReader reader = CheckpointFileReader.open(file(sequence), KeyRing.NONE)) {
      assertThat(reader.files()).isEmpty();
    }
  }

  @Test
  void shouldNoticeDamageInAnyFileOfTheChain() throws IOException {
    Random random = new Random(SEED);
    byte[] stream = randomBytes(random, 1 << 20);
    for (int version = 0; version < 4; version++) {
      long unused = write(stream);
      stream = stream.clone();
      for (int i = 0; i < 900; i++) {
        stream[random.nextInt(stream.length)]++;
      }
    }
    for (long number = 1; number <= 4; number++) {
      byte[] sound = Files.readAllBytes(file(number));
      byte[] damaged = sound.clone();
      damaged[64 + Layout.FRAME_BYTES + 5] ^= 8;
      Files.write(file(number), damaged);
      assertThatThrownBy(() -> read(file(4)))
          .isInstanceOf(CorruptCheckpointException.class)
          .hasMessageContaining(file(number).toString());
      Files.delete(file(number));
      assertThatThrownBy(() -> read(file(4))).isInstanceOf(Exception.class);
      Files.write(file(number), sound);
    }
    assertThat(read(file(4))).hasSize(1 << 20);
  }
}
