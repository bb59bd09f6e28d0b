/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.format.JsonException;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.store.RunHistory;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has happened to a run, as its history tells it. Immutable.
 *
 * @param view how it stands now
 * @param attempts the attempts that are listed, the oldest first
 * @param earlier how many were before those, of which only sums are left
 * @param sums over all attempts
 */
public record RunRecord(RunView view, List<Attempt> attempts, long earlier, Sums sums) {
  /**
   * An attempt.
   *
   * @param epoch its number
   * @param how NEW, RESUMED or BRANCHED
   * @param from the checkpoint it went on from; empty where it began anew
   * @param host where it ran
   * @param job what the scheduler called it; empty outside a job
   * @param start when it began, by its clock
   * @param end when it was heard of last
   * @param ending how it ended: COMPLETE, STOPPED, ENDED, or empty where it has not said so
   * @param lostSeconds what the attempt before it had computed and not saved
   * @param savedSeconds what the run had computed by the checkpoint that it went on from
   * @param points its checkpoints that are listed
   * @param failures when its checkpoints failed, and why
   * @param skipped checkpoints that it could not use, each with its reason
   */
  public record Attempt(
      long epoch,
      String how,
      String from,
      String host,
      String job,
      Instant start,
      Instant end,
      String ending,
      long lostSeconds,
      long savedSeconds,
      List<Point> points,
      List<Failure> failures,
      List<String> skipped) {}

  /**
   * A checkpoint.
   *
   * @param at when it was durable
   * @param sequence its number in the attempt
   * @param reason why it was taken
   * @param pauseMillis how long the program waited, in milliseconds
   * @param persistMillis from then until it was durable, in milliseconds
   * @param bytes how long its file was
   * @param computeSeconds what the run had computed, in seconds
   * @param done how far the program was; -1 where it does not say
   * @param total how much there is to do; 0 where nobody knows
   */
  public record Point(
      Instant at,
      long sequence,
      String reason,
      long pauseMillis,
      long persistMillis,
      long bytes,
      long computeSeconds,
      long done,
      long total) {}

  /**
   * A checkpoint that failed.
   *
   * @param at when
   * @param message why
   */
  public record Failure(Instant at, String message) {}

  /**
   * Sums over all attempts.
   *
   * @param attempts how many
   * @param taken durable checkpoints
   * @param failed checkpoints that failed
   * @param pausedMillis how long the program has waited, in milliseconds
   * @param bytesWritten what was written, in bytes
   * @param lostSeconds computed and lost to kills, in seconds; at least
   * @param savedSeconds what need not be computed again, at all resumes, in seconds
   * @param computeSeconds what the run has computed, in seconds
   * @param interruptions attempts that have ended without saying so
   */
  public record Sums(
      long attempts,
      long taken,
      long failed,
      long pausedMillis,
      long bytesWritten,
      long lostSeconds,
      long savedSeconds,
      long computeSeconds,
      long interruptions) {
    /** The share of the time that was spent waiting for checkpoints. */
    public double overhead() {
      double all = computeSeconds + lostSeconds;
      return all == 0 ? 0 : pausedMillis / 1000.0 / all;
    }

    /**
     * The interval at which waiting and losses cost the least together, by what this run has been
     * through: the square root of twice the cost of a checkpoint times the mean time between
     * interruptions (Young 1974, doi:10.1145/361147.361115). Empty where it was never interrupted.
     */
    public Optional<Duration> youngInterval() {
      if (interruptions == 0 || taken == 0) {
        return Optional.empty();
      }
      double cost = pausedMillis / 1000.0 / taken;
      double between = (computeSeconds + lostSeconds) / (double) interruptions;
      return Optional.of(Duration.ofMillis((long) (1000 * Math.sqrt(2 * cost * between))));
    }
  }

  /** Reads it. */
  public static RunRecord of(RunView view) {
    Reader reader = new Reader();
    for (JsonObject record : view.history().records()) {
      try {
        reader.add(record);
      } catch (JsonException | DateTimeException e) {
        // Somebody has edited it; what it would have told is missing from the sums.
      }
    }
    return reader.record(view);
  }

