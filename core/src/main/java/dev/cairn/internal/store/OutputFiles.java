/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.OutputMismatchException;
import dev.cairn.internal.format.OutputRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Opens the program's append-only files: a new one, or one of a checkpoint, cut back to what it was
 * then.
 *
 * <pre>
 *   kept    results.csv               [0, length), in a new file: a zombie still writes to the old one
 *   aside   epoch-000007/results.csv.tail-NONCE         [length, ...), what came after the checkpoint
 *   large   results.csv               stays, cut to its length: copying would take too long
 *           results.csv.part-0002     what comes from now on
 *   before  results.csv.before-NONCE  what lay there and belongs to no checkpoint
 * </pre>
 *
 * <p>Used by one thread at a time.
 */
public final class OutputFiles {
  private static final int PIECE = 256 << 10;
  private static final String GZIP = ".gz";

  /** How a file gets its name; only the owner of the run may be able to. */
  public interface Mover {
    /** Renames. */
    void move(Path from, Path to) throws IOException;
  }

  /**
   * An output that was opened.
   *
   * @param earlier the parts before the one that grows
   * @param file the one that grows
   */
  public record Opened(List<OutputRecord.Part> earlier, OutputFile file) {}

  private final Mover mover;
  private final Path aside;
  private final long copyLimit;
  private final Consumer<String> notes;

  /**
   * Creates an opener.
   *
   * @param mover how files get their names
   * @param aside the folder for what came after a checkpoint
   * @param copyLimit the most bytes that are copied for a resume
   * @param notes is told what the user should know
   */
  public OutputFiles(Mover mover, Path aside, long copyLimit, Consumer<String> notes) {
    this.mover = mover;
    this.aside = aside;
    this.copyLimit = copyLimit;
    this.notes = notes;
  }

  /** Where a part lies; the first bears the name of the output itself. */
  static Path partOf(Path output, int number) {
    if (number == 1) {
      return output;
    }
    String name = DurableFiles.nameOf(output);
    boolean zipped = name.endsWith(GZIP);
    String stem = zipped ? name.substring(0, name.length() - GZIP.length()) : name;
    String part = String.format(Locale.ROOT, "%s.part-%04d", stem, number);
    return output.resolveSibling(zipped ? part + GZIP : part);
  }

  /** Creates an empty output; what lies there is kept under another name. */
  public Opened create(Path output) throws IOException {
    Path parent = DurableFiles.parentOf(output);
    Files.createDirectories(parent);
    return new Opened(List.of(), createFile(followed(output)));
  }

  /**
   * Goes on with an output as it was at a checkpoint.
   *
   * @throws OutputMismatchException if it no longer holds what it held then
   */
  public Opened resume(OutputRecord record, Path path) throws IOException {
    Path output = followed(path);
    List<OutputRecord.Part> earlier = new ArrayList<>(record.parts());
    OutputRecord.Part last = earlier.remove(earlier.size() - 1);
    int number = 0;
    for (OutputRecord.Part part : earlier) {
      cutBack(partOf(output, ++number), part);
    }
    Path active = partOf(output, ++number);
    setAsideAfter(output, number);
    if (last.length() <= copyLimit) {
      return new Opened(earlier, renew(active, last));
    }
    cutBack(active, last);
    earlier.add(last);
    Path next = partOf(output, number + 1);
    notes.accept(
        String.format(
            Locale.ROOT,
            "%s: its %,d bytes are more than outputCopyLimit, so they stay where they are and %s goes on "
                + "from there",
            active,
            last.length(),
            next));
    return new Opened(earlier, createFile(next));
  }

  /** True where a file of the same name begins with what the first part of an output held. */
  public boolean isContinued(OutputRecord record, Path path) throws IOException {
    OutputRecord.Part first = record.parts().get(0);
    boolean sameName =
        DurableFiles.nameOf(path).equals(DurableFiles.nameOf(Path.of(record.path())));
    if (!sameName || !Files.isRegularFile(path) || Files.size(path) < first.length()) {
      return false;
    }
    return first.equals(checksumOf(path, first.length()).part());
  }

