/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.OutputMismatchException;
import dev.cairn.internal.format.OutputRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
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
 * </pre>
 *
 * <p>All that is kept is compared before anything is changed. Used by one thread at a time.
 */
public final class OutputFiles {
  private static final String OWN = "rw-------";

  /** How a file gets its name; only the owner of the run may be able to. */
  public interface Mover {
    /** Renames a file that was just made. */
    void move(Path from, Path to) throws IOException;

    /** Throws where this attempt is not the owner any more. */
    void check() throws IOException;
  }

  /**
   * An output that was opened.
   *
   * @param earlier the parts before the one that grows
   * @param file the one that grows
   */
  public record Opened(List<EarlierPart> earlier, OutputFile file) {}

  private final Mover mover;
  private final OutputNames names;
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
    this.names = new OutputNames(mover, notes);
    this.aside = aside;
    this.copyLimit = copyLimit;
    this.notes = notes;
  }

  /** The file that a path leads to, there or not; its folder is made where it is missing. */
  public static Path follow(Path path) throws IOException {
    return OutputNames.follow(path);
  }

  /** The files of an output, there or not. */
  public static List<Path> filesOf(OutputRecord record, Path output) {
    List<Path> files = new ArrayList<>();
    for (int number = 1; number <= record.parts().size(); number++) {
      files.add(OutputNames.partOf(output, number));
    }
    return files;
  }

  /** Creates an empty output; what lies there is kept under another name. */
  public Opened create(Path output) throws IOException {
    return new Opened(List.of(), createFile(output, 0, output));
  }

  private OutputFile createFile(Path output, int kept, Path target) throws IOException {
    Path pending = names.pendingFor(target);
    FileChannel channel = open(pending, new FileAttribute<?>[0]);
    try {
      names.setAside(output, kept);
      return placed(pending, target, channel, new RunningChecksum());
    } catch (IOException | RuntimeException | Error e) {
      discard(channel, pending, e);
      throw e;
    }
  }

  /**
   * Goes on with an output as it was at a checkpoint.
   *
   * @throws OutputMismatchException if it no longer holds what it held then
   */
  public Opened resume(OutputRecord record, Path output) throws IOException {
    int count = record.parts().size();
    OutputRecord.Part last = record.parts().get(count - 1);
    List<EarlierPart> earlier = new ArrayList<>();
    for (int number = 1; number < count; number++) {
      earlier.add(earlierPart(record, output, number));
    }
    Path active = OutputNames.partOf(output, count);
    if (mayCopy(active, last)) {
      return new Opened(earlier, renew(output, active, last, earlier));
    }
    earlier.add(earlierPart(record, output, count));
    cutBack(earlier);
    Path next = OutputNames.partOf(output, count + 1);
    notes.accept(
        String.format(
            Locale.ROOT,
            "%s: its %,d bytes are more than outputCopyLimit, or than there is room for, so they stay "
                + "where they are and %s goes on from there",
            active,
            last.length(),
            next));
    return new Opened(earlier, createFile(output, count, next));
  }

  private boolean mayCopy(Path file, OutputRecord.Part part) {
    try {
      return part.length() <= copyLimit
          && part.length() <= Files.getFileStore(DurableFiles.parentOf(file)).getUsableSpace();
    } catch (IOException e) {
      return part.length() <= copyLimit; // what is wrong there will be said
    }
  }

  private static EarlierPart earlierPart(OutputRecord record, Path output, int number)
      throws IOException {
    Path file = OutputNames.partOf(output, number);
    return EarlierPart.verified(file, record.parts().get(number - 1));
  }

  private void cutBack(List<EarlierPart> parts) throws IOException {
    for (EarlierPart part : parts) {
      setTailAside(part.file(), part.part().length());
      mover.check();
      part.cutBack();
    }
  }

  /** Copies what is kept to a new file that takes the place of the old one. */
  private OutputFile renew(
      Path output, Path target, OutputRecord.Part part, List<EarlierPart> earlier)
      throws IOException {
    KeptBytes.requireLength(target, part);
    Path pending = names.pendingFor(target);
    RunningChecksum checksum = new RunningChecksum();
    FileChannel channel =
        open(pending, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWN)));
    try {
      KeptBytes.copy(target, part, channel, checksum);
      giveRightsOf(target, pending);
      cutBack(earlier);
      setTailAside(target, part.length());
      names.setAside(output, earlier.size() + 1);
      return placed(pending, target, channel, checksum);
    } catch (IOException | RuntimeException | Error e) {
      discard(channel, pending, e);
      throw e;
    }
  }

  /**
   * Begins an output with what another run had written to its own, which stays as it is.
   *
   * @param record what that was
   * @param output the new one
   */
  public Opened branch(OutputRecord record, Path output) throws IOException {
    Path pending = names.pendingFor(output);
    RunningChecksum checksum = new RunningChecksum();
    FileChannel channel = open(pending, new FileAttribute<?>[0]);
    try {
      List<Path> files = filesOf(record, Path.of(record.path()));
      for (int i = 0; i < files.size(); i++) {
        KeptBytes.copy(files.get(i), record.parts().get(i), channel, checksum);
      }
      names.setAside(output, 0);
      return new Opened(List.of(), placed(pending, output, channel, checksum));
    } catch (IOException | RuntimeException | Error e) {
      discard(channel, pending, e);
      throw e;
    }
  }

  /** True where a file of the same name begins with what the first part of an output held. */
  public boolean isContinued(OutputRecord record, Path path) throws IOException {
    boolean sameName =
        DurableFiles.nameOf(path).equals(DurableFiles.nameOf(Path.of(record.path())));
    OutputRecord.Part first = record.parts().get(0);
    return sameName && first.length() > 0 && KeptBytes.isKept(path, first);
  }

  private OutputFile placed(
      Path pending, Path target, FileChannel channel, RunningChecksum checksum) throws IOException {
    channel.force(true); // guard: force-kept-output
    Object key = DurableFiles.keyOf(pending);
    mover.move(pending, target);
    DurableFiles.forceFolder(DurableFiles.parentOf(target)); // guard: force-output-folder
    return new OutputFile(target, key, channel, checksum);
  }

  /** What a failure means: the run was taken over, or an error like any other. */
  public IOException fencedOr(IOException failure) {
    try {
      mover.check();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static void discard(FileChannel channel, Path pending, Throwable reason) {
    try {
      channel.close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
    DurableFiles.deleteQuietly(pending, reason);
  }

  private static FileChannel open(Path file, FileAttribute<?>... attributes) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
        attributes);
  }

  /** As far as we may; where the group cannot be the same, it gets no rights. */
  private static void giveRightsOf(Path from, Path to) throws IOException {
    PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    Set<PosixFilePermission> rights = EnumSet.copyOf(wanted.permissions());
    if (!view.readAttributes().group().equals(wanted.group())) {
      try {
        view.setGroup(wanted.group());
      } catch (IOException e) {
        rights.removeIf(right -> right.name().startsWith("GROUP"));
      }
    }
    view.setPermissions(rights);
  }

  private void setTailAside(Path file, long from) throws IOException {
    long more = Files.size(file) - from;
    if (more <= 0) {
      return;
    }
    notes.accept(
        String.format(
            Locale.ROOT,
            "%s is cut back to the checkpoint; the %,d bytes that came later are %s",
            file,
            more,
            keepTail(file, from, more)));
  }

  /**
   * They will be computed again: where there is no room for them they go. Says what became of them.
   */
  private String keepTail(Path file, long from, long more) {
    if (more > copyLimit) {
      return "dropped, since they are more than outputCopyLimit";
    }
    Path tail = aside.resolve(DurableFiles.nameOf(file) + ".tail-" + DurableFiles.nonce());
    try {
      try (FileChannel target = open(tail)) {
        KeptBytes.read(file, from, from + more, piece -> KeptBytes.writeFully(target, piece));
        target.force(true);
      }
      DurableFiles.forceFolder(aside);
      return "in " + tail + " while that attempt's folder is kept";
    } catch (IOException e) {
      DurableFiles.deleteQuietly(tail, e);
      return "dropped, since they cannot be kept (" + e + ")";
    }
  }
}
