/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointException;
import dev.cairn.CheckpointSettingsException;
import dev.cairn.NoUsableCheckpointException;
import dev.cairn.RanksException;
import dev.cairn.UnusableCheckpointException;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.rank.RankSeat;
import dev.cairn.internal.rank.ResumeVote;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.RecoveryPlan;
import dev.cairn.internal.store.RunFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How several ranks resume the same checkpoint:
 *
 * <pre>
 *   rank 0:  claim -> seal -> catalog -> propose                 -> decide -> decode
 *   all:     join  -> seal rooms      -> read every byte -> vote -> obey   -> decode
 * </pre>
 *
 * <p>Used by one thread, once.
 */
final class RankedResume {
  /** In spans of the patience with threads of one JVM. */
  private static final int PATIENCE = 10;

  /** Of how many ranks rank 0 is one; decided before anything else. */
  private static final String SIZE = "size";

  private final RunSettings settings;
  private final RunFolder folder;
  private final ResumePipeline pipeline;
  private final RankSeat seat;
  private final TimeSource time;

  RankedResume(RunSettings settings, RunFolder folder, ResumePipeline pipeline, TimeSource time) {
    this.settings = settings;
    this.folder = folder;
    this.pipeline = pipeline;
    this.seat = settings.seat();
    this.time = time;
  }

  Resumed run() throws IOException, InterruptedException {
    if (settings.branchFrom().isPresent()) {
      throw new CheckpointSettingsException(
          "branchFrom(...) with ranks(): no branch begins with a checkpoint of several ranks so far; "
              + "copy the folder of the run and give it another name(...) instead");
    }
    if (seat.isFirst()) {
      refuseALaunchOfBefore();
    }
    EpochFolder attempt = seat.isFirst() ? pipeline.claim(seat.launch()) : join();
    ResumeVote vote =
        new ResumeVote(seat, attempt.decisions(), attempt.votes(seat.size()), time, patience());
    try (Heart pulse = pipeline.pulseOf(attempt)) {
      pulse.start();
      takeSeat(attempt);
      if (seat.isFirst()) {
        attempt.otherRights().ifPresent(rights -> pipeline.warnOfRights(attempt, rights));
        folder.sealBefore(attempt);
      }
      folder.sealRoomsBefore(attempt, seat.rank(), seat.size());
      return seat.isFirst() ? lead(attempt, vote) : follow(attempt, vote);
    } catch (IOException | RuntimeException | Error e) {
      if (seat.isFirst()) {
        vote.fail(String.valueOf(e.getMessage()));
      }
      // The others still have to read why.
      OpenRuns.remove(settings.key());
      ResumePipeline.release(attempt, e);
      throw e;
    }
  }

  /** One that is started anew would write over parts that checkpoints are made of. */
  private void takeSeat(EpochFolder attempt) throws IOException {
    if (!settings.roomIn(attempt).claimRoom()) {
      throw new RanksException(
          "run "
              + settings.name()
              + ": "
              + seat.describe()
              + " of this start ("
              + seat.launch()
              + ") is there already, in "
              + attempt.path()
              + "; each rank is one JVM, started once: check CAIRN_RANK and CAIRN_LAUNCH_ID; where one "
              + "has died, start all of them anew");
    }
    if (seat.isFirst()) {
      String unused = attempt.decisions().decide(SIZE, Integer.toString(seat.size()));
    }
  }

  /** Who counts others than rank 0 does would be waited for by nobody. */
  private void requireSameSize(EpochFolder attempt) throws IOException {
    String size = attempt.decisions().find(SIZE).orElse("an unknown number of");
    if (!size.equals(Integer.toString(seat.size()))) {
      throw new RanksException(
          "run "
              + settings.name()
              + ": this is "
              + seat.describe()
              + ", and rank 0 of the same start ("
              + seat.launch()
              + ") is one of "
              + size
              + "; give all of them the same CAIRN_RANK_COUNT");
    }
  }

  /** Others of this start would take the attempt of that one for theirs. */
  private void refuseALaunchOfBefore() throws IOException {
    for (EpochFolder epoch : folder.epochs()) {
      if (epoch.owner().filter(owner -> owner.launch().equals(seat.launch())).isPresent()) {
        throw new RanksException(
            "run "
                + settings.name()
                + ": "
                + epoch.path()
                + " was begun by a start of the same identity ("
                + seat.launch()
                + "); each start of all ranks needs another one: check CAIRN_LAUNCH_ID, and start them "
                + "as a new step");
      }
    }
  }

  private Duration patience() {
    return settings.limits().patience().multipliedBy(PATIENCE);
  }

