/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.inspect.CheckpointView;
import dev.cairn.internal.inspect.StateExport;
import dev.cairn.internal.inspect.StatePath;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exports a part of a state. */
@Command(
    name = "export",
    description = {
      "Writes an array, a collection or a map of the state to a file, for plotting elsewhere.",
      "NAME.npy: arrays of primitives, and of arrays of one length. Anything else is CSV: a line for each element or entry."
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
      if (Files.exists(target) && !force) {
        throw new CommandException(
            ExitCode.NOT_SO, target + " is there already; say --force to replace it");
      }
      write(export, target);
      terminal().line(target + ": " + export.describe());
    }
    return ExitCode.GOOD;
  }

  /** Under another name first: what is there stays until the new one is whole. */
  private void write(StateExport export, Path target) throws IOException {
    Path pending = target.resolveSibling(target.getFileName() + ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(pending), 1 << 16)) {
        if (file.toLowerCase(Locale.ROOT).endsWith(".npy")) {
          export.npy(out);
        } else {
          export.csv(out);
        }
      }
      Files.move(pending, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(pending);
    }
  }
}
