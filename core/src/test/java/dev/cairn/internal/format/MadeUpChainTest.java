/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.cairn.CorruptCheckpointException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files with right checksums that together would be far more than they are. */
@Timeout(60)
class MadeUpChainTest {
  private static final long MOST_BYTES = 64 << 20;

  @TempDir Path folder;
  private final List<BlockFile> files = new ArrayList<>();
  private final List<Long> lengths = new ArrayList<>();

  private static Manifest manifest(UUID uuid, long sequence) {
    return new Manifest(
        uuid,
        "run",
        1,
        sequence,
        "INTERVAL",
        Manifest.Progress.NOTHING,
        new Manifest.Timings(0, 0),
        Map.of(),
        Map.of(),
        Manifest.Parameters.NONE,
        List.of(),
        List.of(),
        new Manifest.Graph(0, 4096, Map.of(), List.of()),
        java.util.Optional.empty());
  }

  /** A file with one section of one block. */
  private Path write(byte[] stored, long length, int base) throws IOException {
    long sequence = files.size() + 1;
    UUID uuid = new UUID(7, sequence);
    ByteBuffer frame = ByteBuffer.allocate(Layout.FRAME_BYTES + stored.length);
    frame.putInt(Layout.FRAME_MAGIC).putInt(0).putInt(0);
    frame.putInt(stored.length).putInt(stored.length).putInt(0).put(stored);
    int crc = Layout.frameCrc(frame);
    frame.putInt(20, crc).clear();
    Section.Block block =
        new Section.Block(0, Layout.HEADER_BYTES, stored.length, stored.length, 0, crc);
    Section section = new Section(Section.Kind.SHAPES, length, base, List.of(block));
    ByteBuffer head = StandardCharsets.UTF_8.encode(manifest(uuid, sequence).toJson().toString());
    ByteBuffer index = IndexCodec.encode(List.of(section), files);
    long headAt = block.end();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(Layout.header(uuid, Layout.PLAIN, 0).array());
    file.writeBytes(frame.array());
    file.writeBytes(bytes(head));
    file.writeBytes(bytes(index));
    Layout.Extent headExtent = new Layout.Extent(headAt, head.remaining(), Layout.crc(head));
    Layout.Extent indexExtent =
        new Layout.Extent(headAt + head.remaining(), index.remaining(), Layout.crc(index));
    file.writeBytes(Layout.trailer(uuid, headExtent, indexExtent).array());
    Path path = Files.write(folder.resolve(BlockFile.name(sequence)), file.toByteArray());
    files.add(new BlockFile(sequence, uuid, file.size()));
    lengths.add(length);
    return path;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** Its stream is that of the file before, twice. */
  private Path writeDoubled() throws IOException {
    long before = lengths.get(lengths.size() - 1);
    ByteArrayOutputStream steps = new ByteArrayOutputStream();
    for (long distance : new long[] {0, -before}) {
      Numbers.put(0, steps::write);
      Numbers.put(before, steps::write);
      Numbers.put(Numbers.zigzag(distance), steps::write);
    }
    return write(steps.toByteArray(), 2 * before, files.size());
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  void shouldReadWhatDoublesAFewTimes() throws IOException {
    Path path = write(new byte[] {1, 2}, 2, 0);
    for (int i = 0; i < 10; i++) {
      path = writeDoubled();
    }
    try (CheckpointFileReader reader = CheckpointFileReader.open(path, KeyRing.NONE)) {
      byte[] expected = new byte[2 << 10];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = (byte) (1 + i % 2);
      }
      assertThat(reader.open(0).readAllBytes()).isEqualTo(expected);
    }
  }

  @Test
  void shouldTakeNoMemoryForPiecesThatItsFilesDoNotJustify() throws IOException {
    Path path = write(new byte[] {1, 2}, 2, 0);
    for (int i = 0; i < 40; i++) {
      path = writeDoubled();
    }
    try (CheckpointFileReader reader = CheckpointFileReader.open(path, KeyRing.NONE)) {
      long before = allocated();
      assertThatThrownBy(() -> reader.open(0))
          .isInstanceOf(CorruptCheckpointException.class)
          .hasMessageContaining("in too many pieces");
      assertThat(allocated() - before).isLessThan(MOST_BYTES);
    }
  }
}
