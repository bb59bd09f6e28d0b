/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.observe;

import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * What a run tells its user. Where no logging provider is on the class path, warnings, failures and
 * the few lines that everybody needs go to stderr: being loud must not depend on a logging jar.
 *
 * <p>Thread-safe.
 */
public final class RunLog {
  private static final Logger LOGGER = LoggerFactory.getLogger("dev.cairn");

  private final PrintStream stderr;

  /** Creates a log. */
  public RunLog() {
    this(System.err);
  }

  RunLog(PrintStream stderr) {
    this.stderr = stderr;
  }

  /** One of the few lines that everybody needs: start, resume, stop, end. */
  public void headline(String message) {
    if (isSilent()) {
      stderr.println("cairn: " + message);
    } else {
      LOGGER.info("{}", message);
    }
  }

  /** For those who look closely. */
  public void detail(String message) {
    LOGGER.debug("{}", message);
  }

  /** Something the user should look at. */
  public void warning(String message) {
    if (isSilent()) {
      stderr.println("cairn: WARNING: " + message);
    } else {
      LOGGER.warn("{}", message);
    }
  }

  /** Something failed. */
  public void error(String message, Throwable cause) {
    if (isSilent()) {
      stderr.println("cairn: ERROR: " + message + (cause == null ? "" : ": " + cause));
    } else {
      LOGGER.error("{}", message, cause);
    }
  }

  private static boolean isSilent() {
    return LOGGER instanceof NOPLogger;
  }
}
