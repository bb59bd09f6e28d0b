/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who makes images of a whole JVM that knows nothing of it: DMTCP, without gzip, and CRIU, which
 * has to be root. Neither forces what it writes to the disk.
 */
enum ProcessImages {
  DMTCP("dmtcp_launch") {
    @Override
    Optional<String> problem() {
      return Optional.empty();
    }

    @Override
    List<String> launch(Path folder) {
      return List.of(
          tool(),
          "--new-coordinator",
          "--coord-port",
          "0",
          "--port-file",
          folder.resolve("port").toString(),
          "--no-gzip",
          "--ckptdir",
          folder.toString());
    }

    @Override
    void take(Path folder, Process program) throws IOException, InterruptedException {
      call(folder, "dmtcp_command", "--port", port(folder), "--bcheckpoint");
    }

    @Override
    void end(Path folder, Process program) throws IOException, InterruptedException {
      call(folder, "dmtcp_command", "--port", port(folder), "--quit");
    }

    @Override
    List<String> restart(Path folder) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of("dmtcp_restart", "--new-coordinator", "--coord-port", "0", "--port-file"));
      command.add(folder.resolve("port").toString());
      images(folder).forEach(image -> command.add(image.toString()));
      return command;
    }

    private String port(Path folder) throws IOException {
      return Files.readString(folder.resolve("port")).trim();
    }
  },

  CRIU("criu") {
    @Override
    Optional<String> problem() throws IOException, InterruptedException {
      Path said = Files.createTempFile("criu", ".txt");
      try {
        int exit =
            new ProcessBuilder(tool(), "check")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        return exit == 0
            ? Optional.empty()
            : Optional.of(
                "criu check: "
                    + Files.readAllLines(said).stream().reduce("" + exit, (first, last) -> last));
      } finally {
        Files.delete(said);
      }
    }

    @Override
    List<String> launch(Path folder) {
      return List.of("setsid", "--wait");
    }

    @Override
    void take(Path folder, Process program) throws IOException, InterruptedException {
      long pid = program.children().findFirst().orElseThrow().pid();
      call(folder, tool(), "dump", "-t", "" + pid, "-D", folder.toString(), "--leave-running");
    }

    @Override
    void end(Path folder, Process program) {
      program.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    List<String> restart(Path folder) {
      return List.of(tool(), "restore", "-D", folder.toString());
    }
  };

  private final String tool;

  ProcessImages(String tool) {
    this.tool = tool;
  }

  String tool() {
    return tool;
  }

  /** Why it cannot be measured here; empty where it can. */
  Optional<String> whyNot() throws IOException, InterruptedException {
    boolean found =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    return found ? problem() : Optional.of(tool + " is not installed");
  }

  /** Why it does not work although it is installed. */
  abstract Optional<String> problem() throws IOException, InterruptedException;

  /** What the command of the program is put behind. */
  abstract List<String> launch(Path folder);

  /** Makes an image; the program goes on. */
  abstract void take(Path folder, Process program) throws IOException, InterruptedException;

  /** Kills the program. */
  abstract void end(Path folder, Process program) throws IOException, InterruptedException;

  /** Starts it from its image. */
  abstract List<String> restart(Path folder) throws IOException;

  /** The files of the last image. */
  static List<Path> images(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.toString().matches(".*\\.(dmtcp|img)")).toList();
    }
  }

  private static void call(Path folder, String... command)
      throws IOException, InterruptedException {
    Path log = folder.resolve("calls.log");
    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start()
            .waitFor();
    if (exit != 0) {
      List<String> said = Files.readAllLines(log);
      throw new IOException(
          command[0]
              + " ends with "
              + exit
              + ": "
              + (said.isEmpty() ? "" : said.get(said.size() - 1)));
    }
  }
}
