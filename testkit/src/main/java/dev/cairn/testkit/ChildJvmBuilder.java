/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a {@link ChildJvm} is to be started with.
 *
 * <pre>{@code
 * ChildJvm child =
 *     ChildJvm.running("org.example.Main").jvmOptions("-Xmx64m").environment("MODE", "a").start();
 * }</pre>
 *
 * <p>Threading: for use by one thread. Failure: {@link #start} throws {@link IOException} if there
 * is no such Java or no such working folder; a main class that does not exist shows in the exit
 * value and the output of the child only.
 */
public final class ChildJvmBuilder {
  private final String mainClass;
  private final List<String> jvmOptions = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private Path javaHome = Path.of(System.getProperty("java.home"));
  private String classPath = ownClassPath();
  private List<String> wrapper = List.of();
  private Path workingFolder;
  private Path outputFile;
  private Path errorFile;

  ChildJvmBuilder(String mainClass) {
    this.mainClass = mainClass;
  }

  /**
   * Takes another Java than this one.
   *
   * @param home the folder that has {@code bin/java}
   * @return this
   */
  public ChildJvmBuilder javaHome(Path home) {
    javaHome = home;
    return this;
  }

  /**
   * Takes another class path than that of this JVM.
   *
   * @param path as for {@code -cp}
   * @return this
   */
  public ChildJvmBuilder classPath(String path) {
    classPath = path;
    return this;
  }

  /**
   * Adds options of the JVM.
   *
   * @param options such as {@code -Xmx64m}
   * @return this
   */
  public ChildJvmBuilder jvmOptions(String... options) {
    jvmOptions.addAll(List.of(options));
    return this;
  }

  /**
   * Starts the JVM by way of another command, which is given Java and all its arguments as its last
   * ones: {@code wrappedBy("nice", "-n", "19")}.
   *
   * @param words the command and its own arguments
   * @return this
   */
  public ChildJvmBuilder wrappedBy(String... words) {
    wrapper = List.of(words);
    return this;
  }

  /**
   * Adds arguments of the main method.
   *
   * @param values any objects, as text
   * @return this
   */
  public ChildJvmBuilder arguments(Object... values) {
    for (Object value : values) {
      arguments.add(String.valueOf(value));
    }
    return this;
  }

  /**
   * Adds a variable to the environment, which is otherwise that of this JVM.
   *
   * @param name of the variable
   * @param value of the variable
   * @return this
   */
  public ChildJvmBuilder environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /**
   * Starts in another folder than that of this JVM.
   *
   * @param folder an existing one
   * @return this
   */
  public ChildJvmBuilder workingFolder(Path folder) {
    workingFolder = folder;
    return this;
  }

  /**
   * Sends the standard output to a file; it is not collected then.
   *
   * @param file to write over
   * @return this
   */
  public ChildJvmBuilder outputTo(Path file) {
    outputFile = file;
    return this;
  }

  /**
   * Sends the standard error to a file; it is not collected then.
   *
   * @param file to write over
   * @return this
   */
  public ChildJvmBuilder errorTo(Path file) {
    errorFile = file;
    return this;
  }

  /**
   * Starts the JVM.
   *
   * @return the running child, to be closed
   * @throws IOException if it cannot be started
   */
  public ChildJvm start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.environment().putAll(environment);
    if (workingFolder != null) {
      builder.directory(workingFolder.toFile());
    }
    if (outputFile != null) {
      builder.redirectOutput(outputFile.toFile());
    }
    if (errorFile != null) {
      builder.redirectError(errorFile.toFile());
    }
    return started(builder.start());
  }

  private ChildJvm started(Process process) {
    ChildOutput output = new ChildOutput();
    if (outputFile == null) {
      output.collect(ChildOutput.Source.STANDARD_OUTPUT, process.getInputStream());
    }
    if (errorFile == null) {
      output.collect(ChildOutput.Source.STANDARD_ERROR, process.getErrorStream());
    }
    return new ChildJvm(process, output);
  }

  /** With full paths, for the child may run in another folder. */
  private static String ownClassPath() {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(wrapper);
    command.add(javaHome.resolve("bin").resolve("java").toString());
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(classPath);
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }
}