  private static RunningChecksum checksumOf(Path file, long length) throws IOException {
    RunningChecksum checksum = new RunningChecksum();
    read(file, 0, length, piece -> checksum.add(piece));
    return checksum;
  }

  /** What is done with the bytes of a file, piece by piece. */
  private interface Reader {
    void take(ByteBuffer piece) throws IOException;
  }

  /** Reads a range of a file, or less where it ends before. */
  private static void read(Path file, long from, long to, Reader reader) throws IOException {
    try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ)) {
      source.position(from);
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      for (long left = to - from; left > 0; ) {
        piece.clear().limit((int) Math.min(PIECE, left));
        if (source.read(piece) < 0) {
          return;
        }
        left -= piece.flip().remaining();
        reader.take(piece);
      }
    }
  }

  private static void writeFully(FileChannel target, ByteBuffer piece) throws IOException {
    while (piece.hasRemaining()) {
      target.write(piece);
    }
  }

  /** Begins an output with what another run had written to its own, which stays as it is. */
  public Opened branch(OutputRecord record, Path path) throws IOException {
    Files.createDirectories(DurableFiles.parentOf(path));
    Path origin = Path.of(record.path());
    Path output = followed(path);
    Path pending = pendingFor(output);
    RunningChecksum checksum = new RunningChecksum();
    FileChannel channel = open(pending, new FileAttribute<?>[0]);
    try {
      int number = 0;
      for (OutputRecord.Part part : record.parts()) {
        Path from = partOf(origin, ++number);
        RunningChecksum ofPart = new RunningChecksum();
        copyKept(from, part, channel, ofPart, checksum);
      }
      setAside(output);
      return new Opened(List.of(), placed(pending, output, channel, checksum));
    } catch (IOException | RuntimeException | Error e) {
      discard(channel, pending, e);
      throw e;
    }
  }

  /** The file itself, where its name is a link to it. */
  private static Path followed(Path path) throws IOException {
    return Files.exists(path) ? path.toRealPath() : path;
  }

  private OutputFile createFile(Path target) throws IOException {
    Path pending = pendingFor(target);
    FileChannel channel = open(pending, new FileAttribute<?>[0]);
    try {
      setAside(target);
      return placed(pending, target, channel, new RunningChecksum());
    } catch (IOException | RuntimeException | Error e) {
      discard(channel, pending, e);
      throw e;
    }
  }

  /** Copies what is kept to a new file that takes the place of the old one. */
  private OutputFile renew(Path target, OutputRecord.Part part) throws IOException {
    requireLength(target, part);
    Path pending = pendingFor(target);
    RunningChecksum checksum = new RunningChecksum();
    FileChannel channel = open(pending, modeOf(target));
    try {
      copyKept(target, part, channel, checksum, checksum);
      setTailAside(target, part.length());
      return placed(pending, target, channel, checksum);
    } catch (IOException | RuntimeException | Error e) {
      discard(channel, pending, e);
      throw e;
    }
  }

  private OutputFile placed(
      Path pending, Path target, FileChannel channel, RunningChecksum checksum) throws IOException {
    channel.force(true); // guard: force-kept-output
    mover.move(pending, target);
    DurableFiles.forceFolder(DurableFiles.parentOf(target)); // guard: force-output-folder
    return new OutputFile(target, channel, checksum);
  }

  private static void discard(FileChannel channel, Path pending, Throwable reason) {
    try {
      channel.close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
    DurableFiles.deleteQuietly(pending, reason);
  }

  private static FileChannel open(Path file, FileAttribute<?>[] attributes) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
        attributes);
  }

  private static FileAttribute<?>[] modeOf(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(file))
    };
  }

  /** A name beside it; what a killed attempt has left of that kind goes. */
  private static Path pendingFor(Path target) throws IOException {
    String prefix = Names.pending(DurableFiles.nameOf(target), "");
    for (String name : Catalog.list(DurableFiles.parentOf(target))) {
      if (name.startsWith(prefix)) {
        Files.deleteIfExists(target.resolveSibling(name));
      }
    }
    return target.resolveSibling(prefix + DurableFiles.nonce());
  }

  private static void requireLength(Path file, OutputRecord.Part part) {
    long found;
    try {
      found = Files.size(file);
    } catch (IOException e) {
      throw mismatch(file, part, "cannot be read (" + e + ")");
    }
    if (found < part.length()) {
      throw mismatch(file, part, String.format(Locale.ROOT, "has %,d", found));
    }
  }

  /** Copies the bytes that belong to the checkpoint and makes sure that they are the same. */
  private static void copyKept(
      Path from,
      OutputRecord.Part part,
      FileChannel target,
      RunningChecksum ofPart,
      RunningChecksum ofTarget)
      throws IOException {
    requireLength(from, part);
    read(
        from,
        0,
        part.length(),
        piece -> {
          ofPart.add(piece);
          if (ofTarget != ofPart) {
            ofTarget.add(piece);
          }
          writeFully(target, piece);
        });
    if (!ofPart.part().equals(part)) {
      throw mismatch(from, part, "holds others");
    }
  }

  /** Leaves a large one where it is: of its bytes only the last are compared. */
  private void cutBack(Path file, OutputRecord.Part part) throws IOException {
    requireLength(file, part);
    long tailFrom = Math.max(0, part.length() - OutputRecord.Part.TAIL);
    RunningChecksum tail = new RunningChecksum();
    read(file, tailFrom, part.length(), piece -> tail.add(piece));
    if (tail.part().tailChecksum() != part.tailChecksum()) {
      throw mismatch(file, part, "ends with others");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (channel.size() > part.length()) {
        setTailAside(file, part.length());
        channel.truncate(part.length());
        channel.force(true);
      }
    }
  }

  private static OutputMismatchException mismatch(Path file, OutputRecord.Part part, String found) {
    return new OutputMismatchException(
        String.format(
            Locale.ROOT,
            "%s %s, and the checkpoint needs its first %,d bytes as they were written; nothing was "
                + "changed. Put the file back, or start anew with resume(NEVER) or CAIRN_RESUME=NEVER",
            file,
            found,
            part.length()));
  }

  private void setTailAside(Path file, long from) throws IOException {
    long more = Files.size(file) - from;
    if (more <= 0) {
      return;
    }
    Path tail = aside.resolve(DurableFiles.nameOf(file) + ".tail-" + DurableFiles.nonce());
    try (FileChannel target = open(tail, new FileAttribute<?>[0])) {
      read(file, from, Long.MAX_VALUE, piece -> writeFully(target, piece));
      target.force(true);
    }
    notes.accept(
        String.format(
            Locale.ROOT,
            "%s is cut back to the checkpoint; the %,d bytes that came later are in %s while that "
                + "attempt's folder is kept",
            file,
            more,
            tail));
  }

  /** Parts that a later attempt had begun and that belong to no checkpoint. */
  private void setAsideAfter(Path output, int number) throws IOException {
    for (int next = number + 1; Files.exists(partOf(output, next)); next++) {
      Path part = partOf(output, next);
      mover.move(part, another(part));
    }
  }

  private static Path another(Path file) {
    return file.resolveSibling(DurableFiles.nameOf(file) + ".before-" + DurableFiles.nonce());
  }

  /** Gives another name to what lies there; nothing of a user is overwritten. */
  private void setAside(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder; an output needs a file of its own");
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) == 0) {
      return;
    }
    Path before = another(file);
    try {
      // A second name does no harm, whoever gives it; the first goes to what replaces it.
      Files.createLink(before, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      mover.move(file, before);
    }
    notes.accept(file + " was there before and belongs to no checkpoint; it is now " + before);
  }
}
