/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.FencedException;
import dev.cairn.TornStateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SafepointGateTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);

  private final SafepointGate gate = new SafepointGate(SafepointCounts.NONE);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() throws InterruptedException {
    gate.end();
    boolean unused = gate.open();
    threads.shutdownNow();
    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private final List<Closing> told = new CopyOnWriteArrayList<>();

  private Closing close(Duration patience) {
    gate.request();
    return gate.close(patience, told::add);
  }

  private static void assertClosed(Closing closing) {
    assertThat(closing.result()).isEqualTo(Closing.Result.CLOSED);
  }

  @Test
  void shouldCloseAtOnceWhenNobodyIsInside() throws Exception {
    assertClosed(close(LONG));
    assertThat(gate.open()).isTrue();
  }

  @Test
  void shouldHoldAThreadAtItsSafepointUntilOpened() throws Exception {
    CountDownLatch joined = new CountDownLatch(1);
    AtomicInteger passed = new AtomicInteger();
    Future<?> worker =
        threads.submit(
            () -> {
              Participant participant = gate.join();
              joined.countDown();
              while (participant.pass() || gate.arrive(participant)) {
                passed.incrementAndGet();
              }
              gate.leave(participant, true);
            });
    joined.await();

    for (int i = 0; i < 100; i++) {
      assertClosed(close(LONG));
      int before = passed.get();
      Thread.yield();
      assertThat(passed.get()).isEqualTo(before);
      gate.open();
    }
    gate.end();
    get(worker);
  }

  @Test
  void shouldWithdrawWhereAnotherWaitsAndNameTheThreadThatDoesNotCome() throws Exception {
    CountDownLatch joined = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    Future<Boolean> late =
        threads.submit(
            () -> {
              Thread.currentThread().setName("the-late-one");
              Participant participant = gate.join();
              joined.countDown();
              release.await();
              boolean goOn = gate.arrive(participant);
              gate.leave(participant, true);
              return goOn;
            });
    Future<Boolean> waiting =
        threads.submit(
            () -> {
              Participant participant = gate.join();
              gate.request();
              joined.countDown();
              boolean goOn = gate.arrive(participant);
              gate.leave(participant, true);
              return goOn;
            });
    joined.await();

    Closing closing = close(SHORT);

    assertThat(closing.result()).isEqualTo(Closing.Result.LATE);
    assertThat(closing.describe())
        .contains("the-late-one")
        .contains("away()")
        .contains("SafepointGateTest");
    assertThat(get(waiting)).isTrue();
    release.countDown();
    assertThat(get(late)).isTrue();
  }

  @Test
  void shouldLetARequestStandWhereNobodyWaitsForIt() throws Exception {
    CountDownLatch joined = new CountDownLatch(1);
    Future<Boolean> worker =
        threads.submit(
            () -> {
              Participant participant = gate.join();
              joined.countDown();
              while (told.isEmpty()) {
                Thread.onSpinWait(); // a step longer than the patience
              }
              boolean goOn = gate.arrive(participant);
              gate.leave(participant, true);
              return goOn;
            });
    joined.await();

    Closing closing = close(SHORT);

    assertClosed(closing);
    assertThat(told).hasSize(1);
    assertThat(closing.waitedNanos()).isLessThan(SHORT.toNanos());
    assertThat(gate.open()).isTrue();
    assertThat(get(worker)).isTrue();
  }

  @Test
  void shouldNotWaitForAThreadThatIsAwayButHoldItsReturn() throws Exception {
    CountDownLatch away = new CountDownLatch(1);
    CountDownLatch comeBack = new CountDownLatch(1);
    AtomicBoolean back = new AtomicBoolean();
    Future<?> worker =
        threads.submit(
            () -> {
              Participant participant = gate.join();
              gate.goAway(participant);
              away.countDown();
              comeBack.await();
              gate.comeBack(participant);
              back.set(true);
              gate.leave(participant, true);
              return null;
            });
    away.await();

    assertClosed(close(LONG));
    comeBack.countDown();
    assertThat(worker.isDone()).isFalse();
    assertThat(back).isFalse();
    gate.open();
    get(worker);
    assertThat(back).isTrue();
  }

  @Test
  void shouldAdmitUpdatesUntilEveryWorkerHasParked() throws Exception {
    CountDownLatch joined = new CountDownLatch(1);
    CountDownLatch requested = new CountDownLatch(1);
    AtomicInteger updates = new AtomicInteger();
    Future<?> worker =
        threads.submit(
            () -> {
              Participant participant = gate.join();
              joined.countDown();
              requested.await();
              // A step that needs an update by another thread before it can end.
              threads.submit(() -> gate.update(updates::incrementAndGet)).get();
              gate.arrive(participant);
              gate.leave(participant, true);
              return null;
            });
    joined.await();
    gate.request();
    requested.countDown();

    assertClosed(gate.close(LONG, told::add));
    assertThat(updates.get()).isEqualTo(1);
    Future<?> held = threads.submit(() -> gate.update(updates::incrementAndGet));
    assertThat(updates.get()).isEqualTo(1);
    gate.open();
    get(held);
    get(worker);
    assertThat(updates.get()).isEqualTo(2);
  }

  @Test
  void shouldWaitForAnUpdateThatIsInside() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    Future<Void> update =
        threads.submit(
            () -> {
              gate.<InterruptedException>update(
                  () -> {
                    inside.countDown();
                    finish.await();
                    gate.update(() -> {}); // reentrant
                  });
              return null;
            });
    inside.await();

    assertThat(close(SHORT).result()).isEqualTo(Closing.Result.LATE);
    finish.countDown();
    get(update);
    assertClosed(close(LONG));
  }

  @Test
  void shouldCallTheStateTornAfterAnUpdateThrew() throws Exception {
    Participant participant = gate.join();
    assertThatThrownBy(
            () ->
                gate.update(
                    () -> {
                      throw new IllegalStateException("half done");
                    }))
        .hasMessage("half done");

    assertThatThrownBy(() -> gate.arrive(participant))
        .isInstanceOf(TornStateException.class)
        .hasMessageContaining("declareSound()")
        .hasRootCauseMessage("half done");
    gate.goAway(participant);
    assertThat(close(LONG)).isEqualTo(Closing.TORN);
    gate.declareSound();
    assertClosed(close(LONG));
  }

  @Test
  void shouldCallTheStateTornAfterAWorkerDiedWithoutClose() throws Exception {
    Thread worker = new Thread(() -> gate.join(), "the-dead-one");
    worker.start();
    worker.join();

    assertThat(close(LONG)).isEqualTo(Closing.TORN);
    assertThatThrownBy(gate::checkVerdict).hasMessageContaining("the-dead-one");
  }

  @Test
  void shouldCallTheStateTornAfterAThreadWithoutAHandleHasEnded() throws Exception {
    Thread thread = new Thread(() -> gate.arrive(gate.join()), "the-silent-one");
    thread.start();
    thread.join();

    assertThat(close(LONG)).isEqualTo(Closing.TORN);
    assertThatThrownBy(gate::checkVerdict)
        .hasMessageContaining("the-silent-one")
        .hasMessageContaining("finish()");
  }

  @Test
  void shouldNotCallTheStateTornByAThreadThatEndsAfterTheRun() throws Exception {
    Thread thread = new Thread(() -> gate.arrive(gate.join()));
    thread.start();
    thread.join();
    gate.end();

    assertThat(close(LONG).result()).isEqualTo(Closing.Result.ENDED);
    gate.checkVerdict();
  }

  @Test
  void shouldGiveUpACaptureThatWaitsForALockOfAThreadThatIsAway() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    CountDownLatch away = new CountDownLatch(2);
    CountDownLatch comeBack = new CountDownLatch(1);
    Future<Boolean> worker =
        threads.submit(
            () -> {
              Participant participant = gate.join();
              lock.lock();
              try {
                gate.goAway(participant);
                away.countDown();
                comeBack.await();
              } finally {
                lock.unlock();
              }
              gate.comeBack(participant);
              gate.leave(participant, true);
              return true;
            });
    Future<Boolean> parked =
        threads.submit(
            () -> {
              Participant participant = gate.join();
              gate.arrive(participant);
              away.countDown();
              while (participant.pass()) {}
              boolean goOn = gate.arrive(participant);
              comeBack.countDown(); // only once it was let go
              gate.leave(participant, true);
              return goOn;
            });
    away.await();
    assertClosed(close(LONG));

    lock.lock(); // what a capture would do whose hook takes it

    assertThat(gate.open()).isFalse();
    lock.unlock();
    assertThat(get(parked)).isTrue();
    assertThat(get(worker)).isTrue();
  }

  @Test
  void shouldRefuseASafepointInsideAnUpdate() {
    Participant participant = gate.join();

    assertThatThrownBy(() -> gate.update(() -> gate.arrive(participant)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inside update()");
  }

  @Test
  void shouldThrowTheVerdictAtEverySafepoint() {
    Participant participant = gate.join();
    gate.condemn(() -> new FencedException("taken over"));

    assertThatThrownBy(() -> gate.arrive(participant)).isInstanceOf(FencedException.class);
    assertThatThrownBy(() -> gate.arrive(participant)).isInstanceOf(FencedException.class);
  }

  @Test
  void shouldGiveUpACaptureThatWaitsForAMonitorOfAParkedThread() throws Exception {
    Object monitor = new Object();
    CountDownLatch joined = new CountDownLatch(1);
    Future<Boolean> worker =
        threads.submit(
            () -> {
              Participant participant = gate.join();
              gate.arrive(participant);
              synchronized (monitor) {
                joined.countDown();
                while (participant.pass()) {}
                boolean goOn = gate.arrive(participant);
                gate.leave(participant, true);
                return goOn;
              }
            });
    joined.await();

    assertClosed(close(LONG));
    synchronized (monitor) { // what a capture of a Vector would do
      assertThat(gate.isHeld()).isFalse();
    }
    assertThat(gate.open()).isFalse();
    assertThat(get(worker)).isTrue();
  }

  @Test
  void shouldKeepAnInterruptForTheProgram() throws Exception {
    gate.request();
    CountDownLatch joined = new CountDownLatch(1);
    Thread[] thread = new Thread[1];
    Future<Boolean> worker =
        threads.submit(
            () -> {
              thread[0] = Thread.currentThread();
              Participant participant = gate.join();
              joined.countDown();
              gate.arrive(participant);
              gate.leave(participant, true);
              return Thread.interrupted();
            });
    joined.await();
    assertClosed(gate.close(LONG, told::add));
    thread[0].interrupt();
    gate.open();

    assertThat(get(worker)).isTrue();
  }

  @Test
  void shouldNeverShowAHalfDoneStepUnderStress() throws Exception {
    int workers = 6;
    int updaters = 6;
    long[] pairs = new long[2 * workers];
    long[] shared = new long[2];
    CountDownLatch joined = new CountDownLatch(workers);
    AtomicBoolean stop = new AtomicBoolean();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      int own = 2 * i;
      tasks.add(
          () -> {
            Participant participant = gate.join();
            pairs[own]++;
            pairs[own + 1]++;
            joined.countDown();
            while (participant.pass() || gate.arrive(participant)) {
              pairs[own]++;
              Thread.onSpinWait();
              pairs[own + 1]++;
              if (pairs[own] % 64 == 0) {
                gate.goAway(participant);
                Thread.yield();
                gate.comeBack(participant);
              }
            }
            gate.leave(participant, true);
            return null;
          });
    }
    for (int i = 0; i < updaters; i++) {
      tasks.add(
          () -> {
            while (!stop.get()) {
              gate.update(
                  () -> {
                    synchronized (shared) {
                      shared[0]++;
                      shared[1]++;
                    }
                  });
            }
            return null;
          });
    }
    List<Future<Void>> running = new ArrayList<>();
    tasks.forEach(task -> running.add(threads.submit(task)));
    joined.await();
    for (int captures = 0; captures < 2_000; captures++) {
      if (close(LONG).result() != Closing.Result.CLOSED) {
        throw new AssertionError("not closed");
      }
      assertThat(shared[0]).isEqualTo(shared[1]);
      for (int i = 0; i < workers; i++) {
        assertThat(pairs[2 * i]).as("worker " + i).isEqualTo(pairs[2 * i + 1]);
      }
      gate.open();
    }
    stop.set(true);
    gate.end();
    for (Future<Void> task : running) {
      get(task);
    }
    for (int i = 0; i < workers; i++) {
      assertThat(pairs[2 * i]).isEqualTo(pairs[2 * i + 1]).isPositive();
    }
  }
}
