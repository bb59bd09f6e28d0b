/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.inspect.RankHeads;
import dev.cairn.internal.inspect.RunRecord;
import dev.cairn.internal.inspect.RunView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a report. */
@Command(
    name = "report",
    description =
        "Writes a page about runs that opens anywhere, offline: attempts, "
            + "checkpoints, pauses, what was lost and what was saved.")
final class ReportVerb extends Verb.Reading {
  @Parameters(
      arity = "1..*",
      paramLabel = "FOLDER|RUN",
      description = "Directories of runs, or runs.")
  private List<String> words;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write it; - is the output (default: ${DEFAULT-VALUE}).")
  private Path output = Path.of("cairn-report.html");

  @Option(names = "--force", description = "Replace a file that is there and is no report.")
  private boolean force;

  @Override
  int run() throws IOException {
    Instant now = Instant.now();
    RankHeads heads = heads();
    List<RunRecord> runs = new ArrayList<>();
    for (Path folder : target().runs(words)) {
      runs.add(RunRecord.of(RunView.of(folder, now, heads)));
    }
    if (isJson()) {
      List<Object> list = new ArrayList<>();
      runs.forEach(run -> list.add(ReportJson.of(run, heads)));
      print(new dev.cairn.internal.format.JsonObject().with("runs", list));
      return ExitCode.GOOD;
    }
    String page = new ReportPage(runs, heads, now).html();
    if (output.toString().equals("-")) {
      terminal().out().print(page);
      return ExitCode.GOOD;
    }
    NewFile.write(output, force, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
    terminal().line("written: " + output.toAbsolutePath());
    return ExitCode.GOOD;
  }
}
