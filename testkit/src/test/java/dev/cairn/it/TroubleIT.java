/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import dev.cairn.SavedCheckpoint;
import dev.cairn.it.Sufferer.Trouble;
import dev.cairn.it.Sufferer.Walk;
import dev.cairn.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All the ways in which a JVM can come to its end, at random moments, one after the other: the next
 * goes on, and in the end there is what an uninterrupted run gives.
 */
class TroubleIT {
  /** How a life ends. */
  enum Ending {
    KILL,
    KILL_WHILE_STARTING,
    FREEZE_AND_KILL,
    TERM_TWICE,
    EXCEPTION,
    STACK_OVERFLOW,
    OUT_OF_MEMORY,
    EXIT,
    HALT
  }

  private static final List<Ending> ENDINGS = List.of(Ending.values());
  private static final int RUNS_AT_ONCE = 2;
  private static final int LIVES_OF_A_RUN = 35;
  private static final int STEPS_OF_A_LIFE = 300_000;

  @TempDir Path folder;

  @Test
  @Timeout(600)
  void shouldComeToTheSameEndWhateverHappens() throws Exception {
    suffer(Integer.getInteger("cairn.it.kills", 140));
  }

  @Test
  @Tag("long")
  @Timeout(14_400)
  void shouldComeToTheSameEndAfterTenThousandEndings() throws Exception {
    suffer(Integer.getInteger("cairn.it.kills", 10_000));
  }

  private void suffer(int endings) throws Exception {
    long seed = Long.getLong("cairn.it.seed", System.nanoTime());
    System.out.println("seed of the endings: -Dcairn.it.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    ExecutorService threads = Executors.newFixedThreadPool(RUNS_AT_ONCE);
    try {
      List<Future<Map<Ending, Integer>>> runs = new ArrayList<>();
      for (int left = endings; left > 0; left -= LIVES_OF_A_RUN) {
        Path own = Files.createDirectory(folder.resolve("run-" + left));
        Callable<Map<Ending, Integer>> run =
            new Lives(own, Math.min(left, LIVES_OF_A_RUN), random.split())::live;
        runs.add(threads.submit(run));
      }
      Map<Ending, Integer> all = new EnumMap<>(Ending.class);
      for (Future<Map<Ending, Integer>> run : runs) {
        run.get().forEach((ending, count) -> all.merge(ending, count, Integer::sum));
      }
      System.out.println("endings survived: " + all);
    } finally {
      threads.shutdownNow();
    }
  }

  /** One run, from its first life to its result. */
  private static final class Lives {
    private final Path folder;
    private final int lives;
    private final SplittableRandom random;
    private final Map<Ending, Integer> seen = new EnumMap<>(Ending.class);

    Lives(Path folder, int lives, SplittableRandom random) {
      this.folder = folder;
      this.lives = lives;
      this.random = random;
    }

    Map<Ending, Integer> live() throws Exception {
      long durable = 0;
      for (int life = 0; life < lives; life++) {
        Ending ending = ENDINGS.get(random.nextInt(ENDINGS.size()));
        try (ChildJvm child = start(Long.MAX_VALUE, ending)) {
          end(child, ending);
          if (ending != Ending.KILL_WHILE_STARTING) {
            assertThat(startOf(child))
                .as(ending + child.standardError())
                .isGreaterThanOrEqualTo(durable);
          }
        }
        seen.merge(ending, 1, Integer::sum);
        durable = durableStep();
      }
      long total = durable + STEPS_OF_A_LIFE;
      try (ChildJvm child = start(total, Ending.KILL)) {
        assertThat(child.awaitExit(PATIENCE.multipliedBy(4))).as(child.standardError()).isZero();
        assertThat(startOf(child)).isGreaterThanOrEqualTo(durable);
        check(child, total);
      }
      return seen;
    }

    private void check(ChildJvm child, long total) throws IOException {
      Walk expected = new Walk();
      List<String> lines = new ArrayList<>();
      while (expected.step < total) {
        expected.advance(() -> {});
        if (expected.step % Sufferer.STEPS_PER_LINE == 0) {
          lines.add(Sufferer.line(expected));
        }
      }
      assertThat(child.standardOutput())
          .contains(
              "result " + Sufferer.line(expected) + " " + Arrays.hashCode(expected.trail) + "\n");
      assertThat(Files.readAllLines(folder.resolve(Sufferer.LINES))).isEqualTo(lines);
    }

    private ChildJvm start(long total, Ending ending) throws IOException {
      Trouble trouble =
          switch (ending) {
            case KILL, KILL_WHILE_STARTING, FREEZE_AND_KILL, TERM_TWICE -> Trouble.NOTHING;
            default -> Trouble.valueOf(ending.name());
          };
      return Children.program(
              Sufferer.class, folder, total, trouble, random.nextInt(1, STEPS_OF_A_LIFE))
          .jvmOptions("-Xmx48m", "-Xss512k")
          .environment("CAIRN_EVERY", "20ms")
          .environment("CAIRN_BEAT_PERIOD", "200ms")
          .environment("CAIRN_DIRECT_WRITES", random.nextBoolean() ? "ALWAYS" : "NEVER")
          .start();
    }

    private void end(ChildJvm child, Ending ending) throws Exception {
      switch (ending) {
        case KILL_WHILE_STARTING -> {
          live(child, 400);
          child.killHard();
        }
        case KILL -> {
          child.awaitLine("^start at", PATIENCE);
          live(child, 300);
          child.killHard();
        }
        case FREEZE_AND_KILL -> {
          child.awaitLine("^start at", PATIENCE);
          live(child, 150);
          child.signal("STOP");
          live(child, 100);
          child.signal("CONT");
          live(child, 100);
          child.killHard();
        }
        case TERM_TWICE -> {
          child.awaitLine("^start at", PATIENCE);
          live(child, 200);
          child.signal("TERM");
          child.signal("TERM");
          assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isEqualTo(75);
        }
        default -> {
          int expected = Trouble.valueOf(ending.name()).exitCode;
          assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isEqualTo(expected);
        }
      }
      int unused = child.awaitExit(PATIENCE);
    }

    private void live(ChildJvm child, int mostMillis) throws Exception {
      int millis = random.nextInt(1, mostMillis);
      assertThat(child.endsWithin(Duration.ofMillis(millis))).as(child.standardError()).isFalse();
    }

    private static long startOf(ChildJvm child) throws Exception {
      return Long.parseLong(child.awaitLine("^start at (\\d+)", PATIENCE).group(1));
    }

    /** How far whatever is durable now has come; 0 before there is anything. */
    private long durableStep() throws IOException {
      Path run = folder.resolve(Children.CHECKPOINTS).resolve("walk");
      // A kill while it starts may have come before there was anything.
      if (!Files.isDirectory(run) || Children.checkpoints(run).isEmpty()) {
        return 0;
      }
      try (SavedCheckpoint saved = Checkpoint.open(run)) {
        return saved.state(Walk.class).step;
      }
    }
  }
}
