/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM of its own for each thing that is measured, so that none warms or burdens the next. */
final class ChildJvm {
  private ChildJvm() {}

  /**
   * Runs a class.
   *
   * @param main the class
   * @param longest how long it may take
   * @param flags the JVM's
   * @param arguments its own
   * @return the last line it says, or why there is none
   */
  static String run(Class<?> main, Duration longest, List<String> flags, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = command(main, flags, arguments);
    Path output = Files.createTempFile("benchmark", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        return "not done within " + longest.toMinutes() + " min";
      }
      return outcome(process.exitValue(), read(output));
    } finally {
      Files.delete(output);
    }
  }

  /** The command that runs a class as this JVM runs it. */
  static List<String> command(Class<?> main, List<String> flags, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String read(Path output) throws IOException {
    try (InputStream said = Files.newInputStream(output)) {
      return new String(said.readAllBytes(), StandardCharsets.UTF_8).trim();
    }
  }

  private static String outcome(int exit, String said) {
    if (exit == 0) {
      return said.substring(said.lastIndexOf('\n') + 1);
    }
    return "fails: "
        + said.lines()
            .filter(line -> line.contains("Exc") || line.contains("Err"))
            .findFirst()
            .orElse("exit " + exit);
  }

  /** Removes a folder and all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
