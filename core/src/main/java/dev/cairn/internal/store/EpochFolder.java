/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.FencedException;
import dev.cairn.internal.format.BlockFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The room of one attempt within a run's folder. Its owner writes here and nowhere else, so that
 * sealing this one folder stops everything a zombie could do: create, rename, delete, complete.
 *
 * <p>Where a run has several ranks, each has a room of its own within it, and rank 0 is the owner:
 * the others are guests, who write their own files and nothing that speaks for the attempt.
 *
 * <p>Immutable: its path, and the nonce of the owner who writes by it.
 */
public final class EpochFolder {
  /** The number of the checkpoint that an attempt went on from, among its own. */
  public static final long ADOPTED = 0;

  private static final String RELEASED = "released";

  private final DurableFiles files;
  private final Path path;
  private final long number;
  private final String nonce;

  /** Where the files are that whoever has this writes. */
  private final Path room;

  private final boolean guest;

  /** The room of any attempt, to be read. */
  EpochFolder(DurableFiles files, Path path, long number) {
    this(files, path, number, null, path, false);
  }

  private EpochFolder(
      DurableFiles files, Path path, long number, String nonce, Path room, boolean guest) {
    this.files = files;
    this.path = path;
    this.number = number;
    this.nonce = nonce;
    this.room = room;
    this.guest = guest;
  }

  /** The room of the attempt that an owner is about to begin, or has begun. */
  static EpochFolder of(Owner owner, DurableFiles files, Path path, long number) {
    return new EpochFolder(files, path, number, owner.nonce(), path, false);
  }

  /** The same attempt, for one of its ranks that is not its owner. */
  EpochFolder asGuestOf(Owner owner) {
    return new EpochFolder(files, path, number, owner.nonce(), path, true);
  }

  /**
   * The room of a rank, for that rank to write in.
   *
   * @param rank which
   * @param size how many there are
   */
  public EpochFolder roomOf(int rank, int size) {
    return new EpochFolder(
        files, path, number, nonce, path.resolve(Names.rankRoom(rank, size)), true);
  }

