/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a JVM was started, so that it can be started again from another folder: the words of its
 * command, with paths that are absolute. Immutable.
 *
 * @param words the words; the first is the java binary
 */
record CommandLine(List<String> words) {
  private static final Set<String> PATHS =
      Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path", "-jar");

  private static final Set<String> CLASS_PATHS =
      Set.of("-cp", "-classpath", "--class-path", "-jar", "-m", "--module");

  private static final Set<String> WITH_VALUE =
      Set.of(
          "--upgrade-module-path",
          "--add-modules",
          "--limit-modules",
          "--add-reads",
          "--add-exports",
          "--add-opens",
          "--patch-module",
          "--enable-native-access",
          "--source");

  CommandLine {
    words = List.copyOf(words);
  }

  /** That of this JVM. */
  static CommandLine ofThisJvm() throws IOException {
    String text =
        new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), StandardCharsets.UTF_8);
    List<String> words = Arrays.asList(text.split("\0", -1));
    if (!String.valueOf(Path.of(words.get(0)).getFileName()).equals("java")) {
      throw new IOException("this JVM was not started by java, but by " + words.get(0));
    }
    return of(
        words.subList(0, Math.max(1, words.size() - 1)),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        System.getProperty("java.class.path"),
        Path.of(System.getProperty("user.dir")));
  }

  /**
   * Makes one.
   *
   * @param given as the process was started
   * @param java the java binary
   * @param classPath for a start that names none, by CLASSPATH
   * @param folder where it was started
   */
  static CommandLine of(List<String> given, String java, String classPath, Path folder) {
    List<String> words = new ArrayList<>(List.of(java));
    boolean named = false;
    int i = 1;
    while (i < given.size() && isOption(given.get(i))) {
      String option = given.get(i++);
      named |= CLASS_PATHS.contains(option) || option.startsWith("@");
      int equals = option.indexOf('=');
      if (equals > 0 && PATHS.contains(option.substring(0, equals))) {
        named |= CLASS_PATHS.contains(option.substring(0, equals));
        words.add(option.substring(0, equals + 1) + absolute(option.substring(equals + 1), folder));
      } else {
        words.add(option);
        boolean path = PATHS.contains(option);
        if (i < given.size() && (path || WITH_VALUE.contains(option))) {
          words.add(path ? absolute(given.get(i), folder) : given.get(i));
          i++;
        }
        if (option.equals("-jar") || option.equals("-m") || option.equals("--module")) {
          break; // what follows are the program's arguments
        }
      }
    }
    if (!named) {
      words.addAll(1, List.of("-cp", absolute(classPath, folder)));
    }
    words.addAll(given.subList(i, given.size()));
    return new CommandLine(words);
  }

  private static boolean isOption(String word) {
    return word.startsWith("-") || word.startsWith("@");
  }

  private static String absolute(String path, Path folder) {
    return Arrays.stream(path.split(":", -1))
        .map(entry -> entry.isEmpty() ? folder.toString() : folder.resolve(entry).toString())
        .collect(Collectors.joining(":"));
  }

  /** True where a word that names no class path has a blank in it, or is empty. */
  boolean hasBlanks() {
    return IntStream.range(1, words.size())
        .filter(i -> !PATHS.contains(words.get(i - 1)))
        .mapToObj(words::get)
        .anyMatch(word -> word.isEmpty() || word.chars().anyMatch(Character::isWhitespace));
  }

  /** As a shell takes it. */
  String quoted() {
    return words.stream().map(CommandLine::quote).collect(Collectors.joining(" "));
  }

  /** One word, as a POSIX shell takes it. */
  static String quote(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