  private static final class Reader {
    private final List<Attempt> attempts = new ArrayList<>();
    private JsonObject begin;
    private JsonObject last = new JsonObject();
    private String ending = "";
    private List<Point> points = new ArrayList<>();
    private List<Failure> failures = new ArrayList<>();
    private long earlier;
    private long taken;
    private long failed;
    private long pausedMillis;
    private long bytesWritten;
    private long lost;
    private long saved;
    private long computed;
    private long interruptions;

    void add(JsonObject record) {
      switch (record.string(RunHistory.WHAT, "")) {
        case RunHistory.EARLIER -> {
          earlier += record.number("attempts", 0);
          sum(record);
          lost += record.number("lostSeconds", 0);
          saved += record.number("savedSeconds", 0);
        }
        case RunHistory.ATTEMPT -> {
          seenAt(record);
          close(false);
          begin = record;
          last = record;
          lost += record.number("lostSeconds", 0);
          saved += record.number("savedSeconds", 0);
        }
        case RunHistory.CHECKPOINT -> {
          last = record;
          points.add(point(record));
        }
        case RunHistory.FAILURE -> {
          last = record;
          failures.add(
              new Failure(Instant.parse(record.string("at")), record.string("message", "")));
        }
        case RunHistory.STOP -> last = record;
        case RunHistory.END -> {
          last = record;
          ending = record.string("state", "ENDED");
        }
        default -> {
          // Of a later version.
        }
      }
    }

    /** One that was killed has been heard of after its last record, by its status. */
    private void seenAt(JsonObject next) {
      String seen = next.string("lastSeenAt", "");
      boolean later = begin != null && ending.isEmpty() && seen.compareTo(last.string("at")) > 0;
      if (later) {
        JsonObject heard = new JsonObject();
        last.members().forEach(heard::with);
        last = heard.with("at", seen);
      }
    }

    private void sum(JsonObject record) {
      taken += record.number("taken", 0);
      failed += record.number("failed", 0);
      pausedMillis += record.number("pausedMillis", 0);
      bytesWritten += record.number("bytesWritten", 0);
      computed = Math.max(computed, record.number("computedSeconds", 0));
    }

    private static Point point(JsonObject record) {
      return new Point(
          Instant.parse(record.string("at")),
          record.number("sequence"),
          record.string("reason", ""),
          record.number("pauseMillis", 0),
          record.number("persistMillis", 0),
          record.number("bytes", 0),
          record.number("computeSeconds", 0),
          record.number("done", -1),
          record.number("total", 0));
    }

    /** The attempt that was being read is over; the newest may be going on. */
    private void close(boolean goesOn) {
      if (begin == null) {
        return;
      }
      if (ending.isEmpty() && !goesOn) {
        interruptions++;
      }
      sum(last);
      attempts.add(
          new Attempt(
              begin.number("epoch", 0),
              begin.string("how", ""),
              begin.string("from", ""),
              begin.string("host", ""),
              begin.members().get("job") instanceof JsonObject job ? job.string("job", "") : "",
              Instant.parse(begin.string("at")),
              Instant.parse(last.string("at")),
              ending,
              begin.number("lostSeconds", 0),
              begin.number("savedSeconds", 0),
              List.copyOf(points),
              List.copyOf(failures),
              begin.strings("skipped")));
      points = new ArrayList<>();
      failures = new ArrayList<>();
      ending = "";
    }

    RunRecord record(RunView view) {
      close(view.state().mayGoOn());
      computed = Math.max(computed, view.status().number("computeSeconds", 0));
      Sums sums =
          new Sums(
              earlier + attempts.size(),
              taken,
              failed,
              pausedMillis,
              bytesWritten,
              lost,
              saved,
              computed,
              interruptions);
      return new RunRecord(view, attempts, earlier, sums);
    }
  }
}
