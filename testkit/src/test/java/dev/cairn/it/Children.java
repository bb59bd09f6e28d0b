/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.testkit.ChildJvm;
import dev.cairn.testkit.ChildJvmBuilder;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How the children of these tests are started, also as a user without rights. */
final class Children {
  /** No test waits for this to pass: it is when a child is given up. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  static final String CHECKPOINTS = "checkpoints";

  static final int NOBODY = 65534;

  private static final Set<PosixFilePermission> EVERYBODY_READS =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private Children() {}

  /** A program in a folder of its own, quick to start. */
  static ChildJvmBuilder program(Class<?> main, Path folder, Object... arguments) {
    return ChildJvm.running(main.getName())
        .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
        .workingFolder(folder)
        .arguments(arguments);
  }

  /** A Java of at least that version, where this machine has one: ours, or the system's. */
  static Optional<Path> javaHome(int atLeast) throws IOException {
    if (Runtime.version().feature() >= atLeast) {
      return Optional.of(Path.of(System.getProperty("java.home")));
    }
    Path all = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(all)) {
      return Optional.empty();
    }
    return list(all).stream().filter(home -> feature(home) >= atLeast).findFirst();
  }

  private static int feature(Path home) {
    Properties release = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
      release.load(reader);
      String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
      return Runtime.Version.parse(version).feature();
    } catch (IOException | IllegalArgumentException e) {
      return 0;
    }
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Lets a holding program go on. */
  static void letGo(Path folder) throws IOException {
    Files.createFile(folder.resolve(Stepper.GO));
  }

  /** The only run below a folder of checkpoints. */
  static Path onlyRun(Path folder) throws IOException {
    List<Path> runs = list(folder.resolve(CHECKPOINTS));
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> content = Files.list(folder)) {
      return content.sorted().toList();
    }
  }

  /** The folders of a run's attempts. */
  static List<Path> epochs(Path run) throws IOException {
    return list(run).stream().filter(path -> name(path).startsWith("epoch-")).toList();
  }

  /** All committed checkpoints of a run, in order of attempt and sequence. */
  static List<Path> checkpoints(Path run) throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path epoch : epochs(run)) {
      list(epoch).stream().filter(path -> name(path).endsWith(".cairn")).forEach(all::add);
    }
    return all;
  }

  /** What the newest attempt of the only run has left as its sign of life. */
  static String newestBeat(Path folder) throws IOException {
    List<Path> epochs = epochs(onlyRun(folder));
    return Files.readString(epochs.get(epochs.size() - 1).resolve("beat")).trim();
  }

  static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** Removes a folder at once, though somebody is writing into it. */
  static void remove(Path folder) throws Exception {
    Path aside = folder.resolveSibling("removed");
    Files.move(folder, aside);
    system("rm", "-rf", aside);
  }

  /** Runs a command of the system to its end. */
  static String system(Object... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Arrays.stream(command).map(String::valueOf).toList())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Arrays.toString(command) + ": " + said).isZero();
    return said;
  }

  /** Skips a test aloud. */
  static void requireThat(boolean condition, String reason) {
    if (!condition) {
      System.out.println("skipped: " + reason);
    }
    assumeTrue(condition, reason);
  }

  /**
   * Makes a program run without the rights of root, which no mode binds: as nobody where we are
   * root, else as ourselves.
   *
   * @param builder of the child
   * @param tools a folder for the launcher and a class path that nobody may read
   */
  static ChildJvmBuilder unprivileged(ChildJvmBuilder builder, Path tools)
      throws IOException, InterruptedException {
    if (!isRoot()) {
      return builder;
    }
    return withGroup(builder, tools, NOBODY);
  }

  /** As nobody, in a group, where we are root. */
  static ChildJvmBuilder withGroup(ChildJvmBuilder builder, Path tools, int group)
      throws IOException, InterruptedException {
    String setpriv = asUser(NOBODY, group);
    requireThat(succeeds(setpriv + "true"), "setpriv cannot give up the rights of root here");
    return readable(launchedBy(builder, tools, setpriv), tools);
  }

  /** A command that gives up the rights of root for what follows it. */
  static String asUser(int user, int group) {
    return "setpriv --reuid=" + user + " --regid=" + group + " --clear-groups ";
  }

  static boolean succeeds(String shellCommand) throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", shellCommand)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** Starts the child's Java by way of a command, which has to become it, as exec does. */
  static ChildJvmBuilder launchedBy(ChildJvmBuilder builder, Path tools, String command)
      throws IOException {
    Path home = tools.resolve("java-home-" + Integer.toHexString(command.hashCode()));
    Path launcher = home.resolve("bin").resolve("java");
    if (!Files.exists(launcher)) {
      Files.createDirectories(launcher.getParent());
      Files.writeString(launcher, "#!/bin/sh\nexec " + command + ownJava() + " \"$@\"\n");
      Files.setPosixFilePermissions(launcher, EVERYBODY_READS);
    }
    Files.setPosixFilePermissions(tools, EVERYBODY_READS);
    return builder.javaHome(home);
  }

  /** Lets users read the class path that may not read ours: it may lie in somebody's home. */
  static ChildJvmBuilder readable(ChildJvmBuilder builder, Path tools)
      throws IOException, InterruptedException {
    return builder.classPath(readableClassPath(tools.resolve("class-path")));
  }

  /** Gives a folder to the user that {@link #unprivileged} programs run as. */
  static Path ofNobody(Path folder) throws IOException, InterruptedException {
    if (isRoot()) {
      system("chown", NOBODY + ":" + NOBODY, folder);
    }
    return folder;
  }

  private static String ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String readableClassPath(Path target) throws IOException, InterruptedException {
    List<String> entries = new ArrayList<>();
    boolean there = Files.exists(target);
    Files.createDirectories(target);
    for (Path source : classPath()) {
      if (Files.exists(source)) {
        Path copy = target.resolve(entries.size() + "-" + name(source));
        if (!there) {
          copyTree(source, copy);
        }
        entries.add(copy.toString());
      }
    }
    if (!there) {
      system("chmod", "-R", "a+rX", target);
    }
    return String.join(File.pathSeparator, entries);
  }

  /** What this JVM has on its class path. */
  static List<Path> classPath() {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> Path.of(entry).toAbsolutePath())
        .toList();
  }

  private static void copyTree(Path source, Path target) throws IOException {
    try (Stream<Path> all = Files.walk(source)) {
      all.forEach(path -> copy(path, target.resolve(source.relativize(path).toString())));
    }
  }

  private static void copy(Path from, Path to) {
    try {
      if (Files.isDirectory(from)) {
        Files.createDirectories(to);
      } else {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
