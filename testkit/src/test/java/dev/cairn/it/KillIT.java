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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at any moment: nothing is mixed, and no more is lost than was promised. */
class KillIT {
  private static final Pattern REPORT =
      Pattern.compile("^at (\\d+) work (\\d+) durable (\\S+) (\\d+)$", Pattern.MULTILINE);
  private static final Pattern START =
      Pattern.compile("^start work (\\d+) from (\\S+)$", Pattern.MULTILINE);
  private static final long INTERVAL_MILLIS = 100;

  /** For a machine that does much else. */
  private static final long SLACK_MILLIS = 1500;

  @TempDir static Path tools;
  @TempDir Path folder;

  @Test
  @Timeout(180)
  void shouldSurviveKillsAtRandomMoments() throws Exception {
    killAndResume(Integer.getInteger("cairn.it.kills", 25), 100_000, 3_000);
  }

  @Test
  @Tag("long")
  @Timeout(1200)
  void shouldSurviveTwoHundredKills() throws Exception {
    killAndResume(Integer.getInteger("cairn.it.kills", 200), 800_000, 20_000);
  }

  private void killAndResume(int kills, long pages, int errands) throws Exception {
    long seed = Long.getLong("cairn.it.seed", System.nanoTime());
    System.out.println("seed of the kills: -Dcairn.it.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Life before = Life.NONE;
    for (int i = 0; i < kills; i++) {
      String direct = random.nextBoolean() ? "ALWAYS" : "NEVER";
      try (ChildJvm child =
          bank(pages, errands).environment("CAIRN_DIRECT_WRITES", direct).start()) {
        boolean early = random.nextInt(4) == 0;
        if (!early) {
          child.awaitLine("^start work", PATIENCE);
        }
        boolean ended = child.endsWithin(Duration.ofMillis(random.nextInt(1, 500)));
        assertThat(ended).as(child.standardError() + child.standardOutput()).isFalse();
        child.killHard();
        child.awaitExit(PATIENCE);
        Life life = Life.of(child.standardOutput());
        assertThat(child.standardError()).doesNotContain("TORN").doesNotContain("ERROR");
        life.assertGoesOnFrom(before);
        before = life.orElse(before);
      }
    }
    Children.letGo(folder);
    try (ChildJvm child = bank(pages, errands).start()) {
      assertThat(child.awaitExit(Duration.ofMinutes(2))).as(child.standardError()).isZero();
      Life.of(child.standardOutput()).assertGoesOnFrom(before);
      assertThat(child.standardOutput()).contains("result " + Bank.expected(pages, errands) + "\n");
    }
    assertNothingIsLeft();
  }

  /** As a user, not as root: whom nothing stops cannot show what stops a user. */
  private ChildJvmBuilder bank(long pages, int errands) throws Exception {
    Children.ofNobody(folder);
    return Children.unprivileged(program(Bank.class, folder, pages, errands), tools)
        .environment("CAIRN_EVERY", INTERVAL_MILLIS + "ms")
        // Three are waited for where nobody can tell that the one before is dead.
        .environment("CAIRN_BEAT_PERIOD", "200ms");
  }

  /** Of a finished run there is its end state, and nothing in flight. */
  private void assertNothingIsLeft() throws IOException {
    Path run = Children.onlyRun(folder);
    assertThat(Children.checkpoints(run)).hasSize(1);
    assertThat(Children.list(run)).noneMatch(path -> Children.name(path).startsWith("removed-"));
    for (Path epoch : Children.epochs(run)) {
      assertThat(Children.list(epoch)).noneMatch(path -> Children.name(path).contains(".pending-"));
    }
  }

  /** What one JVM said of itself until it was killed. */
  private record Life(MatchResult start, List<MatchResult> reports) {
    static final Life NONE = new Life(null, List.of());

    static Life of(String output) {
      return new Life(
          START.matcher(output).results().findFirst().orElse(null),
          REPORT.matcher(output).results().toList());
    }

    /** A life that ended before its first word tells nothing. */
    Life orElse(Life earlier) {
      return reports.isEmpty() ? earlier : this;
    }

    private static long work(MatchResult report) {
      return Long.parseLong(report.group(2));
    }

    private static long millis(MatchResult report) {
      return Long.parseLong(report.group(1));
    }

    void assertGoesOnFrom(Life before) {
      if (start == null || before.reports.isEmpty()) {
        return;
      }
      MatchResult last = before.reports.get(before.reports.size() - 1);
      assertThat(position(start.group(2)))
          .as("resumed from %s, though %s was durable", start.group(2), last.group(3))
          .isGreaterThanOrEqualTo(position(last.group(3)));
      long resumed = Long.parseLong(start.group(1));
      before.reports.stream()
          .filter(report -> work(report) > resumed)
          .findFirst()
          .ifPresent(report -> assertLittleLost(before, millis(last) - millis(report)));
    }

    private static void assertLittleLost(Life before, long lostMillis) {
      assertThat(lostMillis)
          .as("milliseconds of work lost")
          .isLessThanOrEqualTo(INTERVAL_MILLIS + before.longestCheckpoint() + SLACK_MILLIS);
    }

    /** From a capture until the reports knew it durable. */
    private long longestCheckpoint() {
      long longest = 0;
      String known = "";
      for (MatchResult report : reports) {
        if (!report.group(3).equals(known)) {
          longest =
              known.isEmpty()
                  ? 0
                  : Math.max(longest, millis(report) - Long.parseLong(report.group(4)));
          known = report.group(3);
        }
      }
      return longest;
    }

    /** Attempt and sequence as one number that grows. */
    private static long position(String id) {
      if (id.equals("none")) {
        return 0;
      }
      String[] parts = id.split("/", 2);
      return Long.parseLong(parts[0]) * 1_000_000 + Long.parseLong(parts[1]);
    }
  }

  // ---- the end ----------------------------------------------------------------------------------

  @Test
  @Timeout(180)
  void shouldSurviveKillsWhileTheEndIsSaved() throws Exception {
    long seed = Long.getLong("cairn.it.seed", System.nanoTime());
    System.out.println("seed of the kills: -Dcairn.it.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 6; i++) {
      Path own = Files.createDirectory(folder.resolve("end-" + i));
      ChildJvmBuilder builder =
          program(Stepper.class, own, i, 100, Stepper.NEVER)
              .environment("CAIRN_EVERY", "1ms")
              .environment("CAIRN_BEAT_PERIOD", "200ms");
      try (ChildJvm child = builder.start()) {
        child.awaitLine("^result ", PATIENCE);
        boolean unused = child.endsWithin(Duration.ofMillis(random.nextInt(1, 30)));
        child.killHard();
        child.awaitExit(PATIENCE);
      }
      for (int start = 0; start < 2; start++) {
        try (ChildJvm child = builder.start()) {
          assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
          assertThat(child.standardOutput()).contains("result " + Stepper.expected(i, 100) + "\n");
          assertThat(child.standardError()).doesNotContain("WARNING").doesNotContain("ERROR");
        }
      }
    }
  }

  // ---- a large state ---------------------------------------------------------------------------

  @Test
  @Timeout(180)
  void shouldSurviveKillsInTheMiddleOfWritingALargeState() throws Exception {
    long seed = Long.getLong("cairn.it.seed", System.nanoTime());
    System.out.println("seed of the kills: -Dcairn.it.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 4; i++) {
      try (ChildJvm child = bulk().start()) {
        child.awaitLine("^step ", PATIENCE);
        if (i == 0) {
          // The first life is let live until it has something to lose.
          awaitFile(child, "ckpt-000004\\.cairn", 1);
        }
        awaitFile(child, ".*\\.cairn\\.pending-.*", random.nextLong(1, 90L << 20));
        child.killHard();
        child.awaitExit(PATIENCE);
        assertThat(child.standardError()).doesNotContain("TORN").doesNotContain("ERROR");
        assertThat(child.standardOutput().contains("start at 0\n")).isEqualTo(i == 0);
      }
    }
    Children.letGo(folder);
    try (ChildJvm child = bulk().start()) {
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
      assertThat(child.standardOutput()).contains("end at or after 4: true");
    }
    assertNothingIsLeft();
  }

  private ChildJvmBuilder bulk() {
    return program(Bulk.class, folder, 4)
        .jvmOptions("-Xmx400m")
        .environment("CAIRN_EVERY", "1ms")
        .environment("CAIRN_BEAT_PERIOD", "200ms");
  }

  /** An older room goes while it is looked at. */
  private static List<Path> listIfThere(Path epoch) throws IOException {
    try {
      return Children.list(epoch);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Waits until a checkpoint, in flight or not, is at least so large. */
  private void awaitFile(ChildJvm child, String pattern, long bytes) throws IOException {
    Path run = Children.onlyRun(folder);
    while (child.isAlive()) {
      for (Path epoch : Children.epochs(run)) {
        for (Path file : listIfThere(epoch)) {
          if (Children.name(file).matches(pattern) && size(file) >= bytes) {
            return;
          }
        }
      }
      Thread.onSpinWait();
    }
    throw new IllegalStateException(child.standardError());
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
