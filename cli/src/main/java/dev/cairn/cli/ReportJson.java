/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.RankHeads;
import dev.cairn.internal.inspect.RunRecord;
import java.util.ArrayList;
import java.util.List;

/** A run's record as JSON. Stateless. */
final class ReportJson {
  private ReportJson() {}

  static JsonObject of(RunRecord run, RankHeads heads) {
    RunRecord.Sums sums = run.sums();
    JsonObject json =
        new JsonObject()
            .with("run", run.view().name())
            .with("state", run.view().stateText())
            .with("attempts", sums.attempts())
            .with("interruptions", sums.interruptions())
            .with("taken", sums.taken())
            .with("failed", sums.failed())
            .with("pausedMillis", sums.pausedMillis())
            .with("bytesWritten", sums.bytesWritten())
            .with("lostSeconds", sums.lostSeconds())
            .with("savedSeconds", sums.savedSeconds())
            .with("computeSeconds", sums.computeSeconds())
            .with("overhead", sums.overhead());
    List<Object> attempts = new ArrayList<>();
    for (RunRecord.Attempt attempt : run.attempts()) {
      attempts.add(
          new JsonObject()
              .with("epoch", attempt.epoch())
              .with("how", attempt.how())
              .with("from", attempt.from())
              .with("host", attempt.host())
              .with("start", attempt.start().toString())
              .with("end", attempt.end().toString())
              .with("ending", attempt.ending())
              .with("checkpoints", attempt.points().size())
              .with("failures", attempt.failures().size()));
    }
    KeptRanks.of(run.view(), heads).ifPresent(ranks -> json.with("ranks", of(ranks)));
    return json.with("listed", attempts);
  }

  private static JsonObject of(KeptRanks ranks) {
    List<Object> slowest = new ArrayList<>();
    for (KeptRanks.Slowest one : ranks.slowest()) {
      slowest.add(new JsonObject().with("rank", one.rank()).with("checkpoints", one.checkpoints()));
    }
    return RankText.json(ranks.newest())
        .with("checkpoint", ranks.id())
        .with("slowestRanks", slowest)
        .with("checkpointsRead", ranks.read())
        .with("checkpointsNotReadable", ranks.unread());
  }
}
