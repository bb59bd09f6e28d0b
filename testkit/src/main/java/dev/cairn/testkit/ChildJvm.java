/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Another JVM, to be killed in the middle of its work.
 *
 * <pre>{@code
 * try (ChildJvm child = ChildJvm.running(Simulation.class.getName()).arguments(folder).start()) {
 *   child.awaitLine("checkpoint (\\d+)", Duration.ofSeconds(30));
 *   child.killHard();
 *   child.awaitExit(Duration.ofSeconds(10));
 * }
 * }</pre>
 *
 * <p>What it prints is collected line by line, unless it was sent to files. Closing kills it with
 * all its descendants.
 *
 * <p>Threading: safe for use by many threads. Failure: waiting ends with a {@link TimeoutException}
 * that shows the output so far.
 */
public final class ChildJvm implements AutoCloseable {
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(10);

  private final Process process;
  private final ChildOutput output;
  private final Set<ProcessHandle> descendants = ConcurrentHashMap.newKeySet();

  ChildJvm(Process process, ChildOutput output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Describes a JVM to start: this one's Java and class path, unless told otherwise.
   *
   * @param mainClass the name of a class with a main method
   * @return a builder
   */
  public static ChildJvmBuilder running(String mainClass) {
    return new ChildJvmBuilder(mainClass);
  }

  /**
   * The number of the process.
   *
   * @return its process id
   */
  public long processId() {
    return process.pid();
  }

  /**
   * Whether it has not ended yet.
   *
   * @return true while it runs
   */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGKILL, which the child can neither notice nor delay. */
  public void killHard() {
    rememberDescendants();
    boolean unused = process.toHandle().destroyForcibly();
  }

  /** Once the child has gone its descendants cannot be found any more. */
  private void rememberDescendants() {
    process.descendants().forEach(descendants::add);
  }

  /**
   * Sends a signal with {@code kill -s}.
   *
   * @param name such as {@code TERM}
   * @throws IOException if that fails, as it does when the child has ended
   * @throws InterruptedException if this thread is interrupted
   */
  public void signal(String name) throws IOException, InterruptedException {
    rememberDescendants();
    Process kill =
        new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
            .redirectErrorStream(true)
            .start();
    String said = new String(kill.getInputStream().readAllBytes(), ChildOutput.CHARSET);
    if (kill.waitFor() != 0) {
      throw new IOException("kill -s " + name + " failed: " + said);
    }
  }

  /**
   * Waits for the end of the child, for a while.
   *
   * @param span how long to wait
   * @return true where it has ended by then
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean endsWithin(Duration span) throws InterruptedException {
    return process.waitFor(span.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Waits for the end of the child, and of its output.
   *
   * @param patience how long to wait
   * @return the exit value, which is 128 more than its number after a signal
   * @throws InterruptedException if this thread is interrupted
   * @throws TimeoutException if it goes on
   */
  public int awaitExit(Duration patience) throws InterruptedException, TimeoutException {
    if (!endsWithin(patience)) {
      throw new TimeoutException("still running after " + patience + ":\n" + output.everything());
    }
    // Descendants may hold the pipes open for longer: that is no reason to fail.
    boolean unused = output.awaitEnd(patience);
    return process.exitValue();
  }

  /**
   * Waits until some line of the output, also an earlier one, contains a match.
   *
   * @param pattern a regular expression
   * @param patience how long to wait
   * @return the match in the first such line
   * @throws InterruptedException if this thread is interrupted
   * @throws TimeoutException if no line comes in time, or none can come any more
   * @throws IllegalStateException if all output goes to files
   */
  public MatchResult awaitLine(String pattern, Duration patience)
      throws InterruptedException, TimeoutException {
    return output.awaitLine(Pattern.compile(pattern), patience);
  }

  /**
   * What it printed to its standard output so far.
   *
   * @return lines that all end with a line feed; empty if they go to a file
   */
  public String standardOutput() {
    return output.text(ChildOutput.Source.STANDARD_OUTPUT);
  }

  /**
   * What it printed to its standard error so far.
   *
   * @return lines that all end with a line feed; empty if they go to a file
   */
  public String standardError() {
    return output.text(ChildOutput.Source.STANDARD_ERROR);
  }

  /** Kills the child and its descendants, and waits for the child to be gone. */
  @Override
  public void close() {
    rememberDescendants();
    descendants.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      boolean unused = process.waitFor(LAST_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      unused = output.awaitEnd(LAST_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
