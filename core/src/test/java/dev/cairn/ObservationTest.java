/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.store.RunHistory;
import dev.cairn.spi.CheckpointListener;
import dev.cairn.spi.RunAttempt;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a run while it goes on, and what is left of it. */
@Timeout(120)
class ObservationTest {
  @Checkpointed
  static final class Count {
    long step;
  }

  @TempDir Path folder;

  private CheckpointBuilder configure() {
    return Checkpoint.configure()
        .directory(folder)
        .name("count")
        .every(Duration.ofDays(1))
        .stopSignals()
        .beatPeriod(Duration.ofMillis(200))
        .ignoreArguments();
  }

  private JsonObject status() throws IOException {
    return JsonObject.parse(Files.readString(folder.resolve("count/status.json")));
  }

  private List<JsonObject> history() throws IOException {
    return RunHistory.parse(Files.readString(folder.resolve("count/history"))).records();
  }

  private static List<String> whats(List<JsonObject> history) {
    return history.stream().map(record -> record.string("what")).toList();
  }

  @Test
  void shouldShowHowFarTheProgramIs() throws IOException {
    try (Checkpoint<Count> run = configure().resumeOrStart(Count::new)) {
      run.progress(250, 1000);
      assertThat(run.safepoint()).isTrue();
      CheckpointInfo newest = run.checkpointNow().orElseThrow();
      JsonObject progress = status().object("progress");
      assertThat(progress.number("done")).isEqualTo(250);
      assertThat(progress.number("total")).isEqualTo(1000);
      assertThat(status().string("newest")).isEqualTo(newest.id());
      assertThat(status().number("newestBytes")).isEqualTo(newest.bytes());
      assertThat(status().string("state")).isEqualTo("RUNNING");
    }
    assertThat(status().string("state")).isEqualTo("ENDED");
  }

  @Test
  void shouldAskTheSupplierUntilItThrows() {
    AtomicInteger asked = new AtomicInteger();
    try (Checkpoint<Count> run = configure().resumeOrStart(Count::new)) {
      run.progress(
          () -> {
            if (asked.incrementAndGet() > 1) {
              throw new IllegalStateException("gone");
            }
            return new Progress(7, 0);
          });
      assertThat(run.safepoint()).isTrue();
      await().until(() -> asked.get() == 2);
      assertThat(run.checkpointNow()).isPresent();
    }
    assertThat(asked).hasValue(2);
  }

  /** A supplier may wait for what the program holds: nothing of ours may wait with it. */
  @Test
  void shouldNotWaitForASupplierThatHangs() throws IOException {
    Object lock = new Object();
    CountDownLatch asked = new CountDownLatch(1);
    try (Checkpoint<Count> run = configure().resumeOrStart(Count::new)) {
      synchronized (lock) {
        run.progress(
            () -> {
              asked.countDown();
              synchronized (lock) {
                return new Progress(1, 2);
              }
            });
        await().until(() -> asked.getCount() == 0);
        assertThat(run.safepoint()).isTrue();
        assertThat(run.checkpointNow()).isPresent();
        String beat = Files.readString(folder.resolve("count/epoch-000001/beat"));
        await()
            .until(() -> !Files.readString(folder.resolve("count/epoch-000001/beat")).equals(beat));
      }
    }
  }

