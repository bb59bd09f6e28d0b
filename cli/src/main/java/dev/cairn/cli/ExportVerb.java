/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.inspect.CheckpointView;
import dev.cairn.internal.inspect.StateExport;
import dev.cairn.internal.inspect.StatePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exports a part of a state. */
@Command(
    name = "export",
    description = {
      "Writes an array, a collection or a map of the state to a file, for plotting elsewhere.",
      "NAME.npy: arrays of primitives, and of arrays of one length.",
      "Anything else is CSV: a line for each element or entry."
    })
final class ExportVerb extends Verb {
  @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "Its file, RUN@3/42, or RUN.")
  private String word;

  @Parameters(
      index = "1",
      paramLabel = "PATH",
      description = "Where in the state: sim.grid, walkers.")
  private String path;

  @Parameters(
      index = "2",
      paramLabel = "FILE",
      description = "NAME.npy or NAME.csv; - is CSV to the output.")
  private String file;

  @Option(names = "--force", description = "Replace a file that is there.")
  private boolean force;

  @Override
  int run() throws IOException {
    try (CheckpointView view = CheckpointView.open(target().checkpoint(word).path(), keys())) {
      StateExport export = new StateExport(view, StatePath.parse(path).in(view));
      if (file.equals("-")) {
        export.csv(terminal().out());
        return ExitCode.GOOD;
      }
      Path target = Target.path(file);
      boolean npy = file.toLowerCase(Locale.ROOT).endsWith(".npy");
      NewFile.write(target, force, npy ? export::npy : export::csv);
      terminal().line(target + ": " + export.describe());
    }
    return ExitCode.GOOD;
  }
}
