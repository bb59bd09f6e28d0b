/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.store.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Something that a running program is asked for, by a file in the folder of its run, which it takes
 * away when it has read it. Immutable.
 */
public final class RunRequest {
  private final Path file;
  private final boolean overruled;

  private RunRequest(Path file, boolean overruled) {
    this.file = file;
    this.overruled = overruled;
  }

  /**
   * Asks. A request that nobody has taken yet is replaced, unless it is to stop: then that stands.
   *
   * @param run the folder of the run
   * @param what checkpoint or stop
   * @throws IOException if the folder cannot be written
   */
  public static RunRequest put(Path run, String what) throws IOException {
    Path file = run.resolve("request");
    boolean isToStop = Files.exists(file) && Files.readString(file).trim().equals("stop");
    if (!isToStop || what.equals("stop")) {
      DurableFiles.like(run).writeText(file, what + "\n");
    }
    return new RunRequest(file, isToStop && !what.equals("stop"));
  }

  /** True where a request to stop was there, and stands in its place. */
  public boolean isOverruled() {
    return overruled;
  }

  /** Takes it back, so that no later attempt finds it; false where the program has it already. */
  public boolean withdraw() throws IOException {
    return Files.deleteIfExists(file);
  }
}
