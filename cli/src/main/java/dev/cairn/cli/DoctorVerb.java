/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.cli.Terminal.Mark;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.Diagnosis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks for what will not work. */
@Command(
    name = "doctor",
    description = {
      "Looks at Java, its flags, the settings, the folder and Slurm: what will not work, and how to mend it.",
      "Give it the command that starts your program, after --, so that it can look at its flags."
    })
final class DoctorVerb extends Verb.Reading {
  @Option(
      names = "--directory",
      paramLabel = "FOLDER",
      description = "Where checkpoints are to be (default: where the library would put them).")
  private Path directory;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "What starts the program, after --.")
  private List<String> command = List.of();

  @Override
  int run() {
    List<Diagnosis.Finding> findings = Diagnosis.of(directory, command);
    boolean bad = findings.stream().anyMatch(finding -> finding.verdict() == Diagnosis.Verdict.BAD);
    if (isJson()) {
      List<Object> list = new ArrayList<>();
      findings.forEach(
          finding ->
              list.add(
                  new JsonObject()
                      .with("subject", finding.subject())
                      .with("verdict", finding.verdict().name())
                      .with("found", finding.found())
                      .with("advice", finding.advice())));
      print(new JsonObject().with("findings", list));
      return bad ? ExitCode.NOT_SO : ExitCode.GOOD;
    }
    findings.forEach(this::show);
    return bad ? ExitCode.NOT_SO : ExitCode.GOOD;
  }

  private void show(Diagnosis.Finding finding) {
    Mark mark =
        switch (finding.verdict()) {
          case GOOD -> Mark.GOOD;
          case MIND -> Mark.WARNING;
          case BAD -> Mark.BAD;
        };
    terminal()
        .line(
            terminal().marked(mark, String.format("%-5s", finding.verdict()))
                + String.format(" %-22s ", finding.subject())
                + finding.found());
    if (!finding.advice().isEmpty()) {
      terminal().line(" ".repeat(29) + finding.advice());
    }
  }
}
