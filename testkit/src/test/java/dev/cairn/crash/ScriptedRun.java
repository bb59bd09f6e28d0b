/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.CheckpointException;
import dev.cairn.CheckpointOutput;
import dev.cairn.Checkpointed;
import dev.cairn.Compression;
import dev.cairn.DirectWrites;
import dev.cairn.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A run as short as one can be that does everything: a first checkpoint, more with changes,
 * pruning, a second attempt that resumes, prunes the first one's and completes.
 */
final class ScriptedRun {
  /** State whose parts must all be of one moment. */
  @Checkpointed
  static final class Counter {
    long value;
    final long[] copies = new long[600];

    /** What does not change, and is shared by the checkpoints of a chain. */
    final byte[] ballast;

    Counter() {
      this(0);
    }

    Counter(int ballastBytes) {
      ballast = new byte[ballastBytes];
      new Random(1).nextBytes(ballast);
    }

    void set(long newValue) {
      value = newValue;
      Arrays.fill(copies, newValue);
    }

    boolean isWhole() {
      return Arrays.stream(copies).allMatch(copy -> copy == value)
          && Arrays.equals(ballast, new Counter(ballast.length).ballast);
    }
  }

  /**
   * How far each attempt gets, and how large what does not change is.
   *
   * @param first the last value of the first attempt
   * @param second the last value of the second one, but for the end state
   * @param ballast bytes
   * @param direct whether files are written past the page cache
   */
  record Script(long first, long second, int ballast, DirectWrites direct) {
    static final Script SHORT = new Script(4, 7, 0, DirectWrites.NEVER);

    /** As much, past the page cache. */
    static final Script DIRECT = new Script(4, 7, 0, DirectWrites.ALWAYS);

    /** Chains begin, end, are pruned and adopted, and a second attempt resumes from one. */
    static final Script CHAINS = new Script(9, 17, 300 << 10, DirectWrites.ALWAYS);
  }

  static final String ACKNOWLEDGED = "acknowledged ";

  private ScriptedRun() {}

  static CheckpointBuilder configure(Path directory) {
    return Checkpoint.configure()
        .directory(directory)
        .name("run")
        .every(Duration.ofDays(1))
        .beatPeriod(Duration.ofDays(1))
        .retention(Retention.keepLast(2))
        .chainLength(3)
        .compression(Compression.NONE)
        .stopSignals()
        .ignoreArguments();
  }

  /** Runs it all; failed checkpoints are lived with, as a program would. */
  static void play(Script script, Path directory, Consumer<String> mark) {
    attempt(script, directory, script.first(), false, mark);
    attempt(script, directory, script.second(), true, mark);
  }

  private static void attempt(
      Script script, Path directory, long until, boolean complete, Consumer<String> mark) {
    try (Checkpoint<Counter> run =
        configure(directory)
            .directWrites(script.direct())
            .resumeOrStart(() -> new Counter(script.ballast()))) {
      Counter counter = run.state();
      CheckpointOutput output = run.output(outputOf(directory));
      while (counter.value < until) {
        counter.set(counter.value + 1);
        output.println("line " + counter.value);
        acknowledge(run, run::checkpointNow, mark);
      }
      if (complete) {
        counter.set(until + 1);
        output.println("line " + counter.value);
        acknowledge(run, run::complete, mark);
      }
    } catch (CheckpointException e) {
      mark.accept("attempt failed: " + e);
    }
  }

  private static void acknowledge(
      Checkpoint<Counter> run, Runnable checkpoint, Consumer<String> mark) {
    try {
      checkpoint.run();
      mark.accept(ACKNOWLEDGED + run.state().value);
    } catch (CheckpointException e) {
      mark.accept("failed: " + e);
    }
  }

  /** What a resume finds; 0 for a fresh start. */
  static long resume(Path directory) throws IOException {
    try (Checkpoint<Counter> run = configure(directory).resumeOrStart(Counter::new)) {
      if (!run.state().isWhole()) {
        throw new AssertionError("mixed state");
      }
      CheckpointOutput unused = run.output(outputOf(directory));
      String written = Files.readString(outputOf(directory));
      String expected =
          LongStream.rangeClosed(1, run.state().value)
              .mapToObj(value -> "line " + value + "\n")
              .collect(Collectors.joining());
      if (!written.equals(expected)) {
        throw new AssertionError("output of " + run.state().value + " is " + written);
      }
      return run.state().value;
    }
  }

  /** A file of the program beside the runs. */
  static Path outputOf(Path directory) {
    return directory.resolveSibling("results").resolve("of").resolve("out.csv");
  }

  /** The newest value that the program was told is durable. */
  static long newestAcknowledged(Iterable<String> marks) {
    long newest = 0;
    for (String mark : marks) {
      if (mark.startsWith(ACKNOWLEDGED)) {
        newest = Math.max(newest, Long.parseLong(mark.substring(ACKNOWLEDGED.length())));
      }
    }
    return newest;
  }
}
