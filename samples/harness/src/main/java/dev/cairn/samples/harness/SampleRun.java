/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.harness;

import dev.cairn.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/**
 * One run of a sample program, computed by one JVM after another: each goes on where the one before
 * it was killed or stopped.
 *
 * <pre>{@code
 * SampleRun run = new SampleRun("ising", Ising.class, folder, 256, 3000);
 * String result = run.finishDespiteKills(4, new Random(seed));
 * }</pre>
 *
 * <p>Threading: for use by one thread.
 */
public final class SampleRun {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String SAVED = "cairn: first checkpoint";
  private static final String RESUMED = "cairn: run .*: RESUMED";
  private static final int LONGEST_LIFE_MILLIS = 1000;
  private static final int EVERY_MILLIS = 200;

  /** The interval, a checkpoint in flight, and what a machine that does much else may add. */
  private static final long MOST_LOST_MILLIS = 2L * EVERY_MILLIS + 2500;

  private final Path jar;
  private final Class<?> mainClass;
  private final Path checkpoints;
  private final Object[] arguments;
  private String[] jvmOptions = {};

  /**
   * Describes a run; nothing is started.
   *
   * @param name of the jar in the module's {@code target} folder
   * @param mainClass the program
   * @param checkpoints the folder of the checkpoints, for this run only
   * @param arguments of the program
   */
  public SampleRun(String name, Class<?> mainClass, Path checkpoints, Object... arguments) {
    this.jar = Path.of("target", name + ".jar").toAbsolutePath();
    this.mainClass = mainClass;
    this.checkpoints = checkpoints;
    this.arguments = arguments.clone();
  }

  /**
   * Starts it with options of the JVM.
   *
   * @param options such as {@code -Xmx100m}
   * @return this
   */
  public SampleRun jvmOptions(String... options) {
    jvmOptions = options.clone();
    return this;
  }

  /**
   * Computes what is left.
   *
   * @return the line with the result
   * @throws IOException if no JVM can be started
   * @throws InterruptedException if this thread is interrupted
   * @throws TimeoutException if it takes too long, or ends without a result
   */
  public String finish() throws IOException, InterruptedException, TimeoutException {
    try (ChildJvm child = start()) {
      return result(child);
    }
  }

  /**
   * Computes what is left, though it is killed with SIGKILL a few times, at random moments: for the
   * first time after it has saved its state, so that from then on it has to resume.
   *
   * @param kills how often, unless it finishes before
   * @param random chooses the moments
   * @return the line with the result
   * @throws IOException if no JVM can be started
   * @throws InterruptedException if this thread is interrupted
   * @throws TimeoutException if it takes too long, or ends without a result
   */
  public String finishDespiteKills(int kills, Random random)
      throws IOException, InterruptedException, TimeoutException {
    for (int i = 0; i < kills; i++) {
      try (ChildJvm child = start()) {
        child.awaitLine(i == 0 ? SAVED : RESUMED, PATIENCE);
        if (child.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)))) {
          return resultAfter(i, child);
        }
        child.killHard();
      }
    }
    try (ChildJvm child = start()) {
      child.awaitLine(RESUMED, PATIENCE);
      return result(child);
    }
  }

  /**
   * Computes what is left, though it is killed with SIGKILL many times, at any moment of its life,
   * also while it starts; each time it must go on from the newest checkpoint, and have lost little.
   *
   * @param kills how often; it must have enough to do
   * @param random chooses the moments
   * @return the line with the result
   * @throws IOException if no JVM can be started
   * @throws InterruptedException if this thread is interrupted
   * @throws TimeoutException if it takes too long, or ends without a result
   */
  public String finishDespiteKillsAtAnyMoment(int kills, Random random)
      throws IOException, InterruptedException, TimeoutException {
    KillSeries series = new KillSeries(checkpoints, MOST_LOST_MILLIS);
    boolean computed = false;
    try (ChildJvm child = start()) {
      child.awaitLine(SAVED, PATIENCE);
      series.kill(child);
    }
    for (int i = 1; i < kills; i++) {
      try (ChildJvm child = start()) {
        boolean early = random.nextInt(4) == 0;
        if (!early) {
          child.awaitLine(RESUMED, PATIENCE);
        }
        if (child.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)))) {
          throw new IllegalStateException(
              "ended after " + i + " kills, give it more to do:\n" + child.standardError());
        }
        series.check(child, computed);
        computed = child.standardError().contains("cairn: first checkpoint");
        series.kill(child);
      }
    }
    try (ChildJvm child = start()) {
      child.awaitLine(RESUMED, PATIENCE);
      series.check(child, computed);
      String result = result(child);
      System.out.println("kills over a sample: " + mainClass.getSimpleName() + " " + series);
      return result;
    }
  }

  private static String resultAfter(int kills, ChildJvm child)
      throws InterruptedException, TimeoutException {
    String result = result(child);
    if (kills == 0) {
      throw new IllegalStateException("finished before it was killed: give it more to do");
    }
    return result;
  }

  /**
   * Computes for a while and is then told to stop with SIGTERM.
   *
   * @param life how long it computes
   * @return the exit code
   * @throws IOException if no JVM can be started, or it has ended before
   * @throws InterruptedException if this thread is interrupted
   * @throws TimeoutException if it does not stop
   */
  public int stopAfter(Duration life) throws IOException, InterruptedException, TimeoutException {
    try (ChildJvm child = start()) {
      child.awaitLine(SAVED, PATIENCE);
      if (!child.endsWithin(life)) {
        child.signal("TERM");
      }
      return child.awaitExit(PATIENCE);
    }
  }

  private ChildJvm start() throws IOException {
    return ChildJvm.running(mainClass.getName())
        .classPath(jar.toString())
        .jvmOptions(jvmOptions)
        .arguments(arguments)
        .environment("CAIRN_DIRECTORY", checkpoints.toString())
        .environment("CAIRN_EVERY", EVERY_MILLIS + "ms")
        .environment("CAIRN_BEAT_PERIOD", "1s")
        .start();
  }

  private static String result(ChildJvm child) throws InterruptedException, TimeoutException {
    int code = child.awaitExit(PATIENCE);
    if (code != 0) {
      throw new IllegalStateException("exit code " + code + ":\n" + child.standardError());
    }
    return child.awaitLine("result: .*", PATIENCE).group();
  }
}
