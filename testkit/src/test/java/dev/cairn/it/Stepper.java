/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import dev.cairn.Checkpoint;
import dev.cairn.Checkpointed;
import dev.cairn.FencedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The smallest long computation: a chain of numbers, each made of the one before. At one step it
 * holds, still coming to safepoints, until the file {@code go} is in its working folder.
 */
final class Stepper {
  static final Path GO = Path.of("go");
  static final long NEVER = -1;

  private Stepper() {}

  /** What is computed. */
  @Checkpointed
  static final class Chain {
    final long seed;
    long step;
    long value;

    /** For Java runtimes without jdk.unsupported, which cannot do without. */
    @SuppressWarnings("unused")
    private Chain() {
      this(0);
    }

    Chain(long seed) {
      this.seed = seed;
      this.value = seed;
    }

    void advance() {
      step++;
      value = mix(value + step * 0x9E3779B97F4A7C15L + seed);
    }
  }

  static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** The result, had nothing ever happened. */
  static long expected(long seed, long total) {
    Chain chain = new Chain(seed);
    while (chain.step < total) {
      chain.advance();
    }
    return chain.value;
  }

  /** Arguments: seed, number of steps, the step to hold at. */
  public static void main(String[] arguments) {
    long seed = Long.parseLong(arguments[0]);
    long total = Long.parseLong(arguments[1]);
    long hold = Long.parseLong(arguments[2]);
    try (Checkpoint<Chain> run = Checkpoint.resumeOrStart(() -> new Chain(seed))) {
      compute(run, total, hold);
    }
  }

  static void compute(Checkpoint<Chain> run, long total, long hold) {
    Chain chain = run.state();
    System.out.println((run.resumedFrom().isPresent() ? "resumed at " : "fresh at ") + chain.step);
    boolean announced = false;
    while (chain.step < total && goesOn(run)) {
      if (chain.step == hold && !Files.exists(GO)) {
        if (!announced) {
          System.out.println("holding at " + chain.step);
          announced = true;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      } else {
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

  /** A program that does not believe what it is told: it tries everything again. */
  private static boolean goesOn(Checkpoint<Chain> run) {
    try {
      return run.safepoint();
    } catch (FencedException e) {
      System.out.println("fenced: " + e.getMessage());
      attempt("checkpointNow", run::checkpointNow);
      attempt("request", run::request);
      attempt("update", () -> run.update(() -> {}));
      attempt("safepoint", run::safepoint);
      attempt("complete", run::complete);
      attempt("close", run::close);
      System.out.println("gave up");
      System.exit(3);
      return false;
    }
  }

  private static void attempt(String what, Runnable call) {
    try {
      call.run();
      System.out.println(what + " returned");
    } catch (RuntimeException e) {
      System.out.println(what + " threw " + e.getClass().getSimpleName());
    }
  }
}
