/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Sharing;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.store.Decisions;
import dev.cairn.internal.store.DurableFiles;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.Owner;
import dev.cairn.internal.store.RunFolder;
import dev.cairn.internal.store.Votes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rank 0 makes of what the others say. */
class CoordinatorTest {
  private static final int SIZE = 3;

  @TempDir Path folder;

  private Decisions decisions;
  private Votes votes;
  private Coordinator coordinator;

  @BeforeEach
  void begin() throws IOException {
    RunFolder run = new RunFolder(new DurableFiles(Sharing.PRIVATE), folder.resolve("run"));
    run.create();
    Owner owner = new Owner("host", "space", 1, 2, "nonce", 3, Map.of(), "launch");
    EpochFolder attempt = run.claim(0, owner).orElseThrow();
    decisions = attempt.decisions();
    votes = attempt.votes(SIZE);
    coordinator =
        new Coordinator(
            new RankSeat(0, SIZE, "launch"),
            decisions,
            votes,
            new NoCommits(),
            new StandingClock(),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            1,
            text -> {});
  }

  private void gather() throws IOException {
    Set<String> names = decisions.list();
    coordinator.gather(
        Decisions.subjectsIn(names), Votes.topicsIn(names), Map.of(), new OwnPart(0, 0, 0));
  }

  private void ends(int rank) throws IOException {
    RankEntry.PartFile file = new RankEntry.PartFile(rank, 5, new UUID(rank, 5), 1, 5, true, 0, 0);
    votes.cast(Topics.ENDS, rank, new PartReport(file, false, 0, 0, 1, 0).answer());
  }

  /** A JVM may be closed while its last state is written, which then is there all the same. */
  @Test
  void shouldCountARankOnceThatHasEndedAndIsGone() throws IOException {
    ends(0);
    ends(1);
    votes.cast(Topics.GONE, 1, "");

    gather();

    assertThat(decisions.list()).as("rank 2 computes on").doesNotContain(Topics.COMPLETE);
    votes.cast(Topics.GONE, 2, "");
    gather();
    assertThat(decisions.find(Topics.COMPLETE).orElseThrow())
        .startsWith(News.UNSAVED)
        .contains("rank 2 has closed the run");
  }

  /** Nothing is to be committed in these tests. */
  private static final class NoCommits implements Committer {
    @Override
    public long commit(Cut cut, List<PartReport> parts) {
      throw new AssertionError("commits " + cut);
    }

    @Override
    public void requireOwn() {}

    @Override
    public void prune(long number, boolean complete) {
      throw new AssertionError("prunes");
    }

    @Override
    public String whatDiffers(List<PartReport> parts) {
      throw new AssertionError("differs");
    }
  }

  /** Time does not pass. */
  private static final class StandingClock implements RankClock {
    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void sleep(Duration span) {
      throw new AssertionError("waits");
    }
  }
}
