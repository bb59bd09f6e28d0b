/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.spi.JobEnvironment;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How this JVM was started: what tells one run from another when nobody names it. Immutable.
 *
 * @param folder the folder it was started in
 * @param mainClass the binary name of its main class
 * @param arguments its arguments, as one text each where the JVM tells them apart
 */
public record Launch(String folder, String mainClass, List<String> arguments) {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final Set<String> MEANINGLESS = Set.of("wrap", "bash", "interactive", "sh");

  /** Reads how this JVM was started; the class is asked only where the JVM does not tell. */
  public static Launch ofThisJvm(Class<?> caller) {
    String command = System.getProperty("sun.java.command", "");
    List<String> words = words(command, commandLine());
    List<String> arguments = words.isEmpty() ? List.of() : words.subList(1, words.size());
    String first = words.isEmpty() ? caller.getName() : words.get(0);
    return new Launch(System.getProperty("user.dir"), mainClass(first, caller), arguments);
  }

  /**
   * The main class or jar, and the arguments. The JVM joins them with blanks, so that {@code "a b"}
   * and {@code a b} look alike; the command line of the process tells them apart.
   *
   * @param command what the JVM says
   * @param commandLine all words of the process's command line, where they can be had
   */
  static List<String> words(String command, List<String> commandLine) {
    if (command.isEmpty()) {
      return List.of();
    }
    for (int from = 0; from < commandLine.size(); from++) {
      List<String> tail = commandLine.subList(from, commandLine.size());
      if (String.join(" ", tail).equals(command)) {
        return List.copyOf(tail);
      }
    }
    // Started from an argument file or by a launcher of its own: all that is known is one text.
    int blank = command.indexOf(' ');
    return blank < 0
        ? List.of(command)
        : List.of(command.substring(0, blank), command.substring(blank + 1));
  }

  private static List<String> commandLine() {
    try {
      String all = Files.readString(COMMAND_LINE, Charset.defaultCharset());
      List<String> words = new ArrayList<>(Arrays.asList(all.split("\0", -1)));
      words.remove(words.size() - 1); // what follows the last NUL
      return words;
    } catch (IOException e) {
      return List.of();
    }
  }

  /** {@code java -jar} and {@code java -m} give a file or a module where a class is wanted. */
  private static String mainClass(String first, Class<?> caller) {
    if (first.endsWith(".jar")) {
      return mainFrame().orElse(caller.getName());
    }
    return first.substring(first.lastIndexOf('/') + 1);
  }

  private static Optional<String> mainFrame() {
    return Thread.getAllStackTraces().values().stream()
        .filter(frames -> frames.length > 0)
        .map(frames -> frames[frames.length - 1])
        .filter(frame -> frame.getMethodName().equals("main"))
        .map(StackTraceElement::getClassName)
        .findFirst();
  }

  /**
   * The name of the run where nobody gives it one.
   *
   * @param job the job it runs in, where there is one
   * @param withArguments false where a start with other arguments is meant to find the same run
   * @param ranked true where all tasks of a step are one run
   */
  public String runName(Optional<JobEnvironment> job, boolean withArguments, boolean ranked) {
    StringBuilder name = new StringBuilder(mainClass.substring(mainClass.lastIndexOf('.') + 1));
    job.flatMap(JobEnvironment::jobName)
        .filter(jobName -> !MEANINGLESS.contains(jobName))
        .ifPresent(jobName -> name.append('-').append(jobName));
    job.flatMap(JobEnvironment::arrayTask).ifPresent(task -> name.append('-').append(task));
    if (!ranked) {
      job.flatMap(JobEnvironment::stepTask).ifPresent(task -> name.append("-t").append(task));
    }
    return name.append('-')
        .append(digest(withArguments))
        .toString()
        .replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private String digest(boolean withArguments) {
    MessageDigest sha = Sha256.newDigest();
    List<String> parts = new ArrayList<>(List.of(folder, mainClass));
    if (withArguments) {
      parts.addAll(arguments);
    }
    for (String part : parts) {
      sha.update(part.getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
    }
    return HexFormat.of().formatHex(sha.digest(), 0, 4);
  }
}
