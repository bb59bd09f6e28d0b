/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import dev.cairn.Checkpoint;
import dev.cairn.Checkpointed;
import dev.cairn.FencedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A program for the tests: steps that take some time each, and a result that depends on all of
 * them. {@code Steps FILE STEPS MILLIS}; the file gets a line for each attempt, and the result.
 */
@Checkpointed
final class Steps {
  private static final int GREEDY_AT = 60;

  private long step;
  private long hash = 17;
  private final int[] history = new int[1 << 16];

  private void next() {
    hash = hash * 6364136223846793005L + 1442695040888963407L + step;
    history[(int) (hash >>> 48)]++;
    step++;
  }

  private String result() {
    long sum = hash;
    for (int count : history) {
      sum = sum * 31 + count;
    }
    return "result " + step + " " + sum;
  }

  /** What an uninterrupted run of so many steps gives. */
  static String expected(long steps) {
    Steps state = new Steps();
    while (state.step < steps) {
      state.next();
    }
    return state.result();
  }

  private static void say(Path file, String line) throws IOException {
    Files.writeString(
        file,
        Instant.now() + " " + line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Until somebody puts an end to it. */
  private static void devour() {
    List<byte[]> taken = new ArrayList<>();
    while (taken.size() < 500) {
      byte[] more = new byte[1 << 20];
      Arrays.fill(more, (byte) 1);
      taken.add(more);
    }
    throw new IllegalStateException("nobody minds that it has taken " + taken.size() + " MB");
  }

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    long steps = Long.parseLong(arguments[1]);
    long nanos = Long.parseLong(arguments[2]) * 1_000_000;
    try (Checkpoint<Steps> run = Checkpoint.resumeOrStart(Steps::new)) {
      Steps state = run.state();
      say(file, "begins at " + state.step + " as process " + ProcessHandle.current().pid());
      long begun = System.nanoTime();
      long first = state.step;
      while (state.step < steps && run.safepoint()) {
        state.next();
        if (state.step == GREEDY_AT && System.getenv("STEPS_GREEDY") != null) {
          devour();
        }
        LockSupport.parkNanos(begun + (state.step - first) * nanos - System.nanoTime());
      }
      if (run.isStopping()) {
        say(file, "stops at " + state.step);
        if (arguments.length > 3) {
          return;
        }
        System.exit(run.exitCode());
      }
      say(file, state.result());
      run.complete();
    } catch (FencedException e) {
      say(file, "fenced");
      throw e;
    }
  }
}
