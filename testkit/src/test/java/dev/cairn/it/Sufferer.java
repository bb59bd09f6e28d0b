/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointOutput;
import dev.cairn.Checkpointed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A computation to which something happens in the middle of a step, when its state is half changed:
 * an exception that nobody catches, a stack or a heap that is too small, an exit that nobody has
 * announced.
 */
final class Sufferer {
  static final Path LINES = Path.of("lines.txt");
  static final int STEPS_PER_LINE = 1000;

  /** What happens. */
  enum Trouble {
    NOTHING(0),
    EXCEPTION(1),
    STACK_OVERFLOW(1),
    OUT_OF_MEMORY(1),
    EXIT(7),
    HALT(9);

    final int exitCode;

    Trouble(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  /** All that is saved; its parts must be of one step. */
  @Checkpointed
  static final class Walk {
    long step;
    long value;
    final long[] trail = new long[2048];

    void advance(Runnable inTheMiddle) {
      value = Stepper.mix(value + step);
      for (int i = 0; i < 200; i++) {
        value = Stepper.mix(value);
      }
      inTheMiddle.run();
      trail[(int) (step % trail.length)] = value;
      step++;
    }
  }

  private Sufferer() {}

  static String line(Walk walk) {
    return walk.step + " " + walk.value;
  }

  /** Arguments: how many steps, what happens, after how many steps of this life. */
  public static void main(String[] arguments) {
    long total = Long.parseLong(arguments[0]);
    Trouble trouble = Trouble.valueOf(arguments[1]);
    long after = Long.parseLong(arguments[2]);
    try (Checkpoint<Walk> run =
        Checkpoint.configure().name("walk").ignoreArguments().resumeOrStart(Walk::new)) {
      CheckpointOutput lines = run.output(LINES);
      Walk walk = run.state();
      System.out.println("start at " + walk.step);
      long at = walk.step + after;
      while (walk.step < total && run.safepoint()) {
        boolean now = walk.step == at;
        walk.advance(
            () -> {
              if (now) {
                happen(trouble);
              }
            });
        if (walk.step % STEPS_PER_LINE == 0) {
          lines.println(line(walk));
        }
      }
      if (run.isStopping()) {
        System.exit(run.exitCode());
      }
      run.complete();
      System.out.println("result " + line(walk) + " " + Arrays.hashCode(walk.trail));
    }
  }

  private static void happen(Trouble trouble) {
    System.out.println("now " + trouble);
    switch (trouble) {
      case NOTHING -> {}
      case EXCEPTION -> throw new IllegalStateException("a mistake of the program");
      case STACK_OVERFLOW -> System.out.println(deeper(1));
      case OUT_OF_MEMORY -> fillTheHeap();
      case EXIT -> System.exit(trouble.exitCode);
      case HALT -> Runtime.getRuntime().halt(trouble.exitCode);
    }
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static long deeper(long depth) {
    return deeper(depth + 1) + depth;
  }

  private static void fillTheHeap() {
    List<byte[]> all = new ArrayList<>();
    while (true) {
      all.add(new byte[1 << 20]);
    }
  }
}
