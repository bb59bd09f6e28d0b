/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointFolderException;
import dev.cairn.RunInUseException;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.DurableFiles;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.FolderSafety;
import dev.cairn.internal.store.Owner;
import dev.cairn.internal.store.RunFolder;
import dev.cairn.internal.store.SealedRoom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What people do to a run that nobody is at work on: remove checkpoints, put it aside, or put its
 * owner out. The run is claimed meanwhile, as an attempt claims it: a live owner is not disturbed,
 * a program that is started finds an owner, and whoever is frozen somewhere is fenced.
 *
 * <p>Used by one thread. Closed, the run is as before but for what was done; where an older owner
 * may still be alive somewhere, the claim stays as an attempt that has ended, so that it learns of
 * it.
 */
public final class Maintenance implements AutoCloseable {
  /** How the names of runs begin that are being removed. */
  public static final String REMOVED = ".removed-";

  private static final Duration BEAT = Duration.ofSeconds(30);

  private final RunFolder folder;
  private final EpochFolder own;
  private final Heart heart;
  private boolean stays;
  private boolean isAside;

  private Maintenance(RunFolder folder, EpochFolder own, Heart heart) {
    this.folder = folder;
    this.own = own;
    this.heart = heart;
  }

  /**
   * Claims a run. Waits for up to three of its owner's beats where nobody can tell from here
   * whether that is alive.
   *
   * @param path the folder of the run
   * @param takeover true where a live owner is to be put out
   * @throws RunInUseException if somebody is at work on it
   * @throws CheckpointFolderException if it is another user's
   */
  public static Maintenance claim(Path path, boolean takeover) throws IOException {
    Path real = path.toRealPath(); // what is moved or removed is the run, and no link to it
    new FolderSafety(Set.of()).checkOwner(real);
    RunFolder folder = new RunFolder(DurableFiles.like(real), real);
    OwnerWatch.Newcomer newcomer =
        new OwnerWatch.Newcomer(
            String.valueOf(real.getFileName()),
            BEAT,
            takeover,
            GuardedJob.find(Maintenance.class.getClassLoader()),
            folder.path());
    if (!takeover) {
      requireNoProcessHere(folder);
    }
    Owner self = ProcessIdentity.ofThisProcess(BEAT, newcomer.job(), "");
    EpochFolder own;
    try {
      own = new OwnerWatch(newcomer, folder, TimeSource.SYSTEM, new RunLog()).claim(self);
    } catch (RunInUseException e) {
      throw inUse(folder, "its owner is alive", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a sign of life of its owner", e);
    }
    Heart heart = new Heart(new Pulse(own), BEAT, 0);
    Maintenance maintenance = new Maintenance(folder, own, heart);
    try {
      heart.start();
      maintenance.seal();
      return maintenance;
    } catch (IOException | RuntimeException | Error e) {
      maintenance.close();
      throw e;
    }
  }

  /**
   * A process that is there may be suspended, and is silent then: a start that wants to compute may
   * take its run over, people who put things in order do not.
   */
  private static void requireNoProcessHere(RunFolder folder) throws IOException {
    List<EpochFolder> epochs = folder.epochs();
    if (epochs.isEmpty() || epochs.get(epochs.size() - 1).isReleased()) {
      return;
    }
    Optional<Owner> owner = epochs.get(epochs.size() - 1).owner();
    if (owner.isPresent()
        && ProcessIdentity.isOfThisHost(owner.get())
        && !ProcessIdentity.isCertainlyDead(owner.get())) {
      throw inUse(folder, owner.get().describe() + " is there, running or suspended", null);
    }
  }

  private static RunInUseException inUse(RunFolder folder, String why, RunInUseException cause) {
    RunInUseException inUse =
        new RunInUseException(
            folder.path()
                + " is in use: "
                + why
                + "; nothing was done. Let it end, have it end with `cairn stop`, or put it out with `cairn"
                + " takeover`");
    if (cause != null) {
      inUse.addSuppressed(cause);
    }
    return inUse;
  }

  /** Whoever may still be at work somewhere finds a later attempt, now and afterwards. */
  private void seal() throws IOException {
    for (EpochFolder epoch : folder.epochs()) {
      stays |= epoch.number() < own.number() && !isForsaken(epoch);
    }
    folder.sealBefore(own);
  }

  /**
   * Removes what a plan says; it must have been made since the claim. The newest goes first: what
   * needs the blocks of others, before those.
   */
  public void carryOut(RemovalPlan plan) throws IOException {
    List<EpochFolder> newestFirst = new ArrayList<>(folder.epochs());
    Collections.reverse(newestFirst);
    for (EpochFolder epoch : newestFirst) {
      if (epoch.number() < own.number()) {
        carryOut(plan, epoch);
      }
    }
    pointToNewest();
  }

  private void carryOut(RemovalPlan plan, EpochFolder epoch) throws IOException {
    List<CheckpointFile> newestFirst = new ArrayList<>(plan.removed());
    newestFirst.removeIf(file -> file.epoch() != epoch.number());
    Collections.reverse(newestFirst);
    List<Path> blocks =
        plan.blocks().stream().filter(path -> path.startsWith(epoch.path())).toList();
    if (newestFirst.isEmpty() && blocks.isEmpty()) {
      return;
    }
    own.confirmOwn();
    requireNoneIsPinned(newestFirst);
    try (SealedRoom room = SealedRoom.open(folder, epoch, isForsaken(epoch))) {
      for (CheckpointFile file : newestFirst) {
        if (plan.demoted().containsKey(file)) {
          room.demote(file, plan.demoted().get(file));
        } else {
          room.delete(file.path());
        }
      }
      for (Path path : blocks) {
        room.delete(path);
      }
    }
  }

  /** Making the plan may have taken long. */
  private void requireNoneIsPinned(List<CheckpointFile> files) throws IOException {
    Set<String> pins = folder.pins();
    for (CheckpointFile file : files) {
      if (pins.contains(file.id())) {
        throw new IllegalStateException(
            "checkpoint " + file.id() + " has been pinned meanwhile; what is left stays");
      }
    }
  }

  /** The link for people, which may point to where a room no longer is. */
  private void pointToNewest() throws IOException {
    List<CheckpointFile> left = folder.catalog().files();
    Optional<String> status = folder.status();
    if (!left.isEmpty() && status.isPresent()) {
      own.writeStatus(status.get(), Optional.of(left.get(left.size() - 1).path()));
    }
  }

  private static boolean isForsaken(EpochFolder epoch) throws IOException {
    Optional<Owner> owner = epoch.owner();
    return epoch.isReleased()
        || (owner.isPresent() && ProcessIdentity.isCertainlyDead(owner.get()));
  }

  /** The checkpoints of the claimed run. */
  public List<CheckpointFile> checkpoints() throws IOException {
    return folder.catalog().files();
  }

  /**
   * Puts the whole run aside, so that the next start begins anew.
   *
   * @param name what the folder is called from now on, in the same directory
   * @return where it is now
   * @throws RunInUseException if another attempt has claimed the run meanwhile; it is left where it
   *     was
   */
  public Path putAside(String name) throws IOException {
    Path aside = folder.path().resolveSibling(name);
    if (Files.exists(aside)) {
      throw new IOException(aside + " is there already");
    }
    heart.close();
    own.confirmOwn();
    Files.move(folder.path(), aside, StandardCopyOption.ATOMIC_MOVE);
    RunFolder moved = new RunFolder(DurableFiles.like(aside), aside);
    for (EpochFolder epoch : moved.epochs()) {
      if (epoch.number() > own.number()) {
        // It was claimed between the look and the move: by this path nobody can any more.
        Files.move(aside, folder.path(), StandardCopyOption.ATOMIC_MOVE);
        throw inUse(folder, "it has just been started", null);
      }
    }
    isAside = true;
    for (EpochFolder epoch : moved.epochs()) {
      if (epoch.number() == own.number()) {
        epoch.discard();
      }
    }
    return aside;
  }

  /** Puts it aside under a name that says that it goes, and removes it with all that is in it. */
  public void removeRun() throws IOException {
    removeAside(
        putAside(REMOVED + folder.path().getFileName() + "-" + ProcessHandle.current().pid()));
  }

  /**
   * Removes a run whose owner has certainly ended, without a claim: where the disk is full there is
   * no room for one. Nobody can claim it by its path once it is put aside; where somebody has done
   * so just before, it is put back.
   *
   * @param path the folder of the run
   * @throws RunInUseException if somebody may be at work on it
   */
  public static void removeForsakenRun(Path path) throws IOException {
    Path real = path.toRealPath();
    new FolderSafety(Set.of()).checkOwner(real);
    RunFolder folder = new RunFolder(DurableFiles.like(real), real);
    long newest = newestForsaken(folder);
    Path aside =
        real.resolveSibling(REMOVED + real.getFileName() + "-" + ProcessHandle.current().pid());
    Files.move(real, aside, StandardCopyOption.ATOMIC_MOVE);
    try {
      if (newestForsaken(new RunFolder(DurableFiles.like(aside), aside)) != newest) {
        throw inUse(folder, "it has just been started", null);
      }
    } catch (RunInUseException e) {
      Files.move(aside, real, StandardCopyOption.ATOMIC_MOVE);
      throw e;
    }
    removeAside(aside);
  }

  private static long newestForsaken(RunFolder folder) throws IOException {
    List<EpochFolder> epochs = folder.epochs();
    if (epochs.isEmpty()) {
      return 0;
    }
    EpochFolder last = epochs.get(epochs.size() - 1);
    if (!isForsaken(last)) {
      throw inUse(folder, "nobody can tell from here whether its owner has ended", null);
    }
    return last.number();
  }

  /**
   * Removes a run that {@link #removeRun} has put aside and not come to remove.
   *
   * @param aside a folder whose name begins with {@link #REMOVED}
   */
  public static void removeAside(Path aside) throws IOException {
    RunFolder.removeTree(aside);
  }

  /** Leaves the claim where it is: whoever was put out learns by whom. */
  public void stay() {
    stays = true;
  }

  @Override
  public void close() throws IOException {
    heart.close();
    if (isAside) {
      return;
    }
    if (stays) {
      own.releaseAsMaintenance();
    } else {
      own.discard();
    }
  }
}
