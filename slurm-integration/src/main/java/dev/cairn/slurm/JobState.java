/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What squeue says of a job, by a format of columns of one width. Immutable.
 *
 * @param state as RUNNING, COMPLETING, PREEMPTED
 * @param left until its limit, as {@code 2-03:04:05} or UNLIMITED
 * @param limit its limit, in the same way
 * @param preemptedAt when it was asked to make room, or N/A
 * @param mayBeRequeued as the job was submitted
 * @param isBatch true where there is a script to start again
 * @param restarts how often it was started again, or is about to be
 */
record JobState(
    String state,
    String left,
    String limit,
    String preemptedAt,
    boolean mayBeRequeued,
    boolean isBatch,
    long restarts) {
  private static final int WIDTH = 40;
  private static final List<String> FIELDS =
      List.of(
          "State", "TimeLeft", "TimeLimit", "PreemptTime", "Requeue", "BatchFlag", "RestartCnt");

  private static final Pattern SPAN = Pattern.compile("(?:(\\d+)-)?(?:(\\d+):)?(\\d+):(\\d+)");

  private static final Set<String> OVER =
      Set.of(
          "COMPLETED",
          "CANCELLED",
          "FAILED",
          "TIMEOUT",
          "PREEMPTED",
          "BOOT_FAIL",
          "DEADLINE",
          "OUT_OF_MEMORY");

  /** For squeue's option -O. */
  static String format() {
    return String.join(",", FIELDS.stream().map(field -> field + ":" + WIDTH).toList());
  }

  /** Empty where that is no such line. */
  static Optional<JobState> of(String line) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < FIELDS.size(); i++) {
      int from = Math.min(line.length(), i * WIDTH);
      columns.add(line.substring(from, Math.min(line.length(), from + WIDTH)).trim());
    }
    if (!columns.get(0).matches("[A-Z_]+")) {
      return Optional.empty();
    }
    return Optional.of(
        new JobState(
            columns.get(0),
            columns.get(1),
            columns.get(2),
            columns.get(3),
            isTrue(columns.get(4)),
            isTrue(columns.get(5)),
            columns.get(6).matches("\\d{1,18}") ? Long.parseLong(columns.get(6)) : 0));
  }

  private static boolean isTrue(String flag) {
    return flag.equals("1") || flag.equalsIgnoreCase("yes");
  }

  /** Until its limit; empty where that is not known, or there is none. */
  Optional<Duration> timeLeft() {
    Matcher matcher = SPAN.matcher(left);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(number(matcher.group(1)))
            .plusHours(number(matcher.group(2)))
            .plusMinutes(number(matcher.group(3)))
            .plusSeconds(number(matcher.group(4))));
  }

  private static long number(String text) {
    return text == null ? 0 : Long.parseLong(text);
  }

  boolean hasNoLimit() {
    return left.equals("UNLIMITED");
  }

  /** True where it has to make room for another job. */
  boolean isPreempted() {
    return state.equals("PREEMPTED") || preemptedAt.matches("\\d.*");
  }

  /**
   * True where somebody has cancelled it: Slurm is about to end it, does not start it again, and
   * there was time left.
   *
   * @param restartsSoFar how often it was started again until now
   */
  boolean isCancelled(long restartsSoFar) {
    boolean ending = state.equals("COMPLETING") || isOver();
    boolean timeIsUp = timeLeft().map(Duration::isZero).orElse(false) || state.equals("TIMEOUT");
    return ending && restarts <= restartsSoFar && !timeIsUp;
  }

  /** True where its processes stand still, and go on later. */
  boolean isSuspended() {
    return state.equals("SUSPENDED") || state.equals("STOPPED");
  }

  /** True where nothing of it can run any more; of a node that has failed nobody knows. */
  boolean isOver() {
    return OVER.contains(state);
  }
}
