/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import dev.cairn.BeforeCapture;
import dev.cairn.Checkpoint;
import dev.cairn.Checkpointed;
import dev.cairn.TornStateException;
import dev.cairn.Worker;
import java.nio.file.Files;
import java.util.Vector;
import java.util.concurrent.CountDownLatch;

/** Programs that wait, or make the library wait, where nothing may ever come. */
final class HangPrograms {
  private HangPrograms() {}

  /** A state with a lock of its own, and with a hook. */
  @Checkpointed
  static final class Shared {
    static Checkpoint<Shared> running;
    static String hook = "";

    @SuppressWarnings("JdkObsolete") // that it locks is the point
    final Vector<Long> values = new Vector<>();

    long count;

    @BeforeCapture
    void beforeCapture() {
      switch (hook) {
        case "update" -> running.update(() -> count++);
        case "safepoint" -> running.safepoint();
        case "checkpointNow" -> running.checkpointNow();
        default -> {}
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    try (Checkpoint<Shared> run = Checkpoint.configure().resumeOrStart(Shared::new)) {
      Shared.running = run;
      switch (arguments[0]) {
        case "save inside update" -> saveInsideUpdate(run);
        case "save inside update of a helper" -> saveInsideUpdateOfHelper(run);
        case "complete inside update" -> attempt(() -> run.update(run::complete));
        case "worker that waits" -> workerThatWaits(run);
        case "lock of the state" -> lockOfTheState(run);
        case "hook" -> hook(run, arguments[1]);
        case "interrupted" -> interrupted(run);
        case "everything after close" -> everythingAfterClose(run);
        case "idle main" -> idleMain(run);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
    System.out.println("end");
    System.exit(0);
  }

  private static void attempt(Runnable call) {
    try {
      call.run();
      System.out.println("returned");
    } catch (RuntimeException e) {
      System.out.println("threw " + e);
    }
  }

  private static void saveInsideUpdate(Checkpoint<Shared> run) {
    run.safepoint();
    attempt(() -> run.update(run::checkpointNow));
  }

  /** The main thread takes part and comes to safepoints; the helper does not take part. */
  private static void saveInsideUpdateOfHelper(Checkpoint<Shared> run) throws InterruptedException {
    run.safepoint();
    Thread helper = new Thread(() -> attempt(() -> run.update(run::checkpointNow)));
    helper.start();
    while (helper.isAlive() && goesOn(run)) {
      Thread.onSpinWait();
    }
    helper.join();
  }

  /** An update that threw makes the state suspect; that is not what is looked at here. */
  private static boolean goesOn(Checkpoint<Shared> run) {
    try {
      return run.safepoint();
    } catch (TornStateException e) {
      run.declareSound();
      return true;
    }
  }

  /** A worker waits, not away, for what the main thread gives it after its first safepoint. */
  private static void workerThatWaits(Checkpoint<Shared> run) throws InterruptedException {
    CountDownLatch joined = new CountDownLatch(1);
    CountDownLatch given = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try (Worker worker = run.worker()) {
                joined.countDown();
                given.await();
                boolean unused = worker.safepoint();
                worker.finish();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "waiting worker");
    thread.start();
    joined.await();
    System.out.println("main goes on: " + run.safepoint());
    given.countDown();
    thread.join();
    System.out.println("saved " + run.checkpointNow().isPresent());
  }

  private static void lockOfTheState(Checkpoint<Shared> run) {
    Shared shared = run.state();
    for (int i = 0; i < 20; i++) {
      synchronized (shared.values) {
        boolean unused = run.safepoint();
        shared.values.add((long) i);
      }
      if (i % 5 == 0) {
        run.request();
      }
    }
    System.out.println("values " + shared.values.size());
  }

  private static void hook(Checkpoint<Shared> run, String what) {
    run.safepoint();
    System.out.println("first safepoint passed");
    Shared.hook = what;
    attempt(run::checkpointNow);
    Shared.hook = "";
    attempt(run::safepoint);
    attempt(run::checkpointNow);
  }

  /** As by an executor's shutdownNow(). */
  private static void interrupted(Checkpoint<Shared> run) {
    Thread.currentThread().interrupt();
    System.out.println("safepoint " + run.safepoint());
    System.out.println("saved " + run.checkpointNow().isPresent());
    System.out.println("interrupted " + Thread.currentThread().isInterrupted());
    run.request();
    run.close();
    System.out.println("interrupted " + Thread.interrupted());
    // The same run again in the same JVM: its owner has ended in good order.
    try (Checkpoint<Shared> again = Checkpoint.configure().resumeOrStart(Shared::new)) {
      System.out.println("again " + again.safepoint());
    }
  }

  private static void everythingAfterClose(Checkpoint<Shared> run) {
    run.safepoint();
    run.close();
    System.out.println("safepoint " + run.safepoint());
    attempt(run::request);
    attempt(run::checkpointNow);
    attempt(run::complete);
    attempt(() -> run.update(() -> run.state().count++));
    attempt(() -> run.worker().close());
    attempt(run::close);
    System.out.println("count " + run.state().count);
  }

  /** Main comes to one safepoint and then waits for a helper that updates. */
  private static void idleMain(Checkpoint<Shared> run) throws InterruptedException {
    run.safepoint();
    CountDownLatch end = new CountDownLatch(1);
    Thread helper =
        new Thread(
            () -> {
              while (!Files.exists(Stepper.GO)) {
                run.update(() -> run.state().count++);
              }
              end.countDown();
            });
    helper.start();
    end.await();
  }
}