  /**
   * Makes that room, which is this rank's from there on.
   *
   * @return false where another JVM has it: one of the same rank
   */
  public boolean claimRoom() throws IOException {
    requireOwn();
    try {
      files.createFolders(room.getParent());
      files.createFolder(room);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  /** What the ranks of this attempt decide. */
  public Decisions decisions() {
    return new Decisions(files, path.resolve(Names.AGREE));
  }

  /** What each of them has to say. */
  public Votes votes(int size) {
    return new Votes(files, path.resolve(Names.AGREE), size);
  }

  /** Where a checkpoint of this room is. */
  public Path pathOf(long sequence) {
    return room.resolve(Names.checkpoint(sequence));
  }

  /** The committed files of this room. */
  public Catalog catalog() throws IOException {
    return Catalog.of(List.of(new EpochFolder(files, room, number))).orElse(new Catalog(List.of()));
  }

  /** The folder of the attempt. */
  public Path path() {
    return path;
  }

  /** The folder of the files that its owner, or one of its ranks, writes. */
  public Path room() {
    return room;
  }

  /** The rights of the folder, where they are others than it was given. */
  public Optional<String> otherRights() throws IOException {
    return files.otherRights(path);
  }

  /** The number of the attempt. */
  public long number() {
    return number;
  }

  /** Opens a file that has no name any more: it is gone once it is closed, or its owner dies. */
  public FileChannel openScratch() throws IOException {
    requireOwn();
    Path scratch = room.resolve(Names.pending(Names.SCRATCH, DurableFiles.nonce()));
    try {
      FileChannel channel = files.createReadableFile(scratch);
      Files.delete(scratch);
      return channel;
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  /**
   * Begins a checkpoint of this attempt.
   *
   * @param sequence its number, never used before
   * @param method how files are written
   * @param expected how many bytes it will have, more or less
   */
  public PendingFile newPending(long sequence, WriteMethod method, long expected)
      throws IOException {
    requireOwn();
    try {
      return new PendingFile(files, room.resolve(Names.checkpoint(sequence)), method, expected);
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  /**
   * The run's folder may have been deleted and made anew beneath us: then a newcomer's room bears
   * the name of ours.
   *
   * @throws FencedException if another owner's name stands in this folder, or a later attempt has
   *     taken the run over
   * @throws NoSuchFileException if no owner's name stands there any more
   */
  public void requireOwn() throws IOException {
    if (nonce == null) {
      return;
    }
    Optional<Owner> found = owner();
    if (found.isEmpty()) {
      throw fencedOr(
          new NoSuchFileException(
              path.resolve(Names.OWNER).toString(),
              null,
              "the sign of who owns this attempt is gone, so its folder was removed"));
    }
    if (!found.get().nonce().equals(nonce)) {
      throw new FencedException(
          path
              + " is no longer the folder that this attempt claimed: the run was deleted and started "
              + "anew; this attempt writes no more. End it.");
    }
  }

  /**
   * Takes the checkpoint that this attempt goes on from into its own room, as its number 0: a
   * second name for the same file, which costs no space. The files whose blocks it shares come with
   * it. It is durable with the first checkpoint of this attempt, before anything older goes.
   *
   * @param from the checkpoint
   * @param needed the files whose blocks it shares, each with the path where it is now
   * @return false where this file system, or the owner of the file, does not let us
   */
  public boolean adopt(CheckpointFile from, Map<BlockFile, Path> needed) throws IOException {
    try {
      for (Map.Entry<BlockFile, Path> file : needed.entrySet()) {
        Files.createLink(room.resolve(file.getKey().adoptedName()), file.getValue());
      }
      Files.createLink(room.resolve(Names.checkpoint(ADOPTED)), from.path());
      return true;
    } catch (UnsupportedOperationException | FileSystemException e) {
      checkFence();
      for (BlockFile file : needed.keySet()) {
        Files.deleteIfExists(room.resolve(file.adoptedName()));
      }
      return false;
    }
  }

  /** Where {@link #adopt} puts it. */
  public Path adoptedPath() {
    return room.resolve(Names.checkpoint(ADOPTED));
  }

  /**
   * Looks once more, after a checkpoint has got its name and before anybody is told: that name may
   * stand in a folder that took the place of ours, or in one that a zombie has opened for a moment
   * to remove it. Where no later attempt had claimed the run by now, every later one lists what is
   * here, since it claims before it lists.
   *
   * @throws FencedException if a later attempt has taken the run over
   */
  public void confirmOwn() throws IOException {
    requireOwn();
    checkFence();
  }

  /**
   * Removes this attempt's room after a start that came to nothing: no successor has to wait for
   * it.
   *
   * @throws IOException if something in it cannot be removed
   */
  public void discard() throws IOException {
    requireOwn();
    if (!guest) {
      RunFolder.deleteTree(path);
    }
  }

  /** Removes one checkpoint of this attempt. */
  public void delete(CheckpointFile file) throws IOException {
    requireOwn(file);
    try {
      Files.deleteIfExists(file.path());
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  /**
   * Removes one checkpoint of this attempt as such; its blocks stay, under a name by which those
   * that share them look as well.
   */
  public void demote(CheckpointFile file, BlockFile blocks) throws IOException {
    requireOwn(file);
    try {
      DurableFiles.rename(file.path(), room.resolve(blocks.adoptedName()));
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  /** Removes a file that was kept for its blocks alone. */
  public void deleteBlocks(BlockFile blocks) throws IOException {
    requireOwn();
    try {
      Files.deleteIfExists(room.resolve(blocks.adoptedName()));
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  /** Removes all files of a rank that has ended but one, which stands for itself. */
  public void removeAllPartsBut(long sequence) throws IOException {
    requireOwn();
    try {
      for (String name : Catalog.list(room)) {
        if (name.endsWith(BlockFile.SUFFIX) && !name.equals(Names.checkpoint(sequence))) {
          Files.deleteIfExists(room.resolve(name));
        }
      }
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  private void requireOwn(CheckpointFile file) throws IOException {
    if (file.epoch() != number) {
      throw new IllegalArgumentException("checkpoint " + file.id() + " is of another attempt");
    }
    requireOwn(); // guard: delete-own
  }

  /**
   * Renames a file of the program by way of this folder, so that the file system refuses it to an
   * attempt that is sealed. Where the file lies on another file system, the fence is only looked at
   * just before.
   *
   * @param from a file that was just made
   * @param to its new name; what bears it is replaced
   */
  private void moveThrough(Path from, Path to) throws IOException {
    requireOwn();
    checkFence();
    Path here = room.resolve(Names.pending(DurableFiles.nameOf(to), DurableFiles.nonce()));
    try {
      try {
        DurableFiles.rename(from, here); // guard: output-fence
      } catch (AtomicMoveNotSupportedException e) {
        DurableFiles.rename(from, to);
        return;
      }
      try {
        DurableFiles.rename(here, to);
      } catch (IOException e) {
        moveBack(here, from, e);
        throw e;
      }
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  /** How the program's files get their names. */
  public OutputFiles.Mover mover() {
    return new OutputFiles.Mover() {
      @Override
      public void move(Path from, Path to) throws IOException {
        moveThrough(from, to);
      }

      @Override
      public void check() throws IOException {
        requireOwn();
        checkFence();
      }
    };
  }

  private static void moveBack(Path here, Path from, IOException reason) {
    try {
      DurableFiles.rename(here, from);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /** Says who owns this attempt, and that it is alive, before anybody can see it. */
  void sign(Owner owner) throws IOException {
    files.writeText(path.resolve(Names.OWNER), owner.toJson().toString());
    writeBeat(beatText(0));
    if (!owner.launch().isEmpty()) {
      files.createFolder(path.resolve(Names.AGREE));
    }
  }

  /** True where the owner it was made for stands in it. */
  boolean isOwn() throws IOException {
    return owner().map(Owner::nonce).equals(Optional.ofNullable(nonce));
  }

  /** Who owns this attempt; empty where it does not say so readably. */
  public Optional<Owner> owner() throws IOException {
    Path file = path.resolve(Names.OWNER);
    try {
      return Owner.parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (java.nio.charset.CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Writes the beat: a counter that tells others that this attempt is alive. */
  public void beat(long counter) throws IOException {
    requireOwn();
    if (!guest) {
      writeBeat(beatText(counter));
    }
  }

  private static String beatText(long counter) {
    return String.format(Locale.ROOT, "%020d%n", counter);
  }

  /** Says that this attempt has ended in good order, so that a successor need not wait. */
  public void release() throws IOException {
    requireOwn();
    if (!guest) {
      writeBeat(String.format(Locale.ROOT, "%-20s%n", RELEASED));
    }
  }

  private void writeBeat(String text) throws IOException {
    Path file = path.resolve(Names.BEAT);
    try (FileChannel channel =
        Files.exists(file)
            ? FileChannel.open(file, StandardOpenOption.WRITE)
            : files.createFile(file)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  /** The beat as it stands in the file; empty where there is none yet. */
  public String readBeat() throws IOException {
    try {
      return new String(Files.readAllBytes(path.resolve(Names.BEAT)), StandardCharsets.US_ASCII)
          .trim();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Leaves the room for those who were put out to find: nothing was computed here. */
  public void releaseAsMaintenance() throws IOException {
    requireOwn();
    files.writeText(path.resolve(Names.MAINTENANCE), "");
    release();
  }

  /** True where somebody was here to put things in order, and computed nothing. */
  public boolean isOfMaintenance() {
    return Files.exists(path.resolve(Names.MAINTENANCE));
  }

  /** True where the owner has ended in good order. */
  public boolean isReleased() throws IOException {
    return readBeat().equals(RELEASED);
  }

  /** Replaces the status file of the run, and the link to the newest checkpoint. For people. */
  public void writeStatus(String status, Optional<Path> newest) throws IOException {
    if (guest) {
      return;
    }
    Path run = DurableFiles.parentOf(path);
    try {
      files.writeStatus(path, run.resolve(Names.STATUS), status);
      if (newest.isPresent()) {
        pointTo(run.relativize(newest.get()), run.resolve(Names.LATEST));
      }
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  /** Replaces what has happened to the run so far. For people. */
  public void writeHistory(String text) throws IOException {
    requireOwn();
    if (guest) {
      return;
    }
    try {
      files.writeStatus(path, path.resolveSibling(Names.HISTORY), text);
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  /** Where the script is with which people start the run again. */
  public Path resumeScript() {
    return path.resolveSibling(Names.RESUME_SCRIPT);
  }

  /** Replaces that script. */
  public void writeResumeScript(String text) throws IOException {
    requireOwn();
    if (guest) {
      return;
    }
    try {
      files.writeStatus(path, resumeScript(), text);
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  private void pointTo(Path target, Path latest) throws IOException {
    Path link = path.resolve(Names.pending(Names.LATEST, DurableFiles.nonce()));
    try {
      Files.createSymbolicLink(link, target);
      DurableFiles.rename(link, latest);
    } catch (IOException e) {
      DurableFiles.deleteQuietly(link, e);
      throw e;
    }
  }

  /** Takes a request that somebody has put beside the attempts; consumed by renaming it. */
  public Optional<String> takeRequest() throws IOException {
    Path request = DurableFiles.parentOf(path).resolve(Names.REQUEST);
    if (guest || !Files.exists(request)) {
      return Optional.empty();
    }
    Path taken = path.resolve(Names.pending(Names.REQUEST, DurableFiles.nonce()));
    try {
      DurableFiles.rename(request, taken);
      String text = Files.readString(taken).trim();
      Files.delete(taken);
      return Optional.of(text);
    } catch (IOException e) {
      throw fencedOr(e);
    }
  }

  /** Throws FencedException if a later attempt has claimed the run. */
  public void checkFence() throws IOException {
    OptionalLong later = newestEpoch();
    if (later.isPresent() && later.getAsLong() > number) {
      throw fenced(later.getAsLong(), null);
    }
  }

  /** What a failed operation means: taken over by a later attempt, or an error like any other. */
  public IOException fencedOr(IOException failure) {
    try {
      OptionalLong later = newestEpoch();
      if (later.isPresent() && later.getAsLong() > number) {
        throw fenced(later.getAsLong(), failure);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private OptionalLong newestEpoch() throws IOException {
    return Catalog.list(DurableFiles.parentOf(path)).stream()
        .map(Names::epochNumber)
        .flatMapToLong(OptionalLong::stream)
        .max();
  }

  private FencedException fenced(long later, IOException failure) {
    return new FencedException(
        path
            + ": attempt "
            + later
            + " has taken this run over; this attempt ("
            + number
            + ") writes no more. What it computed since its last checkpoint is not saved: end it.",
        failure);
  }
}