  /** Waits for rank 0 of this very launch. */
  private EpochFolder join() throws IOException, InterruptedException {
    OpenRuns.add(settings);
    ResumeVote.Waiting waiting = new ResumeVote.Waiting(time, patience(), seat.size());
    Optional<EpochFolder> found = folder.find(seat.launch());
    while (found.isEmpty()) {
      if (!waiting.pause()) {
        OpenRuns.remove(settings.key());
        throw new RanksException(
            seat.describe()
                + " of run "
                + settings.name()
                + " has waited "
                + patience().toSeconds()
                + " s for rank 0 of the same start ("
                + seat.launch()
                + ") to open the run in "
                + folder.path()
                + "; has it been refused, or does it see another folder?");
      }
      found = folder.find(seat.launch());
    }
    return found.get();
  }

  // ---- rank 0 ----------------------------------------------------------------------------------

  private Resumed lead(EpochFolder own, ResumeVote vote) throws IOException, InterruptedException {
    RecoveryPlan plan = RecoveryPlan.of(folder.catalog(), settings.resume());
    Resumed resumed =
        switch (plan.action()) {
          case START -> {
            vote.start();
            yield pipeline.start(own);
          }
          case RESUME -> firstUsable(plan, own, vote);
          case REFUSE -> throw pipeline.nothingToResume();
        };
    return resumed
        .interrupted(folder.interruptedSince(ResumePipeline.writtenBy(resumed), own.number()))
        .never(pipeline.noteUnreadable(resumed, own));
  }

  private Resumed firstUsable(RecoveryPlan plan, EpochFolder own, ResumeVote vote)
      throws IOException, InterruptedException {
    List<Resumed.Skipped> skipped = new ArrayList<>();
    for (CheckpointFile file : plan.candidates()) {
      Optional<String> trouble = trouble(file);
      if (trouble.isEmpty()) {
        trouble = vote.propose(file.id(), () -> troubleWithPart(file));
      }
      if (trouble.isEmpty()) {
        vote.use(file.id());
        return Resumed.from(decode(file), own, Resumed.Adopted.NOTHING, skipped);
      }
      skipped.add(new Resumed.Skipped(file, trouble.get()));
    }
    throw pipeline.noneUsable(skipped);
  }

  /** Why it cannot be used by any rank; what cannot be mended by walking back is thrown. */
  private Optional<String> trouble(CheckpointFile file) {
    try (CheckpointFileReader reader = pipeline.open(file)) {
      pipeline.checkParameters(reader.manifest());
      Redistribution unused = pipeline.partsOf(reader);
      return Optional.empty();
    } catch (UnusableCheckpointException | IOException e) {
      return Optional.of(ResumePipeline.reasonOf(e));
    }
  }

  // ---- all -------------------------------------------------------------------------------------

  private Resumed follow(EpochFolder attempt, ResumeVote vote)
      throws IOException, InterruptedException {
    ResumeVote.Decision decision =
        vote.follow(
            id -> {
              requireSameSize(attempt);
              return troubleWithPart(find(id));
            });
    requireSameSize(attempt);
    return switch (decision.kind()) {
      case START -> pipeline.start(attempt);
      case USE ->
          Resumed.from(decode(find(decision.text())), attempt, Resumed.Adopted.NOTHING, List.of())
              .never(Set.of());
      case FAIL -> throw new NoUsableCheckpointException("rank 0: " + decision.text());
    };
  }

  /** Rank 0 sees it; a client of NFS may show an older list for a while. */
  private CheckpointFile find(String id) throws IOException, InterruptedException {
    ResumeVote.Waiting waiting =
        new ResumeVote.Waiting(time, settings.limits().patience(), seat.size());
    do {
      for (CheckpointFile file : folder.catalog().files()) {
        if (file.id().equals(id)) {
          return file;
        }
      }
    } while (waiting.pause());
    throw new IOException("checkpoint " + id + " of " + folder.path() + " is not to be seen");
  }

  /** Reads every byte of the part of this rank, or of those that it has a share in. */
  private Optional<String> troubleWithPart(CheckpointFile file) {
    try (CheckpointFileReader checkpoint = pipeline.open(file)) {
      Redistribution parts = pipeline.partsOf(checkpoint);
      for (int rank : parts.ranks()) {
        verify(parts, rank);
      }
      return Optional.empty();
    } catch (RanksException e) {
      throw e; // no older one can help
    } catch (IOException | CheckpointException e) {
      return Optional.of(ResumePipeline.reasonOf(e));
    }
  }

  private static void verify(Redistribution parts, int rank) throws IOException {
    try (CheckpointFileReader part = parts.open(rank)) {
      if (parts.isNeeded()) {
        parts.requireDivisible(part); // guard: divisible
      }
      part.verify(); // guard: verify-part
    }
  }

  private Resumed.Restored decode(CheckpointFile file) throws IOException {
    try (CheckpointFileReader checkpoint = pipeline.open(file)) {
      return pipeline.decodePart(checkpoint);
    }
  }
}
