/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.internal.format.SkippingChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StagingMemoryTest {
  @Test
  void shouldStageArraysOfEveryTypeAndReuseItsMemory() {
    StagingMemory memory = new StagingMemory(1L << 30);
    long total = 0;
    for (int round = 0; round < 5; round++) {
      memory.reset();
      Random random = new Random(round);
      List<Object> arrays = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        arrays.add(randomArray(random, i % 8));
        memory.stage(arrays.get(i));
      }
      memory.finishCopies();
      CapturedArrays captured = memory.arrays();
      assertThat(captured.size()).isEqualTo(300);
      assertThat(captured.hasLive()).isFalse();
      for (int i = 0; i < 300; i++) {
        assertThat(captured.bytes(i)).isEqualTo(PrimitiveArrays.bytes(arrays.get(i)));
        assertThat(captured.live(i)).isSameAs(arrays.get(i));
        assertThat(captured.isSameAsLive(i)).isTrue();
        assertThat(captured.restored(i)).isEqualTo(arrays.get(i));
      }
      captured.forgetLive();
      assertThat(captured.live(17)).isNull();
      total = round == 0 ? memory.totalBytes() : total;
    }
    assertThat(memory.totalBytes()).isLessThanOrEqualTo(2 * total);
  }

  private static Object randomArray(Random random, int type) {
    int length = random.nextInt(40_000);
    return switch (type) {
      case 0 -> random.doubles(length).toArray();
      case 1 -> random.longs(length).toArray();
      case 2 -> random.ints(length).toArray();
      case 3 -> new float[length];
      case 4 -> new boolean[length];
      case 5 -> "x".repeat(length).toCharArray();
      case 6 -> new short[length];
      default -> {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        yield bytes;
      }
    };
  }

  @Test
  void shouldNoticeAnArrayThatChangedAfterwards() {
    double[] array = new double[100_000];
    StagingMemory memory = new StagingMemory(1L << 30);
    memory.stage(array);
    memory.finishCopies();
    array[99_999] = 1;

    assertThat(memory.arrays().isSameAsLive(0)).isFalse();
  }

  @Test
  void shouldLeaveWhatExceedsItsBudgetWhereItIs() {
    StagingMemory memory = new StagingMemory(8 << 20);
    memory.stage(new byte[4 << 20]);
    memory.stage(new byte[16 << 20]);
    memory.finishCopies();

    assertThat(memory.arrays().isLive(0)).isFalse();
    assertThat(memory.arrays().isLive(1)).isTrue();
    assertThat(memory.arrays().isSameAsLive(1)).isTrue();
    memory.arrays().forgetLive();
    assertThat(memory.arrays().live(0)).isNull();
    assertThat(memory.arrays().live(1)).isNotNull();
    assertThat(memory.totalBytes()).isLessThanOrEqualTo(8 << 20);
  }

  @Test
  void shouldCopyALargeArrayInParts() {
    long seed = System.nanoTime();
    System.out.println("seed of the arrays: " + seed);
    long[] large = new Random(seed).longs(3_000_001).toArray();
    boolean[] odd = new boolean[9_000_001];
    odd[9_000_000] = true;
    odd[4_500_000] = true;
    StagingMemory memory = new StagingMemory(1L << 30);
    memory.stage(new byte[3]);

    memory.stage(large);
    memory.stage(odd);
    memory.finishCopies();

    CapturedArrays captured = memory.arrays();
    assertThat(captured.isSameAsLive(1)).isTrue();
    assertThat(captured.isSameAsLive(2)).isTrue();
    assertThat((long[]) captured.restored(1)).isEqualTo(large);
    assertThat((boolean[]) captured.restored(2)).isEqualTo(odd);
  }

  /** What one capture needed is there before the next one, with some more. */
  @Test
  void shouldHaveGrownBeforeTheNextCapture() {
    StagingMemory memory = new StagingMemory(64L << 20);
    memory.expect(20L << 20);
    for (int round = 0; round < 3; round++) {
      memory.makeRoom();
      long before = memory.totalBytes();
      assertThat(before).isGreaterThan(20L << 20);
      memory.reset();
      for (int i = 0; i < 2500 + 20 * round; i++) {
        memory.stage(new double[1024]);
      }
      memory.finishCopies();
      assertThat(memory.arrays().hasLive()).isFalse();
      assertThat(memory.totalBytes()).isEqualTo(before);
    }
    memory.limit(20L << 20);
    memory.makeRoom();
    assertThat(memory.totalBytes()).isBetween(16L << 20, 20L << 20);
  }

  @Test
  void shouldReadAStreamBackAsItWasWritten() throws IOException {
    StagingMemory memory = new StagingMemory(1L << 30);
    StagingMemory.StagedStream stream = memory.newStream();
    byte[] bytes = new byte[1_000_003];
    new Random(4).nextBytes(bytes);
    for (int at = 0; at < bytes.length; at += 997) {
      stream.write(bytes, at, Math.min(997, bytes.length - at));
    }
    ByteBuffer read = ByteBuffer.allocate(bytes.length);
    assertThat(stream.written().open().read(read)).isEqualTo(bytes.length);
    assertThat(read.array()).isEqualTo(bytes);
  }

  @Test
  void shouldBudgetHalfOfWhatTheHeapLeaves() {
    long gib = 1L << 30;
    List<MemoryScope> machine = List.of(new MemoryScope("machine", 24 * gib, 0, 0));
    assertThat(MemoryBudget.of(machine, 6 * gib, 0, 100 * gib, 0).bytes())
        .isEqualTo((18 * gib - (512L << 20)) / 2);
    assertThat(MemoryBudget.of(machine, 6 * gib, 0, gib, 0).bytes()).isEqualTo(gib - gib / 8);
    assertThat(MemoryBudget.of(machine, 6 * gib, 0, gib, gib / 2).bytes())
        .isEqualTo(gib / 2 - gib / 8);
    assertThat(MemoryBudget.of(machine, 6 * gib, 0, 16L << 20, 0).bytes()).isZero();
    assertThat(MemoryBudget.of(machine, 24 * gib, 0, gib, 0).bytes()).isZero();
    MemoryScope shared = new MemoryScope("group", 16 * gib, 7 * gib, 1);
    assertThat(MemoryBudget.of(List.of(machine.get(0), shared), 4 * gib, gib, 100 * gib, 0))
        .isEqualTo(new MemoryBudget((4 * gib - (512L << 20)) / 2 / 2, 16 * gib, "group", 4 * gib));
  }

  @Test
  void shouldGoOnInAFileWhereAStreamFindsNoRoom() throws IOException {
    StagingMemory memory =
        new StagingMemory(
            0,
            () ->
                FileChannel.open(
                    Files.createTempFile("cairn", "scratch"),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE),
            false);
    byte[] bytes = new byte[40 << 20];
    new Random(5).nextBytes(bytes);
    for (int round = 0; round < 2; round++) {
      memory.reset();
      StagingMemory.StagedStream stream = memory.newStream();
      StagingMemory.StagedStream other = memory.newStream();
      for (int at = 0; at < bytes.length; at += 9973) {
        stream.write(bytes, at, Math.min(9973, bytes.length - at));
        other.write(at);
      }
      assertThat(memory.totalBytes()).isLessThan(20 << 20);
      assertThat(memory.isOverflowing()).isTrue();
      StagedBytes written = stream.written();
      assertThat(written.length()).isEqualTo(bytes.length);
      for (int skipped : new int[] {0, 1_000_000, 30_000_000}) {
        SkippingChannel channel = written.open();
        channel.skip(skipped);
        ByteBuffer read = ByteBuffer.allocate(bytes.length - skipped);
        while (read.hasRemaining() && channel.read(read) >= 0) {
          // Until it is full.
        }
        assertThat(Arrays.equals(read.array(), 0, read.capacity(), bytes, skipped, bytes.length))
            .isTrue();
        assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      }
      assertThat(other.written().length()).isEqualTo((bytes.length + 9972) / 9973);
    }
    memory.reset();
    assertThat(memory.isOverflowing()).isFalse();
  }

  @Test
  void shouldGiveBackWhatABudgetNoLongerHolds() {
    StagingMemory memory = new StagingMemory(64L << 20);
    for (int i = 0; i < 8; i++) {
      memory.stage(new long[1 << 20]);
    }
    memory.finishCopies();
    assertThat(memory.arrays().hasLive()).isFalse();
    memory.limit(16L << 20);
    assertThat(memory.totalBytes()).isLessThanOrEqualTo(16L << 20);
    memory.stage(new long[1 << 20]);
    memory.stage(new long[2 << 20]);
    memory.finishCopies();
    assertThat(memory.arrays().isLive(0)).isFalse();
    assertThat(memory.arrays().isLive(1)).isTrue();
  }
}
