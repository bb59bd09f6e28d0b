/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.engine.Maintenance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Has the next start begin anew. */
@Command(
    name = "fresh",
    description =
        "Puts a run that nobody is at work on aside, so that the next start begins anew. Nothing is removed.")
final class FreshVerb extends Verb.Changing {
  private static final DateTimeFormatter NOW =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  @Parameters(arity = "1", paramLabel = "RUN", description = "Its folder or name.")
  private String word;

  @Override
  int run() throws IOException {
    Path folder = target().run(word);
    Path name = folder.toAbsolutePath().normalize().getFileName();
    if (!isConfirmed("put " + folder + " aside, so that the next start begins anew?")) {
      return ExitCode.NOT_SO;
    }
    try (Maintenance claimed = Maintenance.claim(folder, false)) {
      Path aside =
          claimed.putAside(
              name + ".before-" + NOW.format(LocalDateTime.now(ZoneId.systemDefault())));
      terminal()
          .line(
              "the run is now "
                  + aside
                  + "; to go on with it, give it its name back: mv "
                  + aside
                  + " "
                  + folder);
    }
    return ExitCode.GOOD;
  }
}
