/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.Checkpoint;
import dev.cairn.FencedException;
import java.nio.file.Path;
import java.time.Duration;

/** A program that runs until it is told to end. */
final class Looper {
  private Looper() {}

  /**
   * Runs.
   *
   * @param args the directory
   */
  public static void main(String[] args) {
    try (Checkpoint<Sim> run =
        Sim.configure(Path.of(args[0]), "looper")
            .every(Duration.ofMillis(100))
            .resumeOrStart(Sim::new)) {
      while (run.safepoint()) {
        run.state().sweep++;
        Thread.onSpinWait();
      }
      System.out.println("stopped");
    } catch (FencedException e) {
      System.out.println("fenced: " + e.getMessage());
    }
  }
}
