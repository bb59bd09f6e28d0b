/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Shows that a program comes to the same result though it is killed with SIGKILL, for real: it is
 * run once to its end, in a JVM of its own, and then in one JVM after another, each of which is
 * killed at a random moment.
 *
 * <pre>{@code
 * @Test
 * void shouldSurviveKills() throws Exception {
 *   KillCheck.of(Simulation.class, 4096, 42).kills(5).verify();
 * }
 * }</pre>
 *
 * <p>Compared are the lines of the standard output that begin with {@code result}, and the files
 * that the program leaves in its working folder. It must end with the exit code 0.
 *
 * <p>Threading: for use by one thread; checks may run at once. Failure: {@link #verify} throws an
 * {@link AssertionError} that names what differs and the seed of the kills.
 */
public final class KillCheck {
  private static final Duration LOOK = Duration.ofMillis(2);

  private final Class<?> mainClass;
  private final Object[] arguments;
  private int kills = 5;
  private Duration patience = Duration.ofMinutes(5);
  private long seed = System.nanoTime();
  private Duration every = Duration.ofMillis(100);
  private Pattern compared = Pattern.compile("result.*");
  private Consumer<ChildJvmBuilder> more = builder -> {};

  private KillCheck(Class<?> mainClass, Object... arguments) {
    this.mainClass = mainClass;
    this.arguments = arguments.clone();
  }

  /**
   * A check of a program.
   *
   * @param mainClass a class with a main method
   * @param arguments what it is called with
   * @return the check, which has not run yet
   */
  public static KillCheck of(Class<?> mainClass, Object... arguments) {
    return new KillCheck(mainClass, arguments);
  }

  /**
   * How often it is killed, unless it comes to its end before. Default 5.
   *
   * @param number at least 1
   * @return this
   */
  public KillCheck kills(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("kills(" + number + "): expected 1 or more");
    }
    kills = number;
    return this;
  }

  /**
   * Decides the moments of the kills. Default: another one each time, which is printed.
   *
   * @param number any
   * @return this
   */
  public KillCheck seed(long number) {
    seed = number;
    return this;
  }

  /**
   * How long each JVM may take to its end. Default five minutes.
   *
   * @param span a positive span
   * @return this
   */
  public KillCheck patience(Duration span) {
    patience = span;
    return this;
  }

  /**
   * How often it saves its state. Default 100 ms.
   *
   * @param interval a positive span
   * @return this
   */
  public KillCheck savingEvery(Duration interval) {
    every = interval;
    return this;
  }

  /**
   * Which lines of its standard output are its result. Default: those that begin with "result".
   *
   * @param regularExpression matches a whole line
   * @return this
   */
  public KillCheck comparingLines(String regularExpression) {
    compared = Pattern.compile(regularExpression);
    return this;
  }

  /**
   * Says more about the JVMs that are started, such as options and class path.
   *
   * @param settings is given the builder of each
   * @return this
   */
  public KillCheck with(Consumer<ChildJvmBuilder> settings) {
    more = settings;
    return this;
  }

  /**
   * Runs the program and compares.
   *
   * @throws AssertionError if something differs
   * @throws IOException if no JVM can be started, or folders cannot be made or read
   * @throws InterruptedException if this thread is interrupted
   * @throws TimeoutException if a JVM does not end in time, see {@link #patience}
   */
  public void verify() throws IOException, InterruptedException, TimeoutException {
    TestRuns.requireNothingInTheWay();
    System.out.println("seed of the kills of " + mainClass.getSimpleName() + ": " + seed);
    Path all = Files.createTempDirectory("cairn-kills");
    try {
      Path quiet = Files.createDirectory(all.resolve("quiet"));
      long begun = System.nanoTime();
      List<String> expected = runToEnd(quiet);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      Path killed = Files.createDirectory(all.resolve("killed"));
      int done = killAgainAndAgain(killed, took);
      compare(quiet, expected, killed, runToEnd(killed), done);
    } finally {
      FolderContent.delete(all);
    }
  }

  private int killAgainAndAgain(Path folder, Duration whole)
      throws IOException, InterruptedException, TimeoutException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int done = 0; done < kills; done++) {
      try (ChildJvm child = start(folder)) {
        if (done == 0) {
          awaitCheckpoint(child, folder);
        }
        long life = random.nextLong(whole.toNanos() / 2 + 1);
        if (child.endsWithin(Duration.ofNanos(life))) {
          if (done == 0) {
            throw new AssertionError(
                mainClass.getName() + " ended before it was killed: give it more to do");
          }
          return done;
        }
        child.killHard();
        int unused = child.awaitExit(patience);
      }
    }
    return kills;
  }

  /** With none, or the one of the beginning, all is computed anew, and a kill shows nothing. */
  private void awaitCheckpoint(ChildJvm child, Path folder) throws IOException {
    long until = System.nanoTime() + patience.toNanos();
    while (child.isAlive() && !hasCheckpoint(folder)) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError(
            "no checkpoint within " + patience + ":\n" + child.standardError());
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static boolean hasCheckpoint(Path folder) throws IOException {
    Path checkpoints = folder.resolve(TestRuns.CHECKPOINTS);
    if (!Files.isDirectory(checkpoints)) {
      return false;
    }
    int depth = 3; // run, attempt, file
    try (Stream<Path> all = Files.find(checkpoints, depth, (path, is) -> isLaterThanFirst(path))) {
      return all.findAny().isPresent();
    } catch (UncheckedIOException e) {
      return false; // a pending file has just got its name
    }
  }

  private static boolean isLaterThanFirst(Path path) {
    String name = path.getFileName().toString();
    return name.matches("ckpt-\\d+\\.cairn") && !name.equals("ckpt-000001.cairn");
  }

  /** Gives the lines of the result. */
  private List<String> runToEnd(Path folder)
      throws IOException, InterruptedException, TimeoutException {
    try (ChildJvm child = start(folder)) {
      int code = child.awaitExit(patience);
      List<String> lines =
          child.standardOutput().lines().filter(compared.asMatchPredicate()).toList();
      if (code != 0 || lines.isEmpty()) {
        throw new AssertionError(
            mainClass.getName()
                + " ended with exit code "
                + code
                + " and "
                + lines.size()
                + " lines that match "
                + compared
                + ":\n"
                + child.standardOutput()
                + child.standardError());
      }
      return lines;
    }
  }

  private ChildJvm start(Path folder) throws IOException {
    ChildJvmBuilder builder =
        ChildJvm.running(mainClass.getName())
            .arguments(arguments)
            .workingFolder(folder)
            .environment("CAIRN_DIRECTORY", folder.resolve(TestRuns.CHECKPOINTS).toString())
            .environment("CAIRN_EVERY", every.toMillis() + "ms")
            // Three are waited for where nobody can tell that the one before is dead.
            .environment("CAIRN_BEAT_PERIOD", "200ms");
    more.accept(builder);
    return builder.start();
  }

  private void compare(Path quiet, List<String> expected, Path killed, List<String> found, int done)
      throws IOException {
    Optional<String> difference =
        found.equals(expected)
            ? Optional.empty()
            : Optional.of("expected " + expected + ", found " + found);
    String how =
        mainClass.getName()
            + " comes to something else when it is killed "
            + done
            + " times (seed "
            + seed
            + ")";
    FolderContent.requireSame(how, difference, quiet, killed);
  }
}
