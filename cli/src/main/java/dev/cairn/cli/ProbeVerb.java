/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.Checkpoint;
import dev.cairn.FolderProbe;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.RunFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tries a folder. */
@Command(
    name = "probe",
    description =
        "Tries what checkpoints ask of a folder, "
            + "and says what will and will not be safe there. Writes a few files and removes them.")
final class ProbeVerb extends Verb.Reading {
  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "Where checkpoints are to be (default: where the library would put them).")
  private Path folder;

  @Override
  int run() {
    Path tried = folder == null ? RunFinder.likelyDirectories().get(0) : folder;
    FolderProbe probe = Checkpoint.probe(tried);
    if (isJson()) {
      List<Object> findings = new ArrayList<>();
      probe
          .findings()
          .forEach(
              finding ->
                  findings.add(
                      new JsonObject()
                          .with("subject", finding.subject())
                          .with("verdict", finding.verdict().name())
                          .with("found", finding.found())
                          .with("advice", finding.advice())));
      print(
          new JsonObject()
              .with("folder", tried.toString())
              .with("safe", probe.isSafe())
              .with("findings", findings));
    } else {
      terminal().line(probe.toString());
    }
    return probe.isSafe() ? ExitCode.GOOD : ExitCode.NOT_SO;
  }
}
