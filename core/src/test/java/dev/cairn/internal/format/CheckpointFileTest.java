/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Compression;
import dev.cairn.CorruptCheckpointException;
import dev.cairn.FormatTooNewException;
import dev.cairn.FormatTooOldException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
  private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  @TempDir Path folder;
  private Path file;
  private byte[] content;

  static Manifest manifest() {
    return manifest(ID, 42);
  }

  static Manifest manifest(UUID uuid, long sequence) {
    TypeEntry type =
        new TypeEntry(
            "a.B", TypeEntry.How.FIELDS, 1, List.of(new TypeEntry.Field("a.B", "x", "int")));
    return new Manifest(
        uuid,
        "run \u20ac \"quoted\"",
        3,
        sequence,
        "INTERVAL",
        new Manifest.Progress(1000, 5, 6, 1),
        new Manifest.Timings(7, 8),
        Map.of("host", "h"),
        Map.of("sim.State", "00ff"),
        new Manifest.Parameters(List.of("a", "b"), List.of("c")),
        List.of(
            new OutputRecord("o.csv", "/w/o.csv", true, List.of(new OutputRecord.Part(9, 8, 7)))),
        List.of(),
        new Manifest.Graph(1, 4096, Map.of("main", 0L), List.of(type)),
        java.util.Optional.empty());
  }

  @BeforeEach
  void writeFile() throws IOException {
    file = folder.resolve("ckpt-000042.cairn");
    content = new byte[Layout.BLOCK_BYTES + 1000];
    new Random(1).nextBytes(content);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      CheckpointFileWriter writer =
          new CheckpointFileWriter(channel, ID, new Encoding(Compression.NONE, 1, KeyRing.NONE));
      section(writer, Section.Kind.SHAPES, new byte[] {1, 2, 3});
      section(writer, Section.Kind.ARRAY, content);
      section(writer, Section.Kind.ARRAY, new byte[0]);
      assertThat(writer.finish(manifest())).isEqualTo(channel.size());
    }
  }

  private static void section(CheckpointFileWriter writer, Section.Kind kind, byte[] bytes)
      throws IOException {
    writer.section(kind, 1, bytes.length, Channels.newChannel(new ByteArrayInputStream(bytes)));
  }

  @Test
  void shouldReadBackWhatWasWritten() throws IOException {
    try (CheckpointFileReader reader = CheckpointFileReader.open(file, KeyRing.NONE)) {
      assertThat(reader.manifest()).isEqualTo(manifest());
      assertThat(reader.sections()).hasSize(3);
      assertThat(reader.sections().get(1).blocks()).hasSize(2);
      ByteBuffer read = ByteBuffer.allocate(content.length);
      for (Section.Block block : reader.sections().get(1).blocks()) {
        read.put(reader.newBlockReader().read(1, block));
      }
      assertThat(read.array()).isEqualTo(content);
      reader.verify();
    }
  }

  /** Whatever fails between two sections leaves nothing behind for the file after. */
  @Test
  void shouldWriteAWholeFileAfterOneThatWasGivenUp() throws IOException {
    Path next = folder.resolve("next");
    try (Encoding encoding = new Encoding(Compression.NONE, 1, KeyRing.NONE);
        FileChannel channel =
            FileChannel.open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      WritableByteChannel nowhere = Channels.newChannel(OutputStream.nullOutputStream());
      section(new CheckpointFileWriter(nowhere, ID, encoding), Section.Kind.ARRAY, content);

      CheckpointFileWriter writer = new CheckpointFileWriter(channel, ID, encoding);
      section(writer, Section.Kind.SHAPES, new byte[] {1, 2, 3});
      section(writer, Section.Kind.BODIES, new byte[] {4});
      writer.finish(manifest());
    }
    try (CheckpointFileReader reader = CheckpointFileReader.open(next, KeyRing.NONE)) {
      reader.verify();
      assertThat(reader.open(0).readAllBytes()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void shouldRefuseEveryTruncation() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Path cut = folder.resolve("cut");
    int step = 997;
    for (int length = 0; length < whole.length; length += length < 200 ? 1 : step) {
      Files.write(cut, java.util.Arrays.copyOf(whole, length));
      assertRefused(cut, "length " + length);
    }
  }

  @Test
  void shouldNoticeEveryFlippedByte() throws IOException {
    Path small = folder.resolve("small");
    try (FileChannel channel =
        FileChannel.open(small, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      CheckpointFileWriter writer =
          new CheckpointFileWriter(channel, ID, new Encoding(Compression.NONE, 1, KeyRing.NONE));
      section(writer, Section.Kind.SHAPES, new byte[] {1, 2, 3});
      section(writer, Section.Kind.BODIES, new byte[] {4});
      writer.finish(manifest());
    }
    byte[] whole = Files.readAllBytes(small);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << (i % 8));
      Files.write(small, flipped);
      assertRefused(small, "byte " + i);
    }
  }

  private static void assertRefused(Path damaged, String what) {
    assertThatThrownBy(
            () -> {
              try (CheckpointFileReader reader = CheckpointFileReader.open(damaged, KeyRing.NONE)) {
                reader.verify();
              }
            })
        .as(what)
        .isInstanceOfAny(
            CorruptCheckpointException.class,
            FormatTooNewException.class,
            FormatTooOldException.class)
        .hasMessageContaining(damaged.toString());
  }

  @Test
  void shouldTellALaterFormatFromDamage() throws IOException {
    byte[] later = Files.readAllBytes(file);
    later[9] = 2;
    Files.write(file, later);

    assertThatThrownBy(() -> CheckpointFileReader.open(file, KeyRing.NONE))
        .isInstanceOf(FormatTooNewException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void shouldNoticeTwoBlocksThatChangedPlaces() throws IOException {
    Path swapped = folder.resolve("swapped");
    byte[] block = new byte[Layout.BLOCK_BYTES];
    try (FileChannel channel =
        FileChannel.open(swapped, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      CheckpointFileWriter writer =
          new CheckpointFileWriter(channel, ID, new Encoding(Compression.NONE, 1, KeyRing.NONE));
      section(writer, Section.Kind.ARRAY, block);
      block[0] = 1;
      section(writer, Section.Kind.ARRAY, block);
      writer.finish(manifest());
    }
    byte[] whole = Files.readAllBytes(swapped);
    int frame = Layout.FRAME_BYTES + Layout.BLOCK_BYTES;
    byte[] first = java.util.Arrays.copyOfRange(whole, 64, 64 + frame);
    System.arraycopy(whole, 64 + frame, whole, 64, frame);
    System.arraycopy(first, 0, whole, 64 + frame, frame);
    Files.write(swapped, whole);

    assertRefused(swapped, "swapped blocks");
  }
}
