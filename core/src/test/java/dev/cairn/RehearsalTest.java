/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cairn.internal.capture.Rehearsal;
import dev.cairn.internal.capture.Snapshot;
import dev.cairn.internal.capture.StagingMemory;
import dev.cairn.internal.kryo.ClassPolicy;
import dev.cairn.internal.kryo.KryoGraphCodec;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What would come back different is found while the program waits, as far as that may take. */
@Timeout(60)
class RehearsalTest {
  private static final int CHAIN = 100_000;

  @TempDir Path folder;

  /** Forgets what it was given, but for nothing. */
  @Checkpointed
  static final class Forgetful implements Serializable {
    private static final long serialVersionUID = 1L;

    transient int value;

    private void writeObject(ObjectOutputStream output) throws IOException {
      output.writeInt(0);
    }

    private void readObject(ObjectInputStream input) throws IOException {
      value = input.readInt();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Forgetful forgetful && forgetful.value == value;
    }

    @Override
    public int hashCode() {
      return value;
    }
  }

  @Checkpointed
  static final class State {
    final Forgetful forgetful = new Forgetful();
    long step;
  }

  private CheckpointBuilder configure() {
    return Checkpoint.configure()
        .directory(folder)
        .name("rehearsed")
        .every(Duration.ofDays(1))
        .ignoreArguments();
  }

  @Test
  void shouldRehearseTheFirstCheckpointAlone() {
    try (Checkpoint<State> run = configure().resumeOrStart(State::new)) {
      run.safepoint();
      run.state().forgetful.value = 5;

      assertThat(run.checkpointNow()).isPresent();
    }
  }

  @Test
  void shouldRehearseAsManyAsAskedFor() {
    try (Checkpoint<State> run = configure().rehearseEvery(2).resumeOrStart(State::new)) {
      run.safepoint();
      run.state().forgetful.value = 5;

      assertThat(run.checkpointNow()).isPresent();
      assertThatThrownBy(run::checkpointNow)
          .isInstanceOf(UnsupportedStateException.class)
          .hasMessageContaining("State.forgetful: the program has an object, restored is one");
    }
  }

  @Test
  void shouldRefuseALessThanNeverRehearsal() {
    assertThatThrownBy(() -> configure().rehearseEvery(-1))
        .isInstanceOf(CheckpointSettingsException.class)
        .hasMessageContaining("rehearseEvery(-1)");
  }

  @Checkpointed
  static class Beside {
    static final ThreadLocal<Integer> LOCAL = new ThreadLocal<>();
    static final int CONSTANT = 3;
    static int total;
    transient List<String> cache = new ArrayList<>(List.of("x"));
    transient int count = 7;
    transient String never;
    transient Object touchy = new Touchy();
    final List<Inner> inner = new ArrayList<>(List.of(new Inner(), new Inner()));
  }

  /** Does not expect null. */
  static final class Touchy {
    @Override
    public boolean equals(Object other) {
      return other.hashCode() == hashCode();
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  static final class Inner {
    transient Object scratch = new StringBuilder();
    int value;
  }

  static final class Rebuilt extends Beside {
    @AfterRestore
    void rebuild() {
      cache = new ArrayList<>();
    }
  }

  private static List<String> leftOut(Object state) {
    KryoGraphCodec codec =
        new KryoGraphCodec(
            new ClassPolicy(List.of("dev.cairn.*")), RehearsalTest.class.getClassLoader());
    Map<String, Object> roots = Map.of("main", state);
    Snapshot snapshot = Snapshot.take(codec, roots, new StagingMemory(1 << 20));
    return new Rehearsal(codec, System::nanoTime)
        .compare(roots, snapshot, Duration.ofHours(1))
        .remarks();
  }

  @Test
  void shouldNameWhatIsLeftOutOnce() {
    assertThat(leftOut(new Beside()))
        .hasSize(6)
        .anyMatch(line -> line.contains("Beside.LOCAL is a ThreadLocal"))
        .anyMatch(line -> line.contains("Beside.total is static and can change"))
        .anyMatch(line -> line.startsWith("Beside.cache is transient and holds a java.util.Array"))
        .anyMatch(line -> line.startsWith("Beside.count is transient and holds 7 now"))
        .anyMatch(line -> line.matches("Beside\\.inner\\[\\d]\\.scratch is transient.*"));
  }

  enum Counting {
    ONE,
    TWO {
      final int[] used = {1};

      @Override
      int used() {
        return used[0];
      }
    };

    static final Object NOBODY = new Object();
    final java.util.concurrent.atomic.AtomicLong count =
        new java.util.concurrent.atomic.AtomicLong();
    final List<String> fixed = List.of("a");

    int used() {
      return 0;
    }
  }

  static class NotSerializable {
    int lost = 5;
  }

  @Checkpointed
  static final class WritesItself extends NotSerializable implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
    int kept = 6;

    WritesItself() {
      lost = 7;
    }

    private void writeObject(java.io.ObjectOutputStream stream) throws java.io.IOException {
      stream.defaultWriteObject();
    }
  }

  static final class Table {
    static final Object TOMBSTONE = new Object();
    static final Table ROOT = new Table();
    final Object[] slots = {TOMBSTONE, Counting.ONE, new WritesItself()};
  }

