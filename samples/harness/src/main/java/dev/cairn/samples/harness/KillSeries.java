/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.harness;

import dev.cairn.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a series of kills has shown: that each life went on from the newest checkpoint of the one
 * before, and how much was lost at each kill.
 *
 * <p>Threading: for use by one thread.
 */
final class KillSeries {
  private static final Pattern RESUMED =
      Pattern.compile("RESUMED from checkpoint (\\d+)/(\\d+) of (\\S+), after", Pattern.MULTILINE);
  private static final Pattern EPOCH = Pattern.compile("epoch-(\\d+).*");
  private static final Pattern CHECKPOINT = Pattern.compile("ckpt-(\\d+)\\.cairn");

  /** The number of a checkpoint as one that grows from one to the next. */
  private record Position(long epoch, long sequence) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
      return Comparator.comparingLong(Position::epoch)
          .thenComparingLong(Position::sequence)
          .compare(this, other);
    }
  }

  private final Path checkpoints;
  private final long mostLostMillis;
  private Position committed = new Position(0, 0);
  private Instant killedAt = Instant.EPOCH;
  private int kills;
  private int resumes;
  private long worstLostMillis;

  /**
   * Begins.
   *
   * @param checkpoints the folder that holds the one run
   * @param mostLostMillis what a kill may cost
   */
  KillSeries(Path checkpoints, long mostLostMillis) {
    this.checkpoints = checkpoints;
    this.mostLostMillis = mostLostMillis;
  }

  /** Kills a child, and notes what is committed from then on. */
  void kill(ChildJvm child) throws IOException {
    killedAt = Instant.now();
    child.killHard();
    kills++;
    committed = newest().orElse(committed);
  }

  /** Checks the start of the life after a kill, as far as it has come. */
  void check(ChildJvm next, boolean wasResumable) {
    Matcher resumed = RESUMED.matcher(next.standardError());
    if (!resumed.find()) {
      return;
    }
    resumes++;
    MatchResult found = resumed.toMatchResult();
    Position from = new Position(Long.parseLong(found.group(1)), Long.parseLong(found.group(2)));
    if (from.compareTo(committed) < 0) {
      throw new AssertionError("resumed from " + from + " although " + committed + " was there");
    }
    long lost = killedAt.toEpochMilli() - Instant.parse(found.group(3)).toEpochMilli();
    if (wasResumable && lost > mostLostMillis) {
      throw new AssertionError(lost + " ms lost, " + mostLostMillis + " ms are allowed");
    }
    worstLostMillis = wasResumable ? Math.max(worstLostMillis, lost) : worstLostMillis;
  }

  private Optional<Position> newest() throws IOException {
    try (Stream<Path> all = Files.walk(checkpoints, 3)) {
      return all.map(KillSeries::position).flatMap(Optional::stream).max(Comparator.naturalOrder());
    }
  }

  private static Optional<Position> position(Path file) {
    Matcher name = CHECKPOINT.matcher(file.getFileName().toString());
    Path parent = file.getParent();
    // Number 0 is a second name of the checkpoint that an attempt went on from.
    if (!name.matches() || parent == null || Long.parseLong(name.group(1)) == 0) {
      return Optional.empty();
    }
    Matcher epoch = EPOCH.matcher(parent.getFileName().toString());
    return epoch.matches()
        ? Optional.of(new Position(Long.parseLong(epoch.group(1)), Long.parseLong(name.group(1))))
        : Optional.empty();
  }

  /** For the test's report. */
  @Override
  public String toString() {
    return List.of("kills " + kills, "resumes " + resumes, "most lost " + worstLostMillis + " ms")
        .toString();
  }
}
