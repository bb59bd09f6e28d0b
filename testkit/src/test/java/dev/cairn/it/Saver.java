/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointException;
import dev.cairn.CheckpointOutput;
import dev.cairn.Checkpointed;
import dev.cairn.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Saves each of a few steps, and says which of them it was told are durable; a step that cannot be
 * saved does not stop it. Before a step whose file is not there yet it waits, so that somebody can
 * change the disk beneath it.
 */
final class Saver {
  static final Path LINES = Path.of("lines.txt");
  static final int STEPS = 6;

  private Saver() {}

  /** What is saved: in part always the same, so that checkpoints share it. */
  @Checkpointed
  static final class Log {
    final List<String> lines = new ArrayList<>();
    final long[] ballast = new long[30_000];

    Log() {
      for (int i = 0; i < ballast.length; i++) {
        ballast[i] = Stepper.mix(i);
      }
    }
  }

  private static String line(int step) {
    return "line " + step;
  }

  /** What it has written in the end. */
  static List<String> allLines() {
    return IntStream.rangeClosed(1, STEPS).mapToObj(Saver::line).toList();
  }

  /** The file before whose coming a step does not begin, in a program that waits. */
  static Path permit(int step) {
    return Path.of("permit-" + step);
  }

  /** Argument: true where it waits. */
  public static void main(String[] arguments) {
    boolean waits = Boolean.parseBoolean(arguments[0]);
    try (Checkpoint<Log> run =
        Checkpoint.configure()
            .name("saver")
            .ignoreArguments()
            .retention(Retention.keepLast(2))
            .resumeOrStart(Log::new)) {
      Log log = run.state();
      System.out.println("start at " + log.lines.size());
      CheckpointOutput output = run.output(LINES);
      boolean complete = false;
      while (!complete) {
        int step = log.lines.size() + 1;
        if (step <= STEPS) {
          await(waits, step);
          log.lines.add(line(step));
          output.println(line(step));
        }
        complete = save(run, step);
      }
      System.out.println("result " + log.lines);
    }
  }

  private static void await(boolean waits, int step) {
    if (waits) {
      System.out.println("waiting for " + step);
    }
    while (waits && !Files.exists(permit(step))) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /** Returns true where all is done, saved or not. */
  private static boolean save(Checkpoint<Log> run, int step) {
    try {
      if (step > STEPS) {
        run.complete();
      } else {
        run.checkpointNow();
      }
      System.out.println("durable " + Math.min(step, STEPS));
      return step > STEPS;
    } catch (CheckpointException e) {
      System.out.println("failed " + step + ": " + e.getMessage());
      return step > STEPS;
    }
  }
}