  @Test
  void shouldNameWhatAConstantKeepsAndWhatASubclassDoesNotWrite() {
    assertThat(leftOut(Table.ROOT))
        .hasSize(4)
        .anyMatch(line -> line.contains("Table.TOMBSTONE is part of the state"))
        .anyMatch(line -> line.contains("Counting.count is final and holds a AtomicLong"))
        .anyMatch(line -> line.contains("Counting$1.used is final and holds a int[]"))
        .anyMatch(line -> line.contains("NotSerializable.lost is not written"));
  }

  /** What is met for the first time may be what does not come back. */
  @Test
  void shouldRehearseACheckpointWithAClassThatWasNotMetBefore() {
    try (Checkpoint<Later> run = configure().resumeOrStart(Later::new)) {
      run.safepoint();
      assertThat(run.checkpointNow()).isPresent();
      run.state().something = new Forgetful();
      ((Forgetful) run.state().something).value = 5;

      assertThatThrownBy(run::checkpointNow)
          .isInstanceOf(UnsupportedStateException.class)
          .hasMessageContaining("Later.something: the program has an object");
    }
  }

  static final class Later {
    Object something = 1;
  }

  @Test
  void shouldTrustAMethodThatRestores() {
    assertThat(leftOut(new Rebuilt()))
        .noneMatch(line -> line.contains("cache"))
        .anyMatch(line -> line.contains("scratch"));
  }

  @Checkpointed
  static final class Link {
    Link next;
  }

  private static Rehearsal.Findings rehearseChain(long nanosPerLook, Duration atMost) {
    Link first = new Link();
    Link last = first;
    for (int i = 1; i < CHAIN; i++) {
      last.next = new Link();
      last = last.next;
    }
    KryoGraphCodec codec =
        new KryoGraphCodec(new ClassPolicy(List.of()), RehearsalTest.class.getClassLoader());
    Map<String, Object> roots = Map.of("main", first);
    AtomicLong clock = new AtomicLong();
    Snapshot snapshot = Snapshot.take(codec, roots, new StagingMemory(1 << 20));
    return new Rehearsal(codec, () -> clock.addAndGet(nanosPerLook))
        .compare(roots, snapshot, atMost);
  }

  @Test
  void shouldCompareAllWhereThereIsTime() {
    Rehearsal.Findings findings = rehearseChain(1, Duration.ofHours(1));

    assertThat(findings.complete()).isTrue();
    assertThat(findings.compared()).isEqualTo(CHAIN);
  }

  @Test
  void shouldStopComparingWhenTheTimeIsUp() {
    // The clock is looked at a few times as the graph is read, then every 4,096 comparisons.
    Rehearsal.Findings findings = rehearseChain(1, Duration.ofNanos(20));

    assertThat(findings.complete()).isFalse();
    assertThat(findings.compared()).isPositive().isLessThan(CHAIN);
  }

  @Test
  void shouldStopReadingWhenTheTimeIsUp() {
    Rehearsal.Findings findings = rehearseChain(10, Duration.ofNanos(20));

    assertThat(findings.complete()).isFalse();
    assertThat(findings.compared()).isZero();
  }

  @Checkpointed
  static final class Raced {
    final double[] grid = new double[10_000];
    long steps;

    void stepOnce() {
      steps++;
    }

    void heatOnce() {
      grid[5_000]++;
    }
  }

  /** Changes the state again and again and never comes to a safepoint. */
  private static final class Racer implements AutoCloseable {
    private final Thread thread;
    private volatile boolean over;

    Racer(Runnable change) {
      thread =
          new Thread(
              () -> {
                while (!over) {
                  change.run();
                  Thread.onSpinWait();
                }
              },
              "racer");
      thread.start();
    }

    @Override
    public void close() throws InterruptedException {
      over = true;
      thread.join();
    }
  }

  private Throwable watched(Function<Raced, Runnable> change) throws InterruptedException {
    try (Checkpoint<Raced> run =
        configure().watchForTornState(Duration.ofMillis(20)).resumeOrStart(Raced::new)) {
      assertThat(run.safepoint()).isTrue();
      try (Racer racer = new Racer(change.apply(run.state()))) {
        return catchThrowable(run::checkpointNow);
      }
    }
  }

  @Test
  void shouldNameTheFieldThatAThreadChangesMeanwhile() throws InterruptedException {
    assertThat(watched(state -> state::stepOnce))
        .isInstanceOf(TornStateException.class)
        .hasMessageContaining("Raced.steps: the program has ")
        .hasMessageContaining("some thread changes it while all that take part wait");
  }

  @Test
  void shouldNameTheElementOfALargeArrayThatAThreadChangesMeanwhile() throws InterruptedException {
    assertThat(watched(state -> state::heatOnce))
        .isInstanceOf(TornStateException.class)
        .hasMessageContaining("Raced.grid[5000]: the program has ");
  }

  @Test
  void shouldFindNothingTornWhereAllTakePart() {
    try (Checkpoint<Raced> run =
        configure().watchForTornState(Duration.ofMillis(20)).resumeOrStart(Raced::new)) {
      run.state().heatOnce();
      assertThat(run.checkpointNow()).isPresent();
      run.state().heatOnce();
      assertThat(run.checkpointNow()).isPresent();
    }
  }
}
