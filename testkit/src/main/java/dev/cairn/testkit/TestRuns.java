/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Until it is closed, all runs that this JVM opens have their checkpoints in a folder of the test,
 * wherever the program would put them otherwise.
 *
 * <pre>{@code
 * try (TestRuns runs = TestRuns.in(temporaryFolder)) {
 *   Simulation.run(100);
 *   assertTrue(SavedRun.onlyOneIn(runs.directory()).checkpoints().size() > 1);
 * }
 * }</pre>
 *
 * <p>It sets system properties, which count for more than what the program says, and for less than
 * the environment.
 *
 * <p>Threading: for use by one thread, and one at a time in a JVM. Failure: {@link #in} throws
 * {@link IllegalStateException} where the environment would rule the runs.
 */
public final class TestRuns implements AutoCloseable {
  /** Where the checkpoints are within the folder of a check. */
  static final String CHECKPOINTS = "checkpoints";

  private static final String PREFIX = "cairn.";
  private static final List<String> IN_THE_WAY =
      List.of("CAIRN_DIRECTORY", "CAIRN_ENABLED", "CAIRN_STOP_AFTER_SAFEPOINTS", "CAIRN_RESUME");

  private final Path directory;
  private final Map<String, String> before = new HashMap<>();

  private TestRuns(Path directory) {
    this.directory = directory;
  }

  /**
   * Begins.
   *
   * @param directory where the checkpoints are to be
   * @return what ends it when it is closed
   */
  public static TestRuns in(Path directory) {
    requireNothingInTheWay();
    return new TestRuns(directory).with("directory", directory.toString());
  }

  /** Refuses an environment that rules all runs, those of child JVMs as well. */
  static void requireNothingInTheWay() {
    for (String variable : IN_THE_WAY) {
      if (System.getenv(variable) != null) {
        throw new IllegalStateException(
            variable + " is set in the environment of this test and would rule its runs; unset it");
      }
    }
  }

  /**
   * Sets another setting of the runs.
   *
   * @param setting its name, as {@code every}; see docs/settings.md
   * @param value as a text
   * @return this
   */
  public TestRuns with(String setting, String value) {
    String name = PREFIX + setting;
    if (!before.containsKey(name)) {
      before.put(name, System.getProperty(name));
    }
    System.setProperty(name, value);
    return this;
  }

  /**
   * Where the checkpoints are.
   *
   * @return the folder that holds the runs
   */
  public Path directory() {
    return directory;
  }

  /**
   * Removes the folder with all that is in it.
   *
   * @throws IOException if something cannot be removed
   */
  public void remove() throws IOException {
    FolderContent.delete(directory);
  }

  /** Settings are again as they were. */
  @Override
  public void close() {
    before.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }
}
