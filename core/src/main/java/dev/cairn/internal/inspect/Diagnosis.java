/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.CheckpointException;
import dev.cairn.FolderProbe;
import dev.cairn.internal.engine.OptionValues;
import dev.cairn.internal.engine.Options;
import dev.cairn.internal.engine.SettingsResolver;
import dev.cairn.internal.store.FolderTrial;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at what a program will run in: Java and its flags, settings, limits, the folder, the
 * scheduler; says what will not work, and how to mend it. Used by one thread.
 */
public final class Diagnosis {
  /** What a finding means. */
  public enum Verdict {
    /** As it should be. */
    GOOD,
    /** It works, but something is to be known. */
    MIND,
    /** It will not work, or not be safe. */
    BAD
  }

  /**
   * Something that was looked at.
   *
   * @param subject what
   * @param verdict what it means
   * @param found what was found
   * @param advice what to do; empty where there is nothing to do
   */
  public record Finding(String subject, Verdict verdict, String found, String advice) {}

  private static final int LEAST_JAVA = 17;
  private static final int LEAST_FILES = 256;
  private static final int LEAST_PROCESSES = 64;
  private static final long PATIENCE_SECONDS = 10;
  private static final Pattern HEAP = Pattern.compile("-Xmx(\\d+)([kKmMgGtT]?)");
  private static final Pattern SIGNALS = Pattern.compile("SigIgn:\\s*([0-9a-f]+)");

  private final List<Finding> findings = new ArrayList<>();

  /**
   * Looks.
   *
   * @param directory where checkpoints are to be; null where the library would put them
   * @param command what starts the program; empty where nobody says
   */
  public static List<Finding> of(Path directory, List<String> command) {
    Diagnosis diagnosis = new Diagnosis();
    diagnosis.java();
    diagnosis.flags(command);
    diagnosis.settings();
    diagnosis.limits();
    diagnosis.signals();
    diagnosis.folder(directory);
    diagnosis.slurm();
    return diagnosis.findings;
  }

  private void add(String subject, Verdict verdict, String found, String advice) {
    findings.add(new Finding(subject, verdict, found, advice));
  }

  private void good(String subject, String found) {
    add(subject, Verdict.GOOD, found, "");
  }

  private void java() {
    int feature = Runtime.version().feature();
    String found = Runtime.version() + " of " + System.getProperty("java.vendor");
    if (feature < LEAST_JAVA) {
      add("java", Verdict.BAD, found, "Cairn needs Java 17 or later");
    } else {
      good("java", found);
    }
  }

  // ---- flags -----------------------------------------------------------------------------------

  private void flags(List<String> command) {
    Map<String, List<String>> sources = new LinkedHashMap<>();
    for (String name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      String value = System.getenv(name);
      if (value != null) {
        sources.put(name, Arrays.asList(value.trim().split("\\s+", -1)));
      }
    }
    if (!command.isEmpty()) {
      sources.put("the command", command);
    }
    int before = findings.size();
    sources.forEach((where, flags) -> flags.forEach(flag -> look(where, flag)));
    files(command);
    if (findings.size() == before) {
      good(
          "flags",
          sources.isEmpty()
              ? "none set from outside; give the command that starts the program after -- to look at its own"
              : "nothing in the way in " + String.join(", ", sources.keySet()));
    }
  }

  /** What the command names must be there. */
  private void files(List<String> command) {
    for (int i = 0; i < command.size() - 1; i++) {
      String next = command.get(i + 1);
      switch (command.get(i)) {
        case "-jar" -> requireThere(next);
        case "-cp", "-classpath", "--class-path", "-p", "--module-path" -> {
          for (String entry : next.split(File.pathSeparator, -1)) {
            String folder = entry.endsWith("*") ? entry.substring(0, entry.length() - 1) : entry;
            requireThere(folder.isEmpty() ? "." : folder);
          }
        }
        default -> {
          // A word that names no file.
        }
      }
    }
  }

  private void requireThere(String path) {
    if (!Files.exists(Path.of(path))) {
      add("class path", Verdict.BAD, path + " is not there", "");
    }
  }

