/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointFolderException;
import dev.cairn.RunInUseException;
import dev.cairn.Sharing;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What people do to a run that nobody is at work on: remove checkpoints, put it aside, or put its
 * owner out. The run is claimed meanwhile, as an attempt claims it: a live owner is not disturbed,
 * a program that is started finds an owner, and whoever is frozen somewhere is fenced.
 *
 * <p>Used by one thread. Closed, the run is as before but for what was done.
 */
public final class Maintenance implements AutoCloseable {
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
    new FolderSafety(Set.of()).checkOwner(path);
    RunFolder folder = new RunFolder(new DurableFiles(Sharing.PRIVATE), path);
    String run = String.valueOf(path.toAbsolutePath().normalize().getFileName());
    OwnerWatch.Newcomer newcomer =
        new OwnerWatch.Newcomer(
            run, BEAT, takeover, GuardedJob.find(Maintenance.class.getClassLoader()));
    Owner self = ProcessIdentity.ofThisProcess(BEAT, newcomer.job());
    EpochFolder own;
    try {
      own = new OwnerWatch(newcomer, folder, TimeSource.SYSTEM, new RunLog()).claim(self);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a sign of life of its owner", e);
    }
    Heart heart = new Heart(new Pulse(own), BEAT, 0);
    Maintenance maintenance = new Maintenance(folder, own, heart);
    try {
      heart.start();
      folder.sealBefore(own);
      return maintenance;
    } catch (IOException | RuntimeException | Error e) {
      maintenance.close();
      throw e;
    }
  }

  /** Removes what a plan says; it must have been made since the claim. */
  public void carryOut(RemovalPlan plan) throws IOException {
    for (EpochFolder epoch : folder.epochs()) {
      if (epoch.number() < own.number()) {
        carryOut(plan, epoch);
      }
    }
  }

  private void carryOut(RemovalPlan plan, EpochFolder epoch) throws IOException {
    List<CheckpointFile> removed =
        plan.removed().stream().filter(file -> file.epoch() == epoch.number()).toList();
    List<Path> blocks =
        plan.blocks().stream().filter(path -> path.startsWith(epoch.path())).toList();
    if (removed.isEmpty() && blocks.isEmpty()) {
      return;
    }
    try (SealedRoom room = SealedRoom.open(folder, epoch, isForsaken(epoch))) {
      for (CheckpointFile file : removed) {
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

  private static boolean isForsaken(EpochFolder epoch) throws IOException {
    Optional<Owner> owner = epoch.owner();
    return epoch.isReleased()
        || (owner.isPresent() && ProcessIdentity.isCertainlyDead(owner.get()));
  }

  /**
   * Puts the whole run aside, so that the next start begins anew.
   *
   * @param name what the folder is called from now on, in the same directory
   * @return where it is now
   */
  public Path putAside(String name) throws IOException {
    Path aside = folder.path().resolveSibling(name);
    if (Files.exists(aside)) {
      throw new IOException(aside + " is there already");
    }
    heart.close();
    Files.move(folder.path(), aside, StandardCopyOption.ATOMIC_MOVE);
    isAside = true;
    RunFolder moved = new RunFolder(new DurableFiles(Sharing.PRIVATE), aside);
    for (EpochFolder epoch : moved.epochs()) {
      if (epoch.number() == own.number()) {
        epoch.discard();
      }
    }
    return aside;
  }

  /** Removes a run that was {@linkplain #putAside put aside}, with all that is in it. */
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
      own.release();
    } else {
      own.discard();
    }
  }
}
