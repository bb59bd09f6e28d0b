/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is not whole is not saved, and nobody is surprised by a checkpoint. */
@Timeout(60)
class WholeStateTest {
  @TempDir Path folder;

  private CheckpointBuilder configure() {
    return Checkpoint.configure()
        .directory(folder)
        .name("walk")
        .every(Duration.ofDays(1))
        .stopSignals()
        .beatPeriod(Duration.ofMillis(200))
        .ignoreArguments();
  }

  @Checkpointed
  static final class Walk {
    long step;

    void stepOnce() {
      step++;
    }
  }

  @Checkpointed
  static final class Locked {
    long captures;

    @BeforeCapture
    synchronized void count() {
      captures++;
    }
  }

  @Checkpointed
  static final class Pair {
    long first;
    transient boolean inStep;
    long second;

    void step(CountDownLatch half, CountDownLatch goOn) throws InterruptedException {
      first++;
      half.countDown();
      goOn.await();
      second++;
    }
  }

  /** A program that never calls safepoint(): its steps must not be looked into all the same. */
  @Test
  void shouldSayWhereARootIsOfAnotherClass(@TempDir Path folder) {
    CheckpointBuilder builder =
        Checkpoint.configure().directory(folder).name("classes").stopSignals().ignoreArguments();
    try (Checkpoint<ArrayList<String>> run = builder.resumeOrStart(ArrayList::new)) {
      ArrayList<Integer> unused = run.register("more", ArrayList::new);
      run.checkpointNow();
    }
    try (Checkpoint<ArrayList<String>> run = builder.resumeOrStart(ArrayList::new)) {
      assertThatThrownBy(() -> run.register("more", HashMap.class, HashMap::new))
          .isInstanceOf(StateMismatchException.class)
          .hasMessageContaining("root \"more\" of the checkpoint is a java.util.ArrayList")
          .hasMessageContaining("expects a java.util.HashMap");
      assertThat(run.register("other", HashMap.class, HashMap::new)).isEmpty();
    }
  }

  @Test
  void shouldNotCaptureInTheMiddleOfAStepOfAThreadThatOnlyAsks() throws Exception {
    try (Checkpoint<Pair> run = configure().every(Duration.ofMillis(20)).resumeOrStart(Pair::new)) {
      CountDownLatch nothing = new CountDownLatch(0);
      run.state().step(nothing, nothing);
      CheckpointInfo whole = run.checkpointNow().orElseThrow();
      run.state().first++;
      run.request();
      // The interval passes many times, and somebody asks: nothing is taken here.
      assertThat(run.lastDurable().orElseThrow().id()).isEqualTo(whole.id());
      Awaitility.await()
          .during(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(10))
          .until(() -> run.lastDurable().orElseThrow().id().equals(whole.id()));
      run.state().second++;
      run.checkpointNow();
    }
    try (SavedCheckpoint saved = Checkpoint.configure().open(folder.resolve("walk"))) {
      Pair pair = saved.state(Pair.class);
      assertThat(pair.first).isEqualTo(2);
      assertThat(pair.second).isEqualTo(2);
    }
  }

  @Test
  void shouldCallTheStateSuspectWhenAThreadDiesBetweenTwoSafepoints() throws Exception {
    try (Checkpoint<Pair> run = configure().resumeOrStart(Pair::new)) {
      Thread dies =
          new Thread(
              () -> {
                run.safepoint();
                run.state().first++;
              },
              "the-one-that-dies");
      dies.start();
      dies.join();

      assertThatThrownBy(run::checkpointNow).isInstanceOf(TornStateException.class);
      assertThatThrownBy(run::safepoint)
          .isInstanceOf(TornStateException.class)
          .hasMessageContaining("the-one-that-dies");
      run.state().second++;
      run.declareSound();
      assertThat(run.checkpointNow()).isPresent();
    }
  }

  @Checkpointed
  static final class LockedPair {
    long first;
    long second;
    transient long captures;

    @BeforeCapture
    synchronized void before() {
      captures++;
    }
  }

  /** The thread was let go in the middle of the capture, which goes on while it computes. */
  @Test
  void shouldNotKeepACaptureThatWasGivenUp() {
    try (Checkpoint<LockedPair> run = configure().resumeOrStart(LockedPair::new)) {
      LockedPair pair = run.state();
      synchronized (pair) {
        assertThat(run.safepoint()).isTrue();
        pair.first++;
      }
      Awaitility.await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(10))
          .until(() -> run.lastDurable().isEmpty());
      pair.second++;
      assertThat(run.checkpointNow()).isPresent();
    }
  }

  @Test
  void shouldNotServeADemandThatWasWithdrawn() {
    try (Checkpoint<Locked> run = configure().resumeOrStart(Locked::new)) {
      synchronized (run.state()) {
        assertThat(run.safepoint()).isTrue();
        assertThatThrownBy(run::complete).isInstanceOf(CheckpointWriteException.class);
      }
      for (int i = 0; i < 3; i++) {
        assertThat(run.safepoint()).isTrue();
        assertThat(run.checkpointNow()).isPresent();
      }
      assertThat(run.isComplete()).isFalse();
    }
  }

  @Test
  void shouldTakeACheckpointAtEachSafepointOfStepsLongerThanThePatience() throws Exception {
    try (Checkpoint<Walk> run =
        configure()
            .every(Duration.ofMillis(50))
            .patience(Duration.ofMillis(50))
            .resumeOrStart(Walk::new)) {
      assertThat(run.safepoint()).isTrue();
      for (int i = 0; i < 4; i++) {
        String before = run.lastDurable().orElseThrow().id();
        LockSupport.parkNanos(Duration.ofMillis(400).toNanos()); // the step
        run.state().stepOnce();
        assertThat(run.safepoint()).isTrue();
        Awaitility.await().until(() -> !run.lastDurable().orElseThrow().id().equals(before));
      }
    }
  }

  static final class HalfMarked {
    @Checkpointed long marked = 1;
    long lost = 2;
  }

  @Checkpointed
  static final class Empty {
    static long counted;
    transient long forgotten;
  }

  @Test
  void shouldRefuseARootOfWhichOnlySomeFieldsAreMarkedUnlessItIsAHolder() {
    try (Checkpoint<HalfMarked> run = configure().resumeOrStart(HalfMarked::new)) {
      assertThatThrownBy(run::safepoint)
          .isInstanceOf(UnsupportedStateException.class)
          .hasMessageContaining("HalfMarked");
    }
    try (Checkpoint<HalfMarked> run = configure().name("held").resumeInto(new HalfMarked())) {
      assertThat(run.safepoint()).isTrue();
    }
    assertThatThrownBy(() -> configure().name("no").resumeInto(new Object()))
        .isInstanceOf(CheckpointSettingsException.class)
        .hasMessageContaining("not marked");
  }
}
