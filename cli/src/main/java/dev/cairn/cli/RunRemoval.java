/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.engine.Maintenance;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Removes a whole run: nobody is at work on it, and nobody can find it while it goes. Stateless.
 */
final class RunRemoval {
  private RunRemoval() {}

  static void remove(Path folder) throws IOException {
    Path aside;
    try (Maintenance claimed = Maintenance.claim(folder, false)) {
      aside =
          claimed.putAside(
              ".removed-"
                  + folder.toAbsolutePath().normalize().getFileName()
                  + "-"
                  + ProcessHandle.current().pid());
    }
    Maintenance.removeAside(aside);
  }
}
