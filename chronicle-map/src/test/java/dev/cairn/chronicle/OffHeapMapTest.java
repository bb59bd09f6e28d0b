/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.CheckpointSettingsException;
import dev.cairn.CheckpointWriteException;
import dev.cairn.Checkpointed;
import dev.cairn.RestoreFailedException;
import dev.cairn.spi.StateImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.openhft.chronicle.core.values.IntValue;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ExternalMapQueryContext;
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
  void shouldRefuseValuesThatJavaSerializationWouldRead() {
    OffHeapMap<Long, BigInteger> map =
        OffHeapMap.of(Long.class, BigInteger.class, 1000)
            .with(builder -> builder.averageValueSize(100));
    assertThatThrownBy(() -> open(map))
        .isInstanceOf(CheckpointSettingsException.class)
        .hasMessageContaining("would be read by Java serialization");
    assertThat(local()).isEmptyDirectory();
  }

  /** What Chronicle would load, initialise and make if it saw the header. */
  @SuppressWarnings("unused")
  static final class Gadget {
    static {
      System.setProperty("cairn.test.gadget", "initialised");
    }
  }

  private StateImage imageWith(StateImage image, String from, String to) throws IOException {
    byte[] bytes;
    try (ReadableByteChannel source = image.open()) {
      bytes = Channels.newInputStream(source).readAllBytes();
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    byte[] changed = text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    return new StateImage() {
      @Override
      public String description() {
        return image.description();
      }

      @Override
      public long length() {
        return changed.length;
      }

      @Override
      public ReadableByteChannel open() {
        return Channels.newChannel(new ByteArrayInputStream(changed));
      }
    };
  }

  @Test
  void shouldNotLetAStoredHeaderNameClasses() throws IOException {
    OffHeapMap<Long, Integer> map = longs(1000).in(local());
    map.begin();
    StateImage image = map.capture();
    String marshaller = "!net.openhft.chronicle.hash.serialization.impl.LongMarshaller";
    String gadget = "!" + Gadget.class.getName();
    String padded = gadget + " ".repeat(marshaller.length() - gadget.length());
    String reader = "!net.openhft.chronicle.hash.serialization.impl.IntegerMarshaller";
    String java = "!net.openhft.chronicle.hash.serialization.impl.SerializableReader";

    OffHeapMap<Long, Integer> victim = longs(1000).in(local());
    for (StateImage crafted :
        List.of(
            imageWith(image, marshaller, padded), imageWith(image, reader + " {", java + "{"))) {
      assertThatThrownBy(() -> victim.restore(crafted))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("was made with other classes or marshallers");
    }
    assertThat(System.getProperty("cairn.test.gadget")).isNull();
    victim.restore(image);
    victim.close();
    map.close();
  }

  @Test
  void shouldTakeNoCheckpointWhileAQueryIsOpen() {
    OffHeapMap<Long, Integer> map = longs(1000);
    try (Checkpoint<Counter> run = open(map)) {
      map.map().put(1L, 1);
      assertThat(run.checkpointNow()).isPresent();
      try (ExternalMapQueryContext<Long, Integer, ?> query = map.map().queryContext(1L)) {
        query.updateLock().lock();
        assertThatThrownBy(run::checkpointNow)
            .isInstanceOf(CheckpointWriteException.class)
            .hasMessageContaining("a query context or an iteration of the map is open");
      }
      assertThat(run.checkpointNow()).isPresent();
    }
  }

  @Test
  void shouldCopyIntoAMapOfOtherSizes() {
    Supplier<OffHeapMap<Long, String>> small =
        () -> OffHeapMap.of(Long.class, String.class, 2000).with(b -> b.averageValueSize(10));
    OffHeapMap<Long, String> before = small.get();
    String large = "x".repeat(150);
    try (Checkpoint<Counter> run = open(before)) {
      for (long i = 0; i < 200; i++) {
        before.map().put(i, large);
      }
      run.checkpointNow();
    }
    OffHeapMap<Long, String> after =
        OffHeapMap.of(Long.class, String.class, 2000).with(b -> b.averageValueSize(150));
    try (Checkpoint<Counter> run = open(after)) {
      assertThat(run.resumedFrom()).isPresent();
      for (long i = 0; i < 2000; i++) {
        after.map().put(i, large);
      }
      run.checkpointNow();
    }
    OffHeapMap<Long, String> fewer =
        OffHeapMap.of(Long.class, String.class, 100).with(b -> b.averageValueSize(150));
    try (Checkpoint<Counter> run = open(fewer)) {
      assertThat(fewer.map()).hasSize(2000);
      run.checkpointNow();
    }
    OffHeapMap<Long, String> again =
        OffHeapMap.of(Long.class, String.class, 5000).with(b -> b.averageValueSize(150));
    try (Checkpoint<Counter> run = open(again)) {
      assertThat(run.resumedFrom()).isPresent();
      for (long i = 2000; i < 5000; i++) {
        again.map().put(i, large);
      }
      assertThat(again.map()).hasSize(5000);
    }
  }

  /** The file takes a further piece, although it has no name any more. */
  @Test
  void shouldGrowAfterAResumeAsBefore() {
    OffHeapMap<Long, Integer> map = longs(100_000);
    try (Checkpoint<Counter> run = open(map)) {
      for (long i = 0; i < 50_000; i++) {
        map.map().put(i, 1);
      }
      run.checkpointNow();
    }
    OffHeapMap<Long, Integer> again = longs(100_000);
    try (Checkpoint<Counter> run = open(again)) {
      assertThat(run.resumedFrom()).isPresent();
      for (long i = 50_000; i < 113_000; i++) {
        again.map().put(i, 1);
      }
      assertThat(again.map()).hasSize(113_000);
      run.checkpointNow();
    }
    OffHeapMap<Long, Integer> third = longs(100_000);
    try (Checkpoint<Counter> run = open(third)) {
      assertThat(third.map()).hasSize(113_000);
    }
  }

  @Test
  void shouldBelongToOneRun() {
    OffHeapMap<Long, Integer> map = longs(1000);
    try (Checkpoint<Counter> run = open(map)) {
      map.map().put(1L, 1);
      assertThatThrownBy(
              () -> configure().name("other").include("map", map).resumeOrStart(Counter::new))
          .isInstanceOf(CheckpointSettingsException.class)
          .hasMessageContaining("has the state of a run that is open");
      assertThat(map.map()).hasSize(1);
      assertThat(run.checkpointNow()).isPresent();
    }
  }

  @Test
  void shouldDescribeItselfInAnyLanguage() throws IOException {
    Locale before = Locale.getDefault();
    OffHeapMap<Long, Integer> map = longs(1000).in(local());
    map.begin();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(map.capture().description()).contains("size=0").contains("entries=1000");
    } finally {
      Locale.setDefault(before);
      map.close();
    }
  }

  @Test
  void shouldFollowNoLinkWhereItTidiesUp() throws IOException {
    Path thesis = Files.createDirectories(folder.resolve("victim")).resolve("map");
    Files.writeString(thesis, "thesis");
    Files.createDirectories(local());
    Files.createSymbolicLink(
        local().resolve("cairn-map-4194305-1-00aabbccddee"), thesis.getParent());
    Files.createDirectory(local().resolve("cairn-map-99999999999999999999-1-00aabbccddee"));
    try (Checkpoint<Counter> run = open(longs(1000))) {
      assertThat(run.safepoint()).isTrue();
    }
    assertThat(thesis).hasContent("thesis");
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
    OffHeapMap<Long, Integer> huge = longs(free / 10).in(memory);
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
    for (Path old : List.of(dead, reused)) {
      Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }
    Path young = Files.createDirectory(local().resolve("cairn-map-4194305-123-00aabbccddff"));
    Path mine =
        Files.createDirectory(local().resolve("cairn-map-" + me + "-" + started + "-00aabbccddee"));
    Path foreign = Files.createDirectory(local().resolve("cairn-map-of-somebody"));

    try (Checkpoint<Counter> run = open(longs(1000))) {
      assertThat(run.safepoint()).isTrue();
    }
    assertThat(dead).doesNotExist();
    assertThat(reused).doesNotExist();
    assertThat(young).exists();
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