  @Test
  void shouldNotWaitForAListenerThatHangs() {
    CountDownLatch never = new CountDownLatch(1);
    CheckpointListener hangs =
        new CheckpointListener() {
          @Override
          public void durable(RunAttempt attempt, CheckpointInfo checkpoint, Duration persist) {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try (Checkpoint<Count> run = configure().listener(hangs).resumeOrStart(Count::new)) {
      assertThat(run.safepoint()).isTrue();
      for (int i = 0; i < 5; i++) {
        assertThat(run.checkpointNow()).isPresent();
      }
      never.countDown();
    }
  }

  /** A listener of a fenced attempt is told so, whoever notices it first. */
  @Test
  void shouldTellOfAFence() {
    List<String> fences = new CopyOnWriteArrayList<>();
    CheckpointListener listener =
        new CheckpointListener() {
          @Override
          public void fenced(RunAttempt attempt) {
            fences.add(attempt.run());
          }
        };
    try (Checkpoint<Count> run = configure().listener(listener).resumeOrStart(Count::new)) {
      assertThat(run.safepoint()).isTrue();
      assertThat(folder.resolve("count/epoch-000002").toFile().mkdir()).isTrue();
      await().until(() -> !fences.isEmpty());
    }
    assertThat(fences).containsExactly("count");
  }

  @Test
  void shouldWriteDownWhatHappensOverAllAttempts() throws IOException {
    try (Checkpoint<Count> run = configure().resumeOrStart(Count::new)) {
      assertThat(run.safepoint()).isTrue();
      run.progress(1, 2);
      CheckpointInfo unused = run.checkpointNow().orElseThrow();
    }
    try (Checkpoint<Count> run = configure().stopAfter(2).resumeOrStart(Count::new)) {
      while (run.safepoint()) {
        run.state().step++;
      }
    }
    try (Checkpoint<Count> run = configure().resumeOrStart(Count::new)) {
      assertThat(run.safepoint()).isTrue();
      run.complete();
    }
    List<JsonObject> history = history();
    assertThat(whats(history))
        .containsExactly(
            "attempt",
            "checkpoint",
            "checkpoint",
            "end", //
            "attempt",
            "checkpoint",
            "checkpoint",
            "stop",
            "end", //
            "attempt",
            "checkpoint",
            "checkpoint",
            "end");
    assertThat(history.get(0).string("how")).isEqualTo("NEW");
    assertThat(history.get(2).number("done")).isEqualTo(1);
    assertThat(history.get(3).string("state")).isEqualTo("ENDED");
    assertThat(history.get(3).number("taken")).isEqualTo(2);
    assertThat(history.get(4).string("how")).isEqualTo("RESUMED");
    assertThat(history.get(4).string("from")).isEqualTo("count 1/2");
    assertThat(history.get(6).string("reason")).isEqualTo("STOP");
    assertThat(history.get(8).string("state")).isEqualTo("STOPPED");
    assertThat(history.get(12).string("state")).isEqualTo("COMPLETE");
  }

  @Test
  void shouldSayHowMuchAKillHasCost() throws IOException {
    try (Checkpoint<Count> run = configure().resumeOrStart(Count::new)) {
      assertThat(run.safepoint()).isTrue();
    }
    // As an attempt leaves it that is killed after an hour.
    String killed = new JsonObject().with("computeSeconds", 3600L).toString();
    Files.writeString(folder.resolve("count/status.json"), killed);
    try (Checkpoint<Count> run = configure().resumeOrStart(Count::new)) {
      assertThat(run.safepoint()).isTrue();
    }
    JsonObject second = history().get(whats(history()).lastIndexOf("attempt"));
    assertThat(second.number("lostSeconds")).isEqualTo(3600);
    assertThat(second.number("savedSeconds")).isZero();
  }

  @Test
  void shouldResumeWhateverBecomesOfTheHistory() throws IOException {
    try (Checkpoint<Count> run = configure().resumeOrStart(Count::new)) {
      assertThat(run.safepoint()).isTrue();
    }
    String wrong =
        "{\"what\": 7, \"at\": [], \"taken\": 1.5, \"computeSeconds\": 1.5, \"writtenAt\": {}}\n";
    for (String name : List.of("history", "status.json")) {
      Files.writeString(
          folder.resolve("count").resolve(name), wrong.repeat(name.equals("history") ? 3000 : 1));
    }
    try (Checkpoint<Count> run = configure().resumeOrStart(Count::new)) {
      assertThat(run.resumedFrom()).isPresent();
      assertThat(run.safepoint()).isTrue();
    }
    assertThat(whats(history())).contains("attempt", "checkpoint", "end");
    for (String name : List.of("history", "status.json")) {
      Files.write(folder.resolve("count").resolve(name), new byte[] {(byte) 0xff, 0, '{'});
    }
    try (Checkpoint<Count> run = configure().resumeOrStart(Count::new)) {
      assertThat(run.resumedFrom()).isPresent();
      assertThat(run.safepoint()).isTrue();
    }
    Files.delete(folder.resolve("count/history"));
    Path inTheWay = Files.createDirectories(folder.resolve("count/history/not-empty"));
    try (Checkpoint<Count> run = configure().resumeOrStart(Count::new)) {
      assertThat(run.resumedFrom()).isPresent();
      assertThat(run.safepoint()).isTrue();
      run.complete();
    }
    assertThat(inTheWay).exists();
  }

  private static final class Told implements CheckpointListener {
    final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void opened(RunAttempt attempt) {
      calls.add("opened " + attempt.run() + " " + attempt.epoch());
    }

    @Override
    public void durable(RunAttempt attempt, CheckpointInfo checkpoint, Duration persist) {
      calls.add("durable " + checkpoint.id());
    }

    @Override
    public void stopped(RunAttempt attempt, boolean saved) {
      calls.add("stopped " + saved);
    }

    @Override
    public void closed(RunAttempt attempt) {
      calls.add("closed");
    }
  }

  @Test
  void shouldTellListenersAndSurviveThem() {
    Told told = new Told();
    AtomicBoolean called = new AtomicBoolean();
    CheckpointListener bad =
        new CheckpointListener() {
          @Override
          public void durable(RunAttempt attempt, CheckpointInfo checkpoint, Duration persist) {
            assertThat(called.getAndSet(true)).as("called again after it threw").isFalse();
            throw new StackOverflowError("a listener of the test's");
          }
        };
    try (Checkpoint<Count> run =
        configure().listener(bad).listener(told).stopAfter(3).resumeOrStart(Count::new)) {
      while (run.safepoint()) {
        run.state().step++;
      }
    }
    assertThat(called).isTrue();
    assertThat(told.calls)
        .containsExactly("opened count 1", "durable 1/1", "durable 1/2", "stopped true", "closed");
  }

  @Test
  void shouldTellOfFailures() throws IOException {
    List<String> failures = new ArrayList<>();
    CheckpointListener listener =
        new CheckpointListener() {
          @Override
          public void failed(RunAttempt attempt, CheckpointReason reason, Throwable cause) {
            failures.add(reason + " " + cause.getClass().getSimpleName());
          }
        };
    try (Checkpoint<Object[]> run =
        configure().listener(listener).resumeOrStart(() -> new Object[1])) {
      assertThat(run.safepoint()).isTrue();
      run.state()[0] = Thread.currentThread();
      try {
        CheckpointInfo unused = run.checkpointNow().orElseThrow();
      } catch (UnsupportedStateException e) {
        run.state()[0] = null;
      }
    }
    assertThat(failures).containsExactly("EXPLICIT UnsupportedStateException");
    assertThat(whats(history())).contains("failure");
  }

  @Test
  void shouldShowTheRunByJmx() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("dev.cairn:type=Run,name=\"count\"");
    try (Checkpoint<Count> run = configure().resumeOrStart(Count::new)) {
      assertThat(run.safepoint()).isTrue();
      run.progress(3, 9);
      await().until(() -> server.isRegistered(name));
      RunMXBean bean = JMX.newMXBeanProxy(server, name, RunMXBean.class);
      assertThat(bean.getState()).isEqualTo("RUNNING");
      assertThat(bean.getNewestCheckpoint()).isEqualTo("1/1");
      assertThat(bean.getTaken()).isEqualTo(1);
      assertThat(bean.getProgressDone()).isEqualTo(3);
      assertThat(bean.getFolder()).isEqualTo(folder.resolve("count").toString());
      bean.requestCheckpoint();
      await()
          .pollInSameThread() // it is this one that takes part
          .until(() -> run.safepoint() && bean.getNewestCheckpoint().equals("1/2"));
      bean.requestStop();
      await().pollInSameThread().until(() -> !run.safepoint());
      assertThat(bean.getState()).isEqualTo("STOPPED");
    }
    assertThat(server.isRegistered(name)).isFalse();
  }

  @Test
  void shouldBeSeenInAFlightRecording() throws IOException {
    Path file = folder.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      try (Checkpoint<Object[]> run = configure().resumeOrStart(() -> new Object[1])) {
        assertThat(run.safepoint()).isTrue();
        CheckpointInfo unused = run.checkpointNow().orElseThrow();
        run.state()[0] = Thread.currentThread();
        try {
          CheckpointInfo never = run.checkpointNow().orElseThrow();
        } catch (UnsupportedStateException e) {
          run.state()[0] = null;
        }
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("dev.cairn."))
            .toList();
    assertThat(events)
        .extracting(event -> event.getEventType().getName())
        .contains(
            "dev.cairn.Resume",
            "dev.cairn.Pause",
            "dev.cairn.Persist",
            "dev.cairn.Checkpoint",
            "dev.cairn.CheckpointFailure");
    RecordedEvent checkpoint =
        events.stream()
            .filter(event -> event.getEventType().getName().equals("dev.cairn.Checkpoint"))
            .filter(event -> event.getString("checkpoint").equals("1/2"))
            .findFirst()
            .orElseThrow();
    assertThat(checkpoint.getString("run")).isEqualTo("count");
    assertThat(checkpoint.getString("what")).isEqualTo("EXPLICIT");
    assertThat(checkpoint.getLong("bytes")).isPositive();
    assertThat(checkpoint.getDuration("persist")).isPositive();
    assertThat(checkpoint.getDuration()).isGreaterThan(checkpoint.getDuration("persist"));
    assertThat(checkpoint.getEventType().getCategoryNames()).containsExactly("Cairn");
  }
}