  private void look(String where, String flag) {
    if (flag.equals("-Xrs")) {
      add(
          "flag -Xrs",
          Verdict.BAD,
          where
              + " has it: the JVM leaves signals alone, so that SIGTERM kills at once and nothing is saved",
          "remove -Xrs");
    } else if (flag.startsWith("-XX:+ExitOnOutOfMemoryError")
        || flag.startsWith("-XX:+CrashOnOutOfMemoryError")) {
      add(
          "flag " + flag.substring(5),
          Verdict.MIND,
          where + " has it: the JVM ends at once where memory runs out, without a last checkpoint",
          "that is safe: the next start goes on from the newest one");
    } else if (flag.startsWith("-Xmx")) {
      heap(where, flag);
    }
  }

  private void heap(String where, String flag) {
    Matcher matcher = HEAP.matcher(flag);
    Optional<Long> limit = memoryLimit();
    if (!matcher.matches() || limit.isEmpty()) {
      return;
    }
    int power =
        " kmgt"
            .indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2).toLowerCase(Locale.ROOT));
    long heap = Long.parseLong(matcher.group(1)) << (10 * power);
    String found =
        String.format(
            Locale.ROOT,
            "%s has %s, of %,d MiB that this job or machine has",
            where,
            flag,
            limit.get() >> 20);
    if (heap > limit.get()) {
      add(
          "heap",
          Verdict.BAD,
          found,
          "the process will be killed when it fills its heap: lower it, or ask for more memory");
    } else if (heap > limit.get() / 10 * 6) {
      add(
          "heap",
          Verdict.MIND,
          found,
          "a large state will not fit beside it, so that the program waits while it is written; half of"
              + " the memory for the heap is a good start");
    } else {
      good("heap", found);
    }
  }

  private static Optional<Long> memoryLimit() {
    String perNode = System.getenv("SLURM_MEM_PER_NODE");
    if (perNode != null && perNode.matches("[1-9]\\d*")) {
      return Optional.of(Long.parseLong(perNode) << 20);
    }
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith("MemTotal:")) {
          return Optional.of(Long.parseLong(line.replaceAll("\\D", "")) << 10);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  // ---- settings and limits ---------------------------------------------------------------------

  private void settings() {
    int before = findings.size();
    OptionValues values = new OptionValues();
    values
        .unknownHere()
        .forEach(line -> add("setting", Verdict.MIND, line, "docs/settings.md lists all"));
    values
        .wrongHere()
        .forEach(line -> add("setting", Verdict.BAD, line, "docs/settings.md lists all"));
    if (findings.size() == before) {
      good("settings", "those that are set from outside make sense");
    }
    try {
      if (values.find(Options.KEY_FILE).isPresent()) {
        good("key file", "keys " + SettingsResolver.keys(values).numbers());
      }
    } catch (CheckpointException e) {
      add("key file", Verdict.BAD, e.getMessage(), "");
    }
  }

  private void limits() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        limit(line, "Max open files", LEAST_FILES, "ulimit -n 4096");
        limit(
            line,
            "Max processes",
            LEAST_PROCESSES,
            "ulimit -u 1024; a JVM needs some twenty threads");
        if (line.startsWith("Max file size") && !line.contains("unlimited")) {
          add(
              "file size",
              Verdict.MIND,
              "files are limited: " + line.replaceAll("\\s+", " "),
              "ulimit -f unlimited");
        }
      }
    } catch (IOException e) {
      add("limits", Verdict.MIND, "cannot be read: " + e.getMessage(), "");
    }
  }

  private void limit(String line, String name, long least, String advice) {
    if (!line.startsWith(name)) {
      return;
    }
    String soft = line.substring(name.length()).trim().split("\\s+", -1)[0];
    String subject = name.substring(4);
    if (soft.matches("\\d+") && Long.parseLong(soft) < least) {
      add(subject, Verdict.BAD, "only " + soft, advice);
    } else {
      good(subject, soft);
    }
  }

  /**
   * Bits of signals that whoever started this has ignored, which the program inherits (man 5 proc).
   */
  private void signals() {
    try {
      Matcher matcher = SIGNALS.matcher(Files.readString(Path.of("/proc/self/status")));
      if (matcher.find()) {
        long ignored = Long.parseUnsignedLong(matcher.group(1), 16);
        List<String> lost = new ArrayList<>();
        Map.of(2, "INT", 10, "USR1", 15, "TERM")
            .forEach(
                (number, name) -> {
                  if ((ignored & 1L << (number - 1)) != 0) {
                    lost.add(name);
                  }
                });
        if (!lost.isEmpty()) {
          add(
              "signals",
              Verdict.MIND,
              "ignored here: " + lost + "; a program started from here never gets them",
              "a shell without job control ignores INT for what it starts with &; start it otherwise");
        } else {
          good("signals", "none of those that stop a program is ignored");
        }
      }
    } catch (IOException e) {
      add("signals", Verdict.MIND, "cannot be looked at: " + e.getMessage(), "");
    }
  }

  private void folder(Path directory) {
    Path tried = directory == null ? RunFinder.likelyDirectories().get(0) : directory;
    good(
        "folder",
        tried + (directory == null ? ", where the library would put runs from here" : ""));
    FolderProbe probe = new FolderProbe(tried, FolderTrial.run(tried));
    for (FolderProbe.Finding finding : probe.findings()) {
      Verdict verdict =
          switch (finding.verdict()) {
            case GOOD -> Verdict.GOOD;
            case MIND -> Verdict.MIND;
            case UNSAFE -> Verdict.BAD;
          };
      add("- " + finding.subject(), verdict, finding.found(), finding.advice());
    }
  }

  // ---- Slurm -----------------------------------------------------------------------------------

  private void slurm() {
    Optional<String> answer = run("scontrol", "show", "config");
    if (answer.isEmpty()) {
      boolean inJob = System.getenv("SLURM_JOB_ID") != null;
      if (inJob) {
        add(
            "slurm",
            Verdict.BAD,
            "this is job "
                + System.getenv("SLURM_JOB_ID")
                + ", and scontrol cannot be run or does not answer",
            "put Slurm's commands on the PATH (in a container, bind them in; see docs/slurm.md)");
      } else {
        good("slurm", "none here: programs are stopped by signals and by request alone");
      }
      return;
    }
    Map<String, String> config = new LinkedHashMap<>();
    answer
        .get()
        .lines()
        .filter(line -> line.contains("="))
        .forEach(
            line -> {
              int at = line.indexOf('=');
              config.put(line.substring(0, at).trim(), line.substring(at + 1).trim());
            });
    good("slurm", "version " + config.getOrDefault("SLURM_VERSION", "unknown"));
    requeue(config);
    killWait(config.getOrDefault("KillWait", ""));
    good(
        "slurm preemption",
        config.getOrDefault("PreemptMode", "unknown")
            + "; requeue exit codes "
            + config.getOrDefault("RequeueExit", "(none)"));
  }

  private void requeue(Map<String, String> config) {
    if (config.getOrDefault("JobRequeue", "1").equals("0")) {
      add(
          "slurm requeue",
          Verdict.MIND,
          "the site does not put jobs into the queue again unless they ask for it",
          "put #SBATCH --requeue into the script, as `cairn sbatch` does");
    } else {
      good("slurm requeue", "jobs are put into the queue again");
    }
  }

  private void killWait(String text) {
    String seconds = text.replaceAll("\\D", "");
    if (!seconds.isEmpty() && Long.parseLong(seconds) < 20) {
      add(
          "slurm KillWait",
          Verdict.MIND,
          text + " from SIGTERM to SIGKILL: little for a large last checkpoint",
          "the limit is seen coming and needs no signal; for scancel, use scancel --signal=TERM, wait,"
              + " and then scancel");
    } else if (!seconds.isEmpty()) {
      good("slurm KillWait", text);
    }
  }

  private static Optional<String> run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      StringBuilder text = new StringBuilder();
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))) {
        reader.lines().forEach(line -> text.append(line).append('\n'));
      }
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      return ended && process.exitValue() == 0 ? Optional.of(text.toString()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
