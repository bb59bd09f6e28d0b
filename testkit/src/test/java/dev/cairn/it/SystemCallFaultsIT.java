/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.PATIENCE;
import static dev.cairn.it.Children.program;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.ChildJvm;
import dev.cairn.testkit.ChildJvmBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel itself says no, or ends the process, at the n-th call of the commit path: strace
 * injects it. Whatever was durable is there afterwards, and the result is right.
 */
class SystemCallFaultsIT {
  private static final Pattern DURABLE = Pattern.compile("^durable (\\d+)$", Pattern.MULTILINE);

  /** Calls, and what can become of them. */
  private enum Fault {
    FSYNC_FAILS("fsync", "error=EIO"),
    FSYNC_KILLS("fsync", "signal=KILL"),
    RENAME_FAILS("rename", "error=EIO"),
    RENAME_IS_REFUSED("rename", "error=EACCES"),
    RENAME_KILLS("rename", "signal=KILL"),
    WRITE_FAILS("pwrite64", "error=ENOSPC"),
    WRITE_KILLS("pwrite64", "signal=KILL"),
    MKDIR_FAILS("mkdir", "error=EDQUOT"),
    UNLINK_FAILS("unlink", "error=EIO"),
    UNLINK_KILLS("unlink", "signal=KILL"),
    LINK_FAILS("link", "error=EMLINK"),
    CHMOD_FAILS("chmod", "error=EPERM"),
    TRUNCATE_FAILS("ftruncate", "error=EIO");

    final String call;
    final String what;

    Fault(String call, String what) {
      this.call = call;
      this.what = what;
    }
  }

  /** One fault, and the how many-th call it hits. */
  private record Case(Fault fault, int n) {}

  @TempDir Path folder;

  @BeforeEach
  void needStrace() throws Exception {
    String works = "strace -f -o /dev/null -e inject=fsync:error=EIO:when=1 true";
    Children.requireThat(
        Children.succeeds(works), "strace is not there or must not trace: apt-get install strace");
  }

  @Test
  @Timeout(300)
  void shouldSurviveWhatTheKernelDoesToSomeCalls() throws Exception {
    long seed = Long.getLong("cairn.it.seed", System.nanoTime());
    System.out.println("seed of the calls: -Dcairn.it.seed=" + seed);
    List<Case> all = allCases();
    Collections.shuffle(all, new Random(seed));
    survive(all.subList(0, Math.min(all.size(), Integer.getInteger("cairn.it.calls", 8))));
  }

  @Test
  @Tag("long")
  @Timeout(7200)
  void shouldSurviveWhatTheKernelDoesToAnyCall() throws Exception {
    survive(allCases());
  }

  /** As many as a thread of an undisturbed second attempt of the program makes. */
  private List<Case> allCases() throws Exception {
    Path own = Files.createDirectory(folder.resolve("counted"));
    firstAttempt(own);
    Path log = folder.resolve("counted.log");
    run(
        traced(own, log, List.of("--seccomp-bpf", "-e", "trace=" + calls())),
        PATIENCE.multipliedBy(2));
    String trace = Files.readString(log);
    List<Case> cases = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      long count = mostInAThread(fault.call, trace);
      assertThat(count).as("calls of " + fault.call).isPositive();
      IntStream.rangeClosed(1, (int) count).forEach(n -> cases.add(new Case(fault, n)));
    }
    System.out.println("system calls that can fail one by one: " + cases.size());
    return cases;
  }

  /** strace counts the calls of each thread by themselves. */
  private static long mostInAThread(String call, String trace) {
    return Pattern.compile("^(\\d+) +" + call + "\\(", Pattern.MULTILINE)
        .matcher(trace)
        .results()
        .collect(Collectors.groupingBy(line -> line.group(1), Collectors.counting()))
        .values()
        .stream()
        .reduce(0L, Math::max);
  }

  private static String calls() {
    return String.join(
        ",", List.of(Fault.values()).stream().map(fault -> fault.call).distinct().toList());
  }

  /** So that there is something to resume, seal and remove. */
  private static void firstAttempt(Path own) throws Exception {
    try (ChildJvm child = program(Saver.class, own, true).start()) {
      for (int step = 1; step <= 2; step++) {
        Files.createFile(own.resolve(Saver.permit(step)));
      }
      child.awaitLine("^durable 2", PATIENCE);
      child.killHard();
      child.awaitExit(PATIENCE);
    }
  }

  private static ChildJvmBuilder traced(Path own, Path log, List<String> options) {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", log.toString()));
    command.addAll(options);
    return program(Saver.class, own, false).wrappedBy(command.toArray(String[]::new));
  }

  private record Outcome(int exitCode, String output, String errors) {
    int durable() {
      return DURABLE
          .matcher(output)
          .results()
          .map(MatchResult::group)
          .map(line -> Integer.parseInt(line.substring("durable ".length())))
          .reduce(0, Math::max);
    }
  }

  private static Outcome run(ChildJvmBuilder builder, Duration patience) throws Exception {
    try (ChildJvm child = builder.start()) {
      int code = child.awaitExit(patience);
      return new Outcome(code, child.standardOutput(), child.standardError());
    }
  }

  private void survive(List<Case> cases) throws Exception {
    int injected = 0;
    for (Case one : cases) {
      injected += survive(one) ? 1 : 0;
    }
    System.out.println(
        "system calls that failed or killed, of " + cases.size() + " cases: " + injected);
    assertThat(injected).isGreaterThan(cases.size() / 2);
  }

  /** Returns whether the call came. */
  private boolean survive(Case one) throws Exception {
    Path own = Files.createDirectory(folder.resolve(one.fault + "-" + one.n));
    firstAttempt(own);
    Path log = folder.resolve(one.fault + "-" + one.n + ".log");
    String inject = "inject=" + one.fault.call + ":" + one.fault.what + ":when=" + one.n;
    String trace = "trace=" + one.fault.call;
    boolean killed = one.fault.what.startsWith("signal");
    List<String> options = new ArrayList<>(List.of("-e", trace, "-e", inject));
    if (!killed) {
      options.add("--seccomp-bpf"); // much faster; strace 6.1 delivers no signal with it
    }
    Outcome hit = run(traced(own, log, options), PATIENCE.multipliedBy(2));
    String what = one + "\n" + hit.output + hit.errors;
    boolean came = Files.readString(log).contains("(INJECTED)") || (killed && hit.exitCode == 137);

    // Where it cannot even begin it says so; once it has begun it comes to its end.
    if (hit.exitCode != 0 && !(killed && came)) {
      assertThat(hit.errors).as(what).contains("Exception in thread \"main\" dev.cairn.Checkpoint");
    }
    Outcome next = run(program(Saver.class, own, false), PATIENCE);
    assertThat(next.exitCode).as(what + next.errors).isZero();
    assertThat(next.output).as(what).contains("result " + Saver.allLines());
    int start = Integer.parseInt(next.output.lines().findFirst().orElseThrow().substring(9));
    assertThat(start).as(what).isGreaterThanOrEqualTo(Math.max(2, hit.durable()));
    assertThat(Files.readAllLines(own.resolve(Saver.LINES))).as(what).isEqualTo(Saver.allLines());
    Children.remove(own);
    return came;
  }
}
