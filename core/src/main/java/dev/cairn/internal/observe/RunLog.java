/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.observe;

import dev.cairn.internal.thread.LibraryThread;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * What a run tells its user. Where no logging provider is on the class path, warnings, failures and
 * the few lines that everybody needs go to stderr: being loud must not depend on a logging jar.
 *
 * <p>Lines are written in their order by a thread of their own: a logging backend that blocks,
 * throws, or waits for a lock of the program holds up no checkpoint and swallows no signal.
 *
 * <p>Thread-safe.
 */
public final class RunLog {
  private static final Logger LOGGER =
      hasProvider() ? LoggerFactory.getLogger("dev.cairn") : NOPLogger.NOP_LOGGER;

  private final PrintStream stderr;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> LibraryThread.of("cairn-log", task));

  /**
   * Where there is none, SLF4J is not asked for a logger: it would complain in three lines. Of
   * modules nobody can tell beforehand.
   */
  private static boolean hasProvider() {
    ClassLoader loader = LoggerFactory.class.getClassLoader();
    return LoggerFactory.class.getModule().isNamed()
        || System.getProperty("slf4j.provider") != null
        || loader.getResource("META-INF/services/org.slf4j.spi.SLF4JServiceProvider") != null
        || loader.getResource("org/slf4j/impl/StaticLoggerBinder.class") != null;
  }

  /** Creates a log. */
  public RunLog() {
    this(System.err);
  }

  RunLog(PrintStream stderr) {
    this.stderr = stderr;
    thread.allowCoreThreadTimeOut(true);
  }

  /** One of the few lines that everybody needs: start, resume, stop, end. */
  public void headline(String message) {
    post(() -> say("", message, () -> LOGGER.info("{}", message)));
  }

  /** For those who look closely. */
  public void detail(String message) {
    post(() -> LOGGER.debug("{}", message));
  }

  /** Something the user should look at. */
  public void warning(String message) {
    post(() -> say("WARNING: ", message, () -> LOGGER.warn("{}", message)));
  }

  /** Something failed. */
  public void error(String message, Throwable cause) {
    String text = message + (cause == null ? "" : ": " + cause);
    post(() -> say("ERROR: ", text, () -> LOGGER.error("{}", message, cause)));
  }

  private void say(String level, String text, Runnable log) {
    if (LOGGER instanceof NOPLogger) {
      stderr.println("cairn: " + level + text);
    } else {
      log.run();
    }
  }

  private void post(Runnable line) {
    thread.execute(() -> sayOrSayWhyNot(line));
  }

  private void sayOrSayWhyNot(Runnable line) {
    try {
      line.run();
    } catch (Throwable e) {
      stderr.println("cairn: ERROR: a log line was lost: " + e);
    }
  }

  /** Waits until all is written that was said so far; not for ever. */
  public void flush(Duration atMost) {
    Future<?> last = thread.submit(() -> {});
    try {
      Object unused = last.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Whoever blocks the log gets its lines later.
    }
  }
}
