/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.Sharing;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The folder of one run, with the attempts in it.
 *
 * <p>A newcomer first claims the next epoch, then seals every older one, and only then lists:
 * whatever a zombie tries after the listing is refused by the file system itself.
 *
 * <p>Thread-safe: it has no state but its path.
 */
public final class RunFolder {
  private static final Set<PosixFilePermission> SEALED =
      PosixFilePermissions.fromString("r-x------");
  private static final Set<PosixFilePermission> SEALED_FOR_GROUP =
      PosixFilePermissions.fromString("r-xr-x---");

  private static final int MOST_LISTINGS = 20;

  /** Longer than anything that is ever written. */
  private static final long LARGEST_TEXT = 8 << 20;

  private final DurableFiles files;
  private final Path path;

  /**
   * Names the folder; nothing is touched.
   *
   * @param files how to write
   * @param path the folder
   */
  public RunFolder(DurableFiles files, Path path) {
    this.files = files;
    this.path = path;
  }

  /**
   * A folder that is only read.
   *
   * @param path the folder
   */
  public static RunFolder toBeRead(Path path) {
    return new RunFolder(new DurableFiles(Sharing.PRIVATE), path);
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /** Creates the folder with its parents where they are missing. */
  public void create() throws IOException {
    files.createFolders(path);
    // Whoever made it may have been killed before its name was durable.
    Path directory = DurableFiles.parentOf(path);
    DurableFiles.forceFolder(directory); // guard: force-run-folder
    try {
      DurableFiles.forceFolder(DurableFiles.parentOf(directory));
    } catch (IOException e) {
      // A folder of the site's that we may not even open: its names are the site's business.
    }
  }

  /** Writes what the run is, for people and for the comparison of runs; once. */
  public void describe(String json) throws IOException {
    Path file = path.resolve(Names.RUN);
    if (!Files.exists(file)) {
      files.writeText(file, json);
    }
  }

  /** What the run is; empty where it has not said so. */
  public Optional<String> description() throws IOException {
    return textIn(Names.RUN);
  }

  /** What has happened to the run; empty where nothing has been written down. */
  public Optional<String> history() throws IOException {
    return textIn(Names.HISTORY);
  }

  /** How the run stands, in the words of its last attempt; empty where it has said nothing. */
  public Optional<String> status() throws IOException {
    return textIn(Names.STATUS);
  }

  private Optional<String> textIn(String name) throws IOException {
    Path file = path.resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (Files.size(file) > LARGEST_TEXT) {
      throw new IOException(file + " has " + Files.size(file) + " bytes, and is none of ours");
    }
    return Optional.of(Files.readString(file));
  }

  /**
   * Checkpoints that some attempt could not read, as {@code epoch/sequence}: never to be deleted.
   */
  public Set<String> unreadable() throws IOException {
    Path file = path.resolve(Names.UNREADABLE);
    return Files.exists(file) ? new TreeSet<>(Files.readAllLines(file)) : new TreeSet<>();
  }

  /** Notes what could not be read, for all attempts to come. */
  public void noteUnreadable(Set<String> ids, EpochFolder own) throws IOException {
    files.writeStatus(own.path(), path.resolve(Names.UNREADABLE), String.join("\n", ids) + "\n");
  }

  /** The attempts, the oldest first. */
  public List<EpochFolder> epochs() throws IOException {
    List<EpochFolder> epochs = new ArrayList<>();
    for (String name : Catalog.list(path)) {
      OptionalLong number = Names.epochNumber(name);
      boolean folder = Files.isDirectory(path.resolve(name), LinkOption.NOFOLLOW_LINKS);
      if (number.isPresent() && folder) {
        epochs.add(new EpochFolder(files, path.resolve(name), number.getAsLong()));
      }
    }
    epochs.sort(Comparator.comparingLong(EpochFolder::number));
    return epochs;
  }

  /**
   * All committed checkpoints. Where an attempt has got another name since the attempts were
   * listed, they are listed again: its checkpoints are not to be missed.
   */
  public Catalog catalog() throws IOException {
    for (int i = 0; i < MOST_LISTINGS; i++) {
      Optional<Catalog> whole = Catalog.of(epochs());
      if (whole.isPresent()) {
        return pinned(whole.get());
      }
      refresh();
    }
    throw new IOException(
        path
            + ": its attempts get other names while they are listed; somebody else is at work here");
  }

  /** Where nobody can tell which ones people want to be kept, it is all of them. */
  private Catalog pinned(Catalog catalog) {
    try {
      return catalog.pinning(pins());
    } catch (IOException e) {
      return new Catalog(catalog.files().stream().map(CheckpointFile::asPinned).toList());
    }
  }

  /** Checkpoints that people want to be kept, as {@code epoch/sequence}. */
  public Set<String> pins() throws IOException {
    Set<String> ids = new TreeSet<>();
    Catalog.list(path.resolve(Names.PINS)).forEach(name -> ids.add(Names.pinned(name)));
    return ids;
  }

  /**
   * Keeps a checkpoint, whatever the program's policy says. A file beside the attempts: their rooms
   * are sealed.
   *
   * @throws NoSuchFileException if it is no longer there, perhaps removed at this moment
   */
  public void pin(CheckpointFile file) throws IOException {
    Path pins = path.resolve(Names.PINS);
    files.createFolders(pins);
    Path pin = pins.resolve(Names.pin(file.id()));
    if (!Files.exists(pin)) {
      files.writeText(pin, "");
    }
    if (!Files.exists(file.path())) {
      Files.deleteIfExists(pin);
      throw new NoSuchFileException(file.path().toString(), null, "was removed meanwhile");
    }
  }

  /** Keeps it no longer. */
  public void unpin(CheckpointFile file) throws IOException {
    Files.deleteIfExists(path.resolve(Names.PINS).resolve(Names.pin(file.id())));
    Files.deleteIfExists(
        file.path().resolveSibling(DurableFiles.nameOf(file.path()) + Names.PINNED_SUFFIX));
  }

  /**
   * How many attempts in a row, back from one, have ended in good order and left no checkpoint of
   * their own but that of their start.
   *
   * @param last the number of that attempt
   */
  public int fruitless(long last) throws IOException {
    List<CheckpointFile> files = catalog().files();
    List<EpochFolder> epochs = epochs();
    int count = 0;
    for (int i = epochs.size() - 1; i >= 0; i--) {
      long number = epochs.get(i).number();
      long made =
          files.stream()
              .filter(file -> file.epoch() == number && file.sequence() != EpochFolder.ADOPTED)
              .count();
      if (made > 1 || (number != last && !epochs.get(i).isReleased())) {
        return count;
      }
      count += epochs.get(i).isOfMaintenance() ? 0 : 1;
    }
    return count;
  }

  /**
   * How many attempts have ended without saying so.
   *
   * @param from the number of the first that counts
   * @param own that of the attempt that asks
   */
  public long interruptedSince(long from, long own) throws IOException {
    long count = 0;
    for (EpochFolder epoch : epochs()) {
      boolean counts = epoch.number() >= from && epoch.number() < own;
      count += counts && !epoch.isReleased() ? 1 : 0;
    }
    return count;
  }

  /** A client of a file server lists anew what it has itself changed. */
  private void refresh() {
    Path some = path.resolve(Names.claim(DurableFiles.nonce()));
    try {
      Files.createDirectory(some);
      Files.delete(some);
    } catch (IOException e) {
      // Whoever may only read sees the change a little later.
    }
  }

  /**
   * Claims the epoch after the newest that the caller has seen: a room that bears the owner's name
   * already gets the name of that epoch, which the file system refuses where another has it. So no
   * room is ever without a name, and whoever finds another's knows that its own is gone.
   *
   * @param after the newest epoch that the caller has judged; 0 where there was none
   * @param owner who claims it
   * @return the claimed epoch, or empty where another attempt was faster
   * @throws IOException if the folder cannot be written
   */
  public Optional<EpochFolder> claim(long after, Owner owner) throws IOException {
    List<EpochFolder> found = epochs();
    if (!found.isEmpty() && found.get(found.size() - 1).number() != after) {
      return Optional.empty();
    }
    EpochFolder own = EpochFolder.of(owner, files, path.resolve(Names.epoch(after + 1)), after + 1);
    takePlace(own, owner);
    if (!own.isOwn()) {
      return Optional.empty();
    }
    DurableFiles.forceFolder(path); // guard: force-claim
    return isNewest(own) ? Optional.of(own) : Optional.empty();
  }

  /**
   * The newest attempt, where it was begun by this very launch.
   *
   * @param launch what all of its ranks have in common
   */
  public Optional<EpochFolder> find(String launch) throws IOException {
    List<EpochFolder> all = epochs();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    EpochFolder newest = all.get(all.size() - 1);
    Optional<Owner> owner = newest.owner().filter(found -> found.launch().equals(launch));
    return newest.isReleased() ? Optional.empty() : owner.map(newest::asGuestOf);
  }

  /** Makes a room ready and gives it its name, unless another has that. */
  private void takePlace(EpochFolder own, Owner owner) throws IOException {
    Path ready = path.resolve(Names.claim(DurableFiles.nonce()));
    try {
      files.createFolder(ready);
      EpochFolder.of(owner, files, ready, own.number()).sign(owner);
      DurableFiles.rename(ready, own.path()); // guard: claim
    } catch (IOException | RuntimeException | Error e) {
      try {
        deleteTree(ready);
      } catch (IOException | RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      boolean isTaken = e instanceof IOException && Files.exists(own.path());
      boolean isSweptAway = e instanceof NoSuchFileException && Files.isDirectory(path);
      if (!isTaken && !isSweptAway) {
        throw e;
      }
    }
  }

  /**
   * Where a sealed epoch was renamed or removed, a number that was taken is free again: somebody
   * was here between the caller's listing and its claim. The room stays as one that came to
   * nothing.
   */
  private boolean isNewest(EpochFolder own) throws IOException {
    return epochs().stream()
        .noneMatch(epoch -> epoch.number() >= own.number() && !epoch.path().equals(own.path()));
  }

  /**
   * Seals every attempt older than the given one, so that whoever still runs there can change
   * nothing any more.
   */
  public void sealBefore(EpochFolder own) throws IOException {
    for (EpochFolder epoch : epochs()) {
      if (epoch.number() < own.number()) {
        seal(epoch); // guard: seal
      }
    }
  }

  private void seal(EpochFolder epoch) throws IOException {
    if (!isPathTaken(epoch) && !forbidWriting(epoch.path())) {
      // Modes do not bind here (root, some mounts), or the folder is another owner's.
      Path unused = takePath(epoch);
    }
  }

  /**
   * Seals the rooms that ranks of older attempts had, as far as they are this rank's to seal: what
   * is said of a part of theirs from then on stays true.
   *
   * @param own the attempt
   * @param rank who does it
   * @param size among how many
   */
  public void sealRoomsBefore(EpochFolder own, int rank, int size) throws IOException {
    for (EpochFolder epoch : epochs()) {
      if (epoch.number() < own.number() && !isPathTaken(epoch)) {
        sealRooms(epoch, epoch.path(), rank, size);
      }
    }
  }

  private void sealRooms(EpochFolder epoch, Path folder, int rank, int size) throws IOException {
    for (String name : Catalog.list(folder)) {
      OptionalLong of = Names.rankNumber(name);
      Path found = folder.resolve(name);
      if (Names.isGroupOfRanks(name)) {
        sealRooms(epoch, found, rank, size);
      } else if (of.isPresent() && of.getAsLong() % size == rank && !forbidWriting(found)) {
        Path unused = takePath(epoch);
        return;
      }
    }
  }

  private static boolean isPathTaken(EpochFolder epoch) {
    return DurableFiles.nameOf(epoch.path()).contains(Names.SEALED);
  }

  /** Takes the path away by which its owner knows it; gives the one that it has then. */
  Path takePath(EpochFolder epoch) throws IOException {
    if (isPathTaken(epoch)) {
      return epoch.path();
    }
    Path sealed = path.resolve(Names.sealed(epoch.number(), DurableFiles.nonce()));
    try {
      DurableFiles.rename(epoch.path(), sealed); // guard: take-path
    } catch (NoSuchFileException e) {
      // Its successor has removed it since it was listed: nobody can write there any more.
    }
    return sealed;
  }

  /** Takes the right to write; false where that does not bind. */
  static boolean forbidWriting(Path folder) throws IOException {
    try {
      Set<PosixFilePermission> found = Files.getPosixFilePermissions(folder);
      boolean group = found.contains(PosixFilePermission.GROUP_READ);
      Files.setPosixFilePermissions(folder, group ? SEALED_FOR_GROUP : SEALED);
    } catch (UnsupportedOperationException | IOException e) {
      return false;
    }
    Path probe = folder.resolve("seal-probe-" + DurableFiles.nonce());
    try {
      Files.createFile(probe);
    } catch (AccessDeniedException e) {
      return true;
    } catch (NoSuchFileException e) {
      return false; // a start that came to nothing has just taken its folder away
    }
    Files.deleteIfExists(probe);
    return false;
  }

  /**
   * Removes a sealed attempt with all that is in it. It is moved into the remover's own folder
   * first: a zombie's is sealed, so it can remove nothing, and at no moment a half removed attempt
   * can be taken for a whole one.
   */
  public void remove(EpochFolder epoch, EpochFolder own) throws IOException {
    String name = Names.removed(DurableFiles.nameOf(epoch.path()), DurableFiles.nonce());
    Path doomed = own.path().resolve(name);
    Path sealed = takePath(epoch);
    try {
      // A folder that changes its parent must itself be writable; by now its owner cannot reach it.
      allowWriting(sealed);
      DurableFiles.rename(sealed, doomed);
      deleteTree(doomed);
    } catch (IOException e) {
      if (Files.isDirectory(sealed, LinkOption.NOFOLLOW_LINKS)) {
        boolean unused = forbidWriting(sealed);
      }
      throw own.fencedOr(e);
    }
  }

  /** Removes what starts have left that came to nothing before they had an epoch. */
  public void sweep(EpochFolder own) throws IOException {
    for (String name : Catalog.list(path)) {
      if (Names.isClaim(name)) {
        Path doomed = own.path().resolve(Names.removed(name, DurableFiles.nonce()));
        try {
          DurableFiles.rename(path.resolve(name), doomed);
          deleteTree(doomed);
        } catch (IOException e) {
          throw own.fencedOr(e);
        }
      }
    }
  }

  /** Removes a whole run that bears a name by which nobody knows it any more. */
  public static void removeTree(Path run) throws IOException {
    deleteTree(run);
  }

  /** Never follows a link: what it points to is not ours to delete. */
  static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      allowWriting(path);
      try (DirectoryStream<Path> content = Files.newDirectoryStream(path)) {
        for (Path inner : content) {
          deleteTree(inner);
        }
      }
    }
    Files.deleteIfExists(path);
  }

  static void allowWriting(Path folder) {
    try {
      Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
      rights.addAll(PosixFilePermissions.fromString("rwx------"));
      Files.setPosixFilePermissions(folder, rights);
    } catch (UnsupportedOperationException | IOException e) {
      // Another owner's folder, or no modes here: deleting shows whether we may.
    }
  }
}
