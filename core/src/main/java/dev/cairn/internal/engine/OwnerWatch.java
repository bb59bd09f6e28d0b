/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.RunInUseException;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.FolderSafety;
import dev.cairn.internal.store.Owner;
import dev.cairn.internal.store.RunFolder;
import dev.cairn.internal.trigger.SpanText;
import dev.cairn.spi.JobEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks before it claims: a live owner is not disturbed. What can be known at once is not waited
 * for; otherwise the owner's beat is watched for a change. Clocks are never compared.
 *
 * <p>Used by one thread.
 */
final class OwnerWatch {
  private static final int PERIODS = 3;
  private static final int LOOKS_PER_PERIOD = 10;
  private static final int MOST_CLAIMS = 600;
  private static final Duration PAUSE = Duration.ofMillis(100);

  /**
   * Who looks.
   *
   * @param run the name of the run
   * @param beatPeriod how often an owner beats that does not say how often
   * @param takeover true where a live owner is to be put out
   * @param job the job that this JVM runs in, where there is one
   * @param key by which this JVM knows its own open runs
   */
  record Newcomer(
      String run, Duration beatPeriod, boolean takeover, Optional<JobEnvironment> job, Path key) {
    static Newcomer of(RunSettings settings) {
      return new Newcomer(
          settings.name(),
          settings.limits().beatPeriod(),
          settings.takeover(),
          settings.job(),
          settings.key());
    }
  }

  private final Newcomer newcomer;
  private final RunFolder folder;
  private final TimeSource time;
  private final RunLog log;

  OwnerWatch(Newcomer newcomer, RunFolder folder, TimeSource time, RunLog log) {
    this.newcomer = newcomer;
    this.folder = folder;
    this.time = time;
    this.log = log;
  }

  /**
   * Claims the next epoch, once no live owner is left.
   *
   * @param self who claims it
   * @throws RunInUseException if somebody else is at work
   */
  EpochFolder claim(Owner self) throws IOException, InterruptedException {
    for (int i = 0; i < MOST_CLAIMS; i++) {
      List<EpochFolder> epochs = folder.epochs();
      long newest = 0;
      if (!epochs.isEmpty()) {
        EpochFolder last = epochs.get(epochs.size() - 1);
        requireGone(last);
        newest = last.number();
      }
      Optional<EpochFolder> claimed = folder.claim(newest, self);
      if (claimed.isPresent()) {
        return claimed.get();
      }
      // Another was faster; a file server may take a while to show whom.
      time.sleep(PAUSE);
    }
    throw new RunInUseException(
        folder.path() + ": " + MOST_CLAIMS + " other attempts were faster; start it once");
  }

  private void requireGone(EpochFolder epoch) throws IOException, InterruptedException {
    if (epoch.isReleased()) {
      return;
    }
    if (newcomer.takeover()) {
      log.headline("run " + newcomer.run() + ": " + nameOf(epoch.owner()) + " is put out by force");
      return;
    }
    if (OpenRuns.contains(newcomer.key())) {
      throw new RunInUseException(
          "this program has run "
              + newcomer.run()
              + " in "
              + folder.path()
              + " open already; close it first, or give one of the two another name(...)");
    }
    Optional<Owner> owner = epoch.owner();
    if (owner.isPresent() && ProcessIdentity.isThisProcess(owner.get())) {
      return; // an attempt of ours that could not say that it has ended
    }
    if (owner.isPresent() && isCertainlyGone(epoch, owner.get())) {
      return;
    }
    if (owner.isPresent() && isSuspended(owner.get())) {
      throw inUse(owner);
    }
    Duration period =
        owner.map(Owner::beatMillis).map(Duration::ofMillis).orElse(newcomer.beatPeriod());
    log.headline(
        "run "
            + newcomer.run()
            + ": its last owner is "
            + nameOf(owner)
            + ", and nobody can tell from here whether that is alive; its sign of life is watched "
            + "for up to "
            + SpanText.of(period.multipliedBy(PERIODS)));
    String before = epoch.readBeat();
    for (int i = 0; i < PERIODS * LOOKS_PER_PERIOD; i++) {
      time.sleep(period.dividedBy(LOOKS_PER_PERIOD));
      if (epoch.isReleased()) {
        return;
      }
      if (!Files.isDirectory(epoch.path())) {
        return; // it was a start that came to nothing, or somebody who has put things in order
      }
      if (!epoch.readBeat().equals(before)) {
        throw inUse(epoch.owner());
      }
    }
  }

  private boolean isCertainlyGone(EpochFolder epoch, Owner owner) throws IOException {
    // Another user's process may be hidden from us and alive all the same.
    boolean ours = new FolderSafety(Set.of()).foreignOwner(epoch.path()).isEmpty();
    if ((ours || ProcessIdentity.seesOtherUsers()) && ProcessIdentity.isCertainlyDead(owner)) {
      return true;
    }
    return isOfAJob(owner) && newcomer.job().get().isCertainlyOver(owner.job());
  }

  private boolean isSuspended(Owner owner) {
    return isOfAJob(owner) && newcomer.job().get().isSuspended(owner.job());
  }

  private boolean isOfAJob(Owner owner) {
    return newcomer.job().isPresent() && !owner.job().isEmpty();
  }

  private static String nameOf(Optional<Owner> owner) {
    return owner.map(Owner::describe).orElse("an attempt that had not yet said who it is");
  }

  private RunInUseException inUse(Optional<Owner> owner) {
    return new RunInUseException(
        "run "
            + newcomer.run()
            + " in "
            + folder.path()
            + " is in use by "
            + nameOf(owner)
            + "; it was not disturbed. Let it end, or give this one another name(...); to put the other "
            + "out by force, start with CAIRN_TAKEOVER=1");
  }
}
