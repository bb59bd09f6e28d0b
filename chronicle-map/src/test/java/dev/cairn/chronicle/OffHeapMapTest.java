/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.Checkpointed;
import dev.cairn.RestoreFailedException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.openhft.chronicle.core.values.IntValue;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.values.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OffHeapMapTest {
  @Checkpointed
  static final class Counter {
    long value;
  }

  @TempDir Path folder;

  private CheckpointBuilder configure() {
    return Checkpoint.configure()
        .directory(folder.resolve("runs"))
        .name("run")
        .every(Duration.ofDays(1))
        .stopSignals()
        .ignoreArguments();
  }

  private Path local() {
    return folder.resolve("local");
  }

  private Checkpoint<Counter> open(OffHeapMap<?, ?> map) {
    return configure().include("map", map.in(local())).resumeOrStart(Counter::new);
  }

  private static OffHeapMap<Long, Integer> longs(long entries) {
    return OffHeapMap.of(Long.class, Integer.class, entries);
  }

  @Test
  void shouldComeBackAsItWasAtTheCheckpointAndGoOn() {
    Random random = new Random(1);
    Map<Long, Integer> expected = new HashMap<>();
    OffHeapMap<Long, Integer> first = longs(200_000);
    try (Checkpoint<Counter> run = open(first)) {
      for (int i = 0; i < 100_000; i++) {
        long key = random.nextLong();
        first.map().put(key, i);
        expected.put(key, i);
      }
      assertThat(run.checkpointNow()).isPresent();
      first.map().put(1L, -1);
      first.map().remove(expected.keySet().iterator().next());
    }
    OffHeapMap<Long, Integer> second = longs(200_000);
    try (Checkpoint<Counter> run = open(second)) {
      assertThat(second.map()).hasSize(100_000).isEqualTo(expected);
      second.map().put(1L, 1);
      expected.put(1L, 1);
      second.map().keySet().removeIf(key -> key < 0);
      expected.keySet().removeIf(key -> key < 0);
      run.complete();
    }
    OffHeapMap<Long, Integer> third = longs(200_000);
    try (Checkpoint<Counter> run = open(third)) {
      assertThat(run.isComplete()).isTrue();
      assertThat(third.map()).isEqualTo(expected);
    }
  }

  @Test
  void shouldLeaveNoFileEvenWhileItIsOpen() throws IOException {
    OffHeapMap<Long, Integer> map = longs(1000);
    try (Checkpoint<Counter> run = open(map)) {
      map.map().put(1L, 1);
      run.checkpointNow();
      assertThat(local()).isEmptyDirectory();
    }
    OffHeapMap<Long, Integer> again = longs(1000);
    try (Checkpoint<Counter> run = open(again)) {
      assertThat(local()).isEmptyDirectory();
      assertThat(again.map()).containsEntry(1L, 1);
      assertThat(run.resumedFrom()).isPresent();
    }
    assertThat(local()).isEmptyDirectory();
    assertThatThrownBy(again::map).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldGrowWhereAResumeAsksForMore() {
    OffHeapMap<Long, Integer> small = longs(1000);
    try (Checkpoint<Counter> run = open(small)) {
      for (long i = 0; i < 1000; i++) {
        small.map().put(i, (int) i);
      }
      run.checkpointNow();
    }
    OffHeapMap<Long, Integer> large = longs(100_000);
    try (Checkpoint<Counter> run = open(large)) {
      assertThat(large.map()).hasSize(1000).containsEntry(999L, 999);
      for (long i = 1000; i < 100_000; i++) {
        large.map().put(i, (int) i);
      }
      run.checkpointNow();
    }
    OffHeapMap<Long, Integer> same = longs(100_000);
    try (Checkpoint<Counter> run = open(same)) {
      assertThat(run.resumedFrom()).isPresent();
      assertThat(same.map()).hasSize(100_000).containsEntry(77_777L, 77_777);
    }
  }

  /** Beyond its entries a map takes further pieces of its file. */
  @Test
  void shouldHoldWhatAMapTakesBeyondItsEntries() {
    Supplier<OffHeapMap<Long, Integer>> bloated =
        () -> longs(1000).with(builder -> builder.maxBloatFactor(20).actualSegments(2));
    OffHeapMap<Long, Integer> map = bloated.get();
    try (Checkpoint<Counter> run = open(map)) {
      run.checkpointNow();
      for (long i = 0; i < 15_000; i++) {
        map.map().put(i, (int) i);
      }
      run.checkpointNow();
    }
    OffHeapMap<Long, Integer> again = bloated.get();
    try (Checkpoint<Counter> run = open(again)) {
      assertThat(run.resumedFrom()).isPresent();
      assertThat(again.map()).hasSize(15_000);
      for (long i = 0; i < 15_000; i++) {
        assertThat(again.map().get(i)).isEqualTo((int) i);
      }
      for (long i = 15_000; i < 18_000; i++) {
        again.map().put(i, (int) i);
      }
      assertThat(again.map()).hasSize(18_000);
    }
  }

  private <K, V> void shouldKeep(
      Supplier<OffHeapMap<K, V>> description, IntFunction<K> key, IntFunction<V> value) {
    OffHeapMap<K, V> map = description.get();
    String name = key.apply(0).getClass() + " to " + value.apply(0).getClass();
    try (Checkpoint<Counter> run =
        configure()
            .name("kinds")
            .resume(dev.cairn.ResumeMode.NEVER)
            .include("map", map)
            .resumeOrStart(Counter::new)) {
      for (int i = 0; i < 500; i++) {
        map.map().put(key.apply(i), value.apply(i));
      }
      run.checkpointNow();
    }
    OffHeapMap<K, V> again = description.get();
    try (Checkpoint<Counter> run =
        configure().name("kinds").include("map", again).resumeOrStart(Counter::new)) {
      assertThat(run.resumedFrom()).isPresent();
      assertThat(again.map()).as(name).hasSize(500);
      for (int i = 0; i < 500; i++) {
        assertThat(again.map().get(key.apply(i))).as(name).isEqualTo(value.apply(i));
      }
    }
  }

  private static byte[] bytes(int i) {
    return ("value " + i).repeat(i % 7 + 1).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void shouldKeepKeysAndValuesOfTheUsualTypes() {
    shouldKeep(() -> OffHeapMap.of(Integer.class, Double.class, 1000), i -> i, i -> i / 3.0);
    shouldKeep(
        () ->
            OffHeapMap.of(String.class, byte[].class, 1000)
                .with(builder -> builder.averageKeySize(8).averageValueSize(30)),
        i -> "key " + i,
        OffHeapMapTest::bytes);
    shouldKeep(
        () ->
            OffHeapMap.of(byte[].class, String.class, 1000)
                .with(builder -> builder.averageKeySize(30).averageValueSize(8)),
        OffHeapMapTest::bytes,
        i -> "\u00e4 " + i);
    shouldKeep(
        () ->
            OffHeapMap.of(Long.class, BigInteger.class, 1000)
                .with(builder -> builder.averageValueSize(100)),
        i -> (long) i,
        i -> BigInteger.valueOf(i).pow(30));
  }

  @Test
  void shouldKeepValueInterfaces() {
    OffHeapMap<LongValue, IntValue> map = OffHeapMap.of(LongValue.class, IntValue.class, 1000);
    LongValue key = Values.newHeapInstance(LongValue.class);
    IntValue value = Values.newHeapInstance(IntValue.class);
    try (Checkpoint<Counter> run = open(map)) {
      key.setValue(5);
      value.setValue(6);
      map.map().put(key, value);
      run.checkpointNow();
    }
    OffHeapMap<LongValue, IntValue> again = OffHeapMap.of(LongValue.class, IntValue.class, 1000);
    try (Checkpoint<Counter> run = open(again)) {
      assertThat(run.resumedFrom()).isPresent();
      assertThat(again.map().get(key).getValue()).isEqualTo(6);
    }
  }

  @Test
  void shouldRefuseOtherTypes() {
    OffHeapMap<Long, Integer> map = longs(1000);
    try (Checkpoint<Counter> run = open(map)) {
      run.checkpointNow();
    }
    OffHeapMap<Long, Long> other = OffHeapMap.of(Long.class, Long.class, 1000);
    assertThatThrownBy(() -> open(other))
        .isInstanceOf(RestoreFailedException.class)
        .hasMessageContaining("a map of java.lang.Long to java.lang.Integer, this program wants");
    assertThat(local()).isEmptyDirectory();
  }

  @Test
  void shouldSayWhereThereIsNoRoom() {
    OffHeapMap<Long, Integer> map = longs(1000);
    Path file = folder.resolve("a-file");
    assertThatThrownBy(
            () -> {
              Files.createFile(file);
              configure().include("map", map.in(file)).resumeOrStart(Counter::new);
            })
        .hasMessageContaining("\"map\" cannot be begun")
        .hasMessageContaining("a-file");
  }

  @Test
  void shouldSayAtTheStartWhereThereIsNoRoomForAllEntries() throws IOException {
    Path memory = Path.of("/dev/shm");
    long free = Files.getFileStore(memory).getUsableSpace();
    OffHeapMap<Long, byte[]> huge =
        OffHeapMap.of(Long.class, byte[].class, free >> 19)
            .with(builder -> builder.averageValueSize(1 << 20))
            .in(memory);
    assertThatThrownBy(() -> configure().include("map", huge).resumeOrStart(Counter::new))
        .hasMessageContaining("there is no room for the")
        .hasMessageContaining("or fewer entries");
    assertThat(Files.getFileStore(memory).getUsableSpace()).isGreaterThan(free / 2);
  }

  @Test
  void shouldRefuseFileSystemsOfSeveralMachines() {
    assertThat(Stream.of("nfs4", "lustre", "gpfs", "cifs", "beegfs_nodev", "fuse.sshfs"))
        .allMatch(LocalFolder::isShared);
    assertThat(Stream.of("tmpfs", "ext4", "xfs", "btrfs", "zfs", "overlay"))
        .noneMatch(LocalFolder::isShared);
  }

  @Test
  void shouldRemoveWhatDeadProcessesHaveLeft() throws IOException {
    long me = ProcessHandle.current().pid();
    Path dead = Files.createDirectories(local().resolve("cairn-map-4194305-123-00aabbccddee"));
    Files.writeString(dead.resolve("stored"), "half an image");
    Path reused = Files.createDirectory(local().resolve("cairn-map-" + me + "-123-00aabbccddee"));
    long started = ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
    Path mine =
        Files.createDirectory(local().resolve("cairn-map-" + me + "-" + started + "-00aabbccddee"));
    Path foreign = Files.createDirectory(local().resolve("cairn-map-of-somebody"));

    try (Checkpoint<Counter> run = open(longs(1000))) {
      assertThat(run.safepoint()).isTrue();
    }
    assertThat(dead).doesNotExist();
    assertThat(reused).doesNotExist();
    assertThat(mine).exists();
    assertThat(foreign).exists();
  }

  @Test
  void shouldSendNothingToAnybody() {
    assertThat(longs(10)).isNotNull();
    assertThat(System.getProperty("chronicle.analytics.disable")).isEqualTo("true");
  }

  @Test
  void shouldBeUsableWhereCheckpointingIsDisabled() {
    OffHeapMap<Long, Integer> map = longs(1000);
    try (Checkpoint<Counter> run =
        configure().enabled(false).include("map", map).resumeOrStart(Counter::new)) {
      ChronicleMap<Long, Integer> counts = map.map();
      counts.put(1L, 1);
      assertThat(run.safepoint()).isTrue();
    }
  }
}
