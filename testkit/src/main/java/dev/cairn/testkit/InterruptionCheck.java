/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.StateDifference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Shows that a program comes to the same result however often it is interrupted: it is run once
 * without checkpoints, once with them, and then in pieces, each attempt going on where the one
 * before was stopped.
 *
 * <pre>{@code
 * @Test
 * void shouldSurviveInterruptions() throws Exception {
 *   InterruptionCheck.of(folder -> Simulation.run(1000, folder.resolve("course.csv")))
 *       .stoppingAtEvery(2, 7)
 *       .verify();
 * }
 * }</pre>
 *
 * <p>The program is one attempt: it opens its run, computes until it is done or {@code safepoint()}
 * is false, closes the run, and returns its result. Results are compared field by field, see {@link
 * StateDifference}; so are the files that it leaves in the folder it is given. All attempts run in
 * this JVM, so that what a program keeps in static fields is not noticed to be missing from its
 * state: {@link KillCheck} notices that.
 *
 * <p>A program that ends itself by {@code System.exit(run.exitCode())} ends the JVM of the test:
 * let its main method do that, and the check call what main calls. Where a run is encrypted by what
 * the program says, the check needs the key as well: set {@code CAIRN_KEY_FILE}.
 *
 * <p>Threading: one check at a time in a JVM, others wait for it; the program is run by the calling
 * thread. It sets system properties that hold for all runs of the JVM, so that no other test may
 * open one meanwhile: where tests run in parallel, mark it with JUnit's
 * {@code @ResourceLock(Resources.SYSTEM_PROPERTIES)}, as {@link dev.cairn.testkit.junit.CairnTest}
 * is. Failure: {@link #verify} throws an {@link AssertionError} that names what differs.
 */
public final class InterruptionCheck {
  /**
   * One attempt of the program.
   *
   * @param <R> the type of its result
   */
  @FunctionalInterface
  public interface Program<R> {
    /**
     * Runs until the computation is done, or has to stop.
     *
     * @param folder where it may write; the same for all attempts of a run. Its checkpoints go to a
     *     folder in it, unless something else is set by the environment
     * @return the result; not looked at where it was stopped
     * @throws Exception what the check then throws as well
     */
    R run(Path folder) throws Exception;
  }

  private static final String ENABLED = "enabled";
  private static final String STOP = "stopAfterSafepoints";
  private static final Object ONE_AT_A_TIME = new Object();
  private static final long[] USUAL = {2, 3, 7};
  private static final int MOST_ATTEMPTS = 100_000;

  private final Program<?> program;
  private long[] stops = USUAL;

  private InterruptionCheck(Program<?> program) {
    this.program = program;
  }

  /**
   * A check of a program.
   *
   * @param program one attempt of it
   * @return the check, which has not run yet
   */
  public static InterruptionCheck of(Program<?> program) {
    return new InterruptionCheck(program);
  }

  /**
   * Says at which safepoints attempts are stopped: each attempt at its own one of that number. For
   * each of the given numbers the program is run once from its beginning to its end. Default 2, 3
   * and 7.
   *
   * @param safepoints numbers of at least 2: at its first safepoint an attempt has done nothing yet
   * @return this
   */
  public InterruptionCheck stoppingAtEvery(long... safepoints) {
    for (long number : safepoints) {
      if (number < 2) {
        throw new IllegalArgumentException(
            "stoppingAtEvery("
                + number
                + "): an attempt that is stopped at its first safepoint "
                + "never comes on; expected 2 or more");
      }
    }
    stops = safepoints.clone();
    return this;
  }

  /**
   * Runs the program and compares.
   *
   * @throws AssertionError if a result or a file differs; names the place
   * @throws IOException if folders cannot be made or read
   * @throws Exception what the program throws
   */
  public void verify() throws Exception {
    synchronized (ONE_AT_A_TIME) {
      Path all = Files.createTempDirectory("cairn-interruptions");
      try {
        verifyIn(all);
      } finally {
        FolderContent.delete(all);
      }
    }
  }

  private void verifyIn(Path all) throws Exception {
    Path plain = Files.createDirectory(all.resolve("plain"));
    Object expected = attempt(plain, ENABLED, "false");
    Path whole = Files.createDirectory(all.resolve("whole"));
    Object again = attempt(whole, ENABLED, "true");
    compare("run again, without being interrupted", plain, expected, whole, again);
    for (long stop : stops) {
      verifyInPieces(Files.createDirectory(all.resolve("stop-" + stop)), stop, plain, expected);
    }
  }

  private void verifyInPieces(Path folder, long stop, Path plain, Object expected)
      throws Exception {
    Object found;
    int attempts = 0;
    do {
      if (attempts == MOST_ATTEMPTS) {
        throw new AssertionError(
            "no end after "
                + MOST_ATTEMPTS
                + " attempts: the program does not come on between two safepoints");
      }
      found = attempt(folder, STOP, "" + stop);
      attempts++;
    } while (FinishedRuns.isAnyStopped(folder.resolve(TestRuns.CHECKPOINTS)));
    if (attempts == 1) {
      throw new AssertionError(
          "never stopped: the program ended before its safepoint number "
              + stop
              + "; give it more to do, or call safepoint() more often");
    }
    String how = "stopped at safepoint " + stop + " of each of " + attempts + " attempts";
    compare(how, plain, expected, folder, found);
  }

  private Object attempt(Path folder, String setting, String value) throws Exception {
    try (TestRuns runs = TestRuns.in(folder.resolve(TestRuns.CHECKPOINTS))) {
      runs.with(setting, value);
      return program.run(folder);
    }
  }

  private static void compare(String how, Path plain, Object expected, Path folder, Object found)
      throws IOException {
    FolderContent.requireSame(
        "the program comes to something else when it is " + how,
        StateDifference.between(expected, found).map(StateDifference::toString),
        plain,
        folder);
  }
}
