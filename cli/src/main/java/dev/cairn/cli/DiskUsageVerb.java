/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.DiskUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells what runs take on the disk. */
@Command(
    name = "du",
    description =
        "Tells how many bytes and files runs take. A file with several names counts once.")
final class DiskUsageVerb extends Verb.Reading {
  @Parameters(
      arity = "0..*",
      paramLabel = "FOLDER|RUN",
      description = "Directories of runs, or runs.")
  private List<String> words = List.of();

  @Override
  int run() throws IOException {
    List<Object> list = new ArrayList<>();
    Table table = new Table("BYTES", "FILES", "RUN");
    long bytes = 0;
    long files = 0;
    for (Path folder : target().runs(words)) {
      DiskUsage usage = DiskUsage.of(folder);
      bytes += usage.bytes();
      files += usage.files();
      table.row(Texts.size(usage.bytes()), Texts.number(usage.files()), folder.toString());
      list.add(
          new JsonObject()
              .with("folder", folder.toString())
              .with("bytes", usage.bytes())
              .with("files", usage.files()));
    }
    if (isJson()) {
      print(new JsonObject().with("runs", list).with("bytes", bytes).with("files", files));
    } else {
      table.row(Texts.size(bytes), Texts.number(files), "in all");
      table.print(terminal());
    }
    return ExitCode.GOOD;
  }
}
