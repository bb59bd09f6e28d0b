/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import dev.cairn.Checkpoint;
import dev.cairn.Checkpointed;
import dev.cairn.Retention;
import dev.cairn.Sharing;
import dev.cairn.it.Stepper.Chain;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Programs with the mistakes that people make. */
final class MistakePrograms {
  private static final long TOTAL = 1000;

  private MistakePrograms() {}

  /** Opens a run and computes, and never comes to a safepoint. */
  static final class WithoutSafepoint {
    public static void main(String[] arguments) {
      try (Checkpoint<Chain> run = Checkpoint.resumeOrStart(() -> new Chain(1))) {
        Chain chain = run.state();
        while (chain.step < TOTAL) {
          chain.advance();
        }
        System.out.println("result " + chain.value);
        if (arguments.length > 0) {
          run.complete();
        }
      }
    }
  }

  /** Fails before it has a state. */
  static final class WithoutState {
    public static void main(String[] arguments) {
      try (Checkpoint<Chain> run = Checkpoint.resumeOrStart(WithoutState::load)) {
        System.out.println("result " + run.state().value);
      }
    }

    private static Chain load() {
      throw new IllegalStateException("the input is missing");
    }
  }

  /** Comes to its first safepoint after many intervals. */
  static final class FarBetween {
    public static void main(String[] arguments) {
      try (Checkpoint<Chain> run = Checkpoint.resumeOrStart(() -> new Chain(1))) {
        run.safepoint();
        System.out.println("computing");
        while (!Files.exists(Stepper.GO)) {
          run.state().advance();
        }
        run.safepoint();
        System.out.println("done");
      }
    }
  }

  /** Holds what cannot be saved, well hidden. */
  static final class WithThread {
    @Checkpointed
    static final class Crew {
      final List<Object> helpers = new ArrayList<>(List.of("none", new Helper()));
    }

    @Checkpointed
    static final class Helper {
      final Thread thread = new Thread(() -> {}, "helper");
    }

    public static void main(String[] arguments) {
      try (Checkpoint<Crew> run = Checkpoint.resumeOrStart(Crew::new)) {
        while (run.safepoint()) {
          System.out.println("not saved, but going on");
        }
      }
    }
  }

  /** Holds a function. */
  static final class WithLambda {
    @Checkpointed
    static final class Formula {
      final Supplier<String> text = () -> "text";
    }

    public static void main(String[] arguments) {
      try (Checkpoint<Formula> run = Checkpoint.resumeOrStart(Formula::new)) {
        while (run.safepoint()) {
          System.out.println("not saved, but going on");
        }
      }
    }
  }

  /** Says one thing and the opposite. */
  static final class Contradicting {
    public static void main(String[] arguments) {
      switch (arguments[0]) {
        case "every" ->
            Checkpoint.configure()
                .every(Duration.ofMinutes(1))
                .lossBound(Duration.ofMinutes(2))
                .resumeOrStart(() -> new Chain(1));
        case "zero" -> Checkpoint.configure().every(Duration.ZERO);
        case "keep" -> Checkpoint.configure().retention(Retention.keepLast(1));
        case "share" ->
            Checkpoint.configure()
                .share(Sharing.GROUP)
                .name("../escape")
                .resumeOrStart(() -> new Chain(1));
        case "exit" -> Checkpoint.configure().exitCode(0);
        default -> Checkpoint.resumeOrStart(() -> new Chain(1));
      }
      System.out.println("accepted");
    }
  }

  /** Throws in the middle of a step, and does not close its run; another thread keeps the JVM. */
  static final class DiesInAStep {
    @Checkpointed
    static final class Pair {
      long first;
      long second;
    }

    public static void main(String[] arguments) {
      Checkpoint<Pair> run = Checkpoint.resumeOrStart(Pair::new);
      Pair pair = run.state();
      System.out.println("start " + pair.first + " " + pair.second);
      new Thread(LockSupport::park, "keeper").start();
      while (run.safepoint()) {
        pair.first++;
        if (pair.first > 3) {
          System.out.println("in the middle of a step");
          throw new IllegalStateException("in the middle of a step");
        }
        pair.second++;
        run.checkpointNow();
      }
    }
  }

  /**
   * Comes to its first safepoint with the lock of its log in its hands, and changes a lot after.
   */
  static final class HoldsTheLog {
    @Checkpointed
    static final class Rows {
      final long[][] rows = new long[24][1 << 17];

      void fill(long value) {
        for (long[] row : rows) {
          Arrays.fill(row, value);
        }
      }

      boolean isWhole() {
        long value = rows[0][0];
        return Arrays.stream(rows)
            .allMatch(row -> Arrays.stream(row).allMatch(found -> found == value));
      }
    }

    public static void main(String[] arguments) {
      try (Checkpoint<Rows> run = Checkpoint.resumeOrStart(Rows::new)) {
        Rows rows = run.state();
        System.out.println("whole " + rows.isWhole());
        synchronized (System.err) {
          run.safepoint();
        }
        for (long value = 1; value < 200; value++) {
          rows.fill(value);
        }
        System.out.println("changed");
        LockSupport.park();
      }
    }
  }

  /** Computes with some ballast in its state, and tells of each checkpoint. */
  static final class WithBallast {
    @Checkpointed
    static final class Loaded {
      final Chain chain = new Chain(1);
      final byte[] ballast;

      Loaded(int bytes) {
        ballast = new byte[bytes];
        new SplittableRandom(1).nextBytes(ballast);
      }
    }

    public static void main(String[] arguments) {
      int bytes = Integer.parseInt(arguments[0]);
      try (Checkpoint<Loaded> run = Checkpoint.resumeOrStart(() -> new Loaded(bytes))) {
        Chain chain = run.state().chain;
        System.out.println(
            (run.resumedFrom().isPresent() ? "resumed at " : "fresh at ") + chain.step);
        String told = "";
        while (chain.step < TOTAL && run.safepoint()) {
          String durable = run.lastDurable().map(info -> info.id()).orElse("none");
          if (!durable.equals(told)) {
            told = durable;
            System.out.println("durable " + told);
          }
          if (chain.step < TOTAL / 2 || Files.exists(Stepper.GO)) {
            chain.advance();
          }
        }
        if (run.isStopping()) {
          System.out.println("stopped at " + chain.step + " " + run.stopOutcome());
          System.exit(run.exitCode());
        }
        System.out.println("result " + chain.value);
        run.complete();
        System.out.println("complete");
      }
    }
  }
}
