/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A real Slurm on this machine, with the programs of these tests where its jobs can read them. */
public final class Cluster implements AutoCloseable {
  static final String USER = "cairn-jobs";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final String classPath;
  private final String made;
  private final AtomicInteger jobs = new AtomicInteger();

  private Cluster(Path folder, String made) throws IOException {
    this.folder = folder;
    this.made = made;
    this.classPath = copyClassPath(folder.resolve("lib"));
  }

  /** Starts one. */
  public static Cluster start() throws IOException {
    Path folder = Files.createTempDirectory("cairn-slurm");
    script("install");
    String made = script("start", folder.toString()).trim();
    System.out.println(made);
    return new Cluster(folder, made);
  }

  private static String script(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", System.getProperty("cluster.script")));
    command.addAll(List.of(arguments));
    return run(command, null);
  }

  /** What jobs may not read lies where they can. */
  private static String copyClassPath(Path library) throws IOException {
    Files.createDirectory(library);
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path from = Path.of(entry);
      if (Files.exists(from)) {
        Path to = library.resolve(copies.size() + "-" + from.getFileName());
        copyTree(from, to);
        copies.add(to.toString());
      }
    }
    return String.join(":", copies);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectory(to.resolve(from.relativize(folder).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = from.equals(file) ? to : to.resolve(from.relativize(file).toString());
            Files.copy(file, copy);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** A folder of the user's, which the test may look into. */
  public Path newFolder(String name) throws IOException {
    Path made = Files.createDirectories(folder.resolve("home")).resolve(name);
    Files.createDirectory(made);
    run(List.of("chown", "-R", USER, made.toString()), null);
    return made;
  }

  /** The JDKs that jobs run on: that of this JVM, and 25 where it is there. */
  public static List<String> jdks() {
    List<String> homes = new ArrayList<>(List.of(System.getProperty("java.home")));
    Path installed = Path.of("/usr/lib/jvm");
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(installed, "*25*")) {
      for (Path folder : folders) {
        if (Files.exists(folder.resolve("bin/java")) && homes.size() == 1) {
          homes.add(folder.toString());
        }
      }
    } catch (IOException e) {
      System.out.println("SKIPPED: jobs on JDK 25, since " + installed + " cannot be read: " + e);
    }
    return homes;
  }

  /** The command of a program of these tests. */
  public String java(String options, String program) {
    return java(System.getProperty("java.home"), options, program);
  }

  /** The same on a JDK. */
  public String java(String home, String options, String program) {
    return home
        + "/bin/java -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "
        + options
        + " -cp "
        + classPath
        + " "
        + program;
  }

  /**
   * Submits a script.
   *
   * @param from the folder it is submitted from
   * @param script its lines
   * @param options those of sbatch
   */
  public Job submit(Path from, String script, String... options) throws IOException {
    return submit(from, script, List.of(), options);
  }

  /** As {@link #submit(Path, String, String...)}, with arguments of the script. */
  public Job submit(Path from, String script, List<String> arguments, String... options)
      throws IOException {
    Path file = Files.createTempFile(folder.resolve("home"), "job", ".sh");
    Files.writeString(file, "#!/bin/bash\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(List.of("sbatch", "--parsable", "-J", "steps"));
    command.addAll(List.of(options));
    if (List.of(options).stream().noneMatch(option -> option.startsWith("--nodelist"))) {
      command.add("--exclude=node3,node4"); // for those that need one for themselves
    }
    command.add(file.toString());
    command.addAll(arguments);
    return job(asUser(command, from).trim(), from);
  }

  public Job job(String id, Path from) {
    jobs.incrementAndGet();
    return new Job(this, id, from);
  }

  /** Runs a command as the user. */
  public String asUser(List<String> command, Path from) throws IOException {
    List<String> words = new ArrayList<>(List.of("runuser", "-u", USER, "--"));
    words.addAll(command);
    return run(words, this, from);
  }

  /** Runs a command as root. */
  public String asRoot(String... command) throws IOException {
    return run(List.of(command), this, folder);
  }

  private static String run(List<String> command, Cluster cluster) throws IOException {
    return run(command, cluster, Path.of("/"));
  }

  private static String run(List<String> command, Cluster cluster, Path from) throws IOException {
    Path output = Files.createTempFile("cairn-slurm", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(from.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("SLURM_"));
      if (cluster != null) {
        builder.environment().put("SLURM_CONF", cluster.folder.resolve("slurm.conf").toString());
      }
      Process process = builder.start();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " does not end");
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      if (process.exitValue() != 0) {
        throw new IOException(command + " gave " + process.exitValue() + ": " + text);
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** Kills one of its daemons, as a crash would. */
  public void kill(String daemon) throws IOException {
    asRoot("kill", "-9", Files.readString(folder.resolve("pids").resolve(daemon)).trim());
  }

  /** Has one of its daemons end in good order. */
  public void end(String daemon) throws IOException {
    String process = Files.readString(folder.resolve("pids").resolve(daemon)).trim();
    asRoot("kill", process);
    Awaitility.await(daemon)
        .atMost(PATIENCE)
        .until(() -> !Files.exists(Path.of("/proc/" + process)));
  }

  /** Starts one of its daemons again. */
  public void restart(String daemon) throws IOException {
    script("daemon", folder.toString(), daemon);
  }

  /** True where it is made so. */
  public boolean is(String what) {
    return made.lines().anyMatch(what::equals);
  }

  /** How many jobs it has run. */
  public int jobs() {
    return jobs.get();
  }

  @Override
  public void close() {
    try {
      script("stop", folder.toString());
      String count = jobs.get() + "\n";
      Files.writeString(
          Path.of("target", "slurm-jobs"),
          count,
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
      System.out.println("ran " + jobs.get() + " real Slurm jobs");
      run(List.of("rm", "-rf", folder.toString()), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
