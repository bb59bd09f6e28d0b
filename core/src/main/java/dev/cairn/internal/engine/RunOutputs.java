/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointFolderException;
import dev.cairn.CheckpointSettingsException;
import dev.cairn.internal.format.OutputRecord;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.OutputFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The append-only files of a run. Those of the checkpoint that the program has not opened yet are
 * carried along as they are, like roots that nobody has claimed. Those of the run that this one
 * branched off from are carried along for good: they are never written to.
 *
 * <p>Thread-safe. Opening may take long and holds up no checkpoint.
 */
public final class RunOutputs implements Closeable {
  /** Of all runs in this JVM: two of them in one file would each lose what the other writes. */
  private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

  /**
   * An output for the program.
   *
   * @param stream what it writes to; closing it lets go of the file
   * @param isNew true where it was begun in this attempt
   */
  public record Opened(OutputStream stream, boolean isNew) {}

  private final OutputFiles files;
  private final Consumer<String> notes;

  /** Held while one is opened or let go of; the next is held for a moment. */
  private final Object opening = new Object();

  private final Object lists = new Object();
  private final Map<String, OutputRecord> unclaimed = new LinkedHashMap<>();
  private final Map<String, OutputRecord> borrowed = new LinkedHashMap<>();
  private final Map<Path, RunOutput> open = new LinkedHashMap<>();
  private boolean closed;

  private RunOutputs(OutputFiles files, List<OutputRecord> recorded, Consumer<String> notes) {
    this.files = files;
    this.notes = notes;
    for (OutputRecord record : recorded) {
      (record.borrowed() ? borrowed : unclaimed).put(record.name(), record);
    }
  }

  /** Those of an attempt. */
  static RunOutputs of(EpochFolder epoch, Resumed resumed, long copyLimit, RunLog log) {
    OutputFiles files = new OutputFiles(epoch.mover(), epoch.room(), copyLimit, log::headline);
    List<OutputRecord> recorded = resumed.outputs();
    if (resumed.isBranch()) {
      recorded = recorded.stream().map(OutputRecord::asBorrowed).toList();
    }
    return new RunOutputs(files, recorded, log::headline);
  }

  /** Plain files, where checkpointing is disabled. */
  public static RunOutputs withoutCheckpoints() {
    RunLog log = new RunLog();
    OutputFiles.Mover plain =
        new OutputFiles.Mover() {
          @Override
          public void move(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
          }

          @Override
          public void check() {}
        };
    OutputFiles files = new OutputFiles(plain, Path.of(""), Long.MAX_VALUE, log::headline);
    return new RunOutputs(files, List.of(), log::headline);
  }

  /** Those of a run that is finished: what is written again is there already. */
  public static RunOutputs finished() {
    return new RunOutputs(null, List.of(), note -> {});
  }

  /**
   * Opens one, or gives the one that is open.
   *
   * @param given as the program calls it
   * @throws IllegalStateException if the run is closed or complete
   */
  public Opened open(Path given) {
    if (files == null) {
      return new Opened(OutputStream.nullOutputStream(), false);
    }
    try {
      // Not on the program's thread: an interrupt would close the files under its hands.
      return LargeStack.call("cairn-output", () -> openFollowed(given));
    } catch (IOException failure) {
      IOException e = files.fencedOr(failure);
      throw new CheckpointFolderException(
          "output "
              + given.toAbsolutePath()
              + " cannot be opened: "
              + e
              + "; check rights, space and quota of its folder, or give output(...) another path",
          e);
    }
  }

  private Opened openFollowed(Path given) throws IOException {
    synchronized (opening) {
      requireOpen(given);
      Path path = OutputFiles.follow(given);
      RunOutput known = open.get(path);
      if (known != null) {
        return new Opened(known, known.isNew());
      }
      refuseForeign(path);
      if (!IN_USE.add(path)) {
        throw new CheckpointSettingsException(
            "output(" + path + ") is open in another run of this JVM; give each a file of its own");
      }
      try {
        return openFile(given.toString(), path);
      } catch (IOException | RuntimeException | Error e) {
        IN_USE.remove(path);
        throw e;
      }
    }
  }

  private void requireOpen(Path given) {
    synchronized (lists) {
      if (closed) {
        throw new IllegalStateException(
            "output("
                + given
                + ") after complete() or close(): nothing would save what is written");
      }
    }
  }

  private Opened openFile(String name, Path path) throws IOException {
    Optional<OutputRecord> record = find(name, path);
    OutputFiles.Opened file = record.isPresent() ? goOn(record.get(), path) : files.create(path);
    RunOutput output =
        new RunOutput(name, path, record.isEmpty(), file) {
          @Override
          public void close() throws IOException {
            RunOutput self = this;
            // Not on the program's thread: an interrupt would close the file under its hands.
            LargeStack.<Void>call(
                "cairn-output",
                () -> {
                  release(self);
                  return null;
                });
          }
        };
    synchronized (lists) {
      record.filter(found -> !found.borrowed()).ifPresent(found -> unclaimed.remove(found.name()));
      open.put(path, output);
    }
    return new Opened(output, output.isNew());
  }

  private OutputFiles.Opened goOn(OutputRecord record, Path path) throws IOException {
    return record.borrowed() ? files.branch(record, path) : files.resume(record, path);
  }

  /** By its name; or, where all was moved to another folder, by the file's name and content. */
  private Optional<OutputRecord> find(String name, Path path) throws IOException {
    for (Map<String, OutputRecord> records : List.of(unclaimed, borrowed)) {
      if (records.containsKey(name)) {
        return Optional.of(records.get(name));
      }
    }
    List<OutputRecord> moved = new ArrayList<>();
    for (OutputRecord record : unclaimed.values()) {
      if (!Files.exists(Path.of(record.path())) && files.isContinued(record, path)) {
        moved.add(record);
      }
    }
    if (moved.size() == 1) {
      return Optional.of(moved.get(0));
    }
    if (!unclaimed.isEmpty()) {
      notes.accept(
          path
              + " begins empty: the checkpoint has no output of this name. It has "
              + unclaimed.keySet()
              + ", not opened so far");
    }
    return Optional.empty();
  }

  /** The run that this one branched off from may be going on. */
  private void refuseForeign(Path path) throws IOException {
    for (OutputRecord record : borrowed.values()) {
      for (Path theirs : OutputFiles.filesOf(record, Path.of(record.path()))) {
        boolean same =
            theirs.equals(path)
                || (Files.exists(theirs) && Files.exists(path) && Files.isSameFile(theirs, path));
        if (same) {
          throw new CheckpointSettingsException(
              "output("
                  + path
                  + ") belongs to the run that this one branched off from, and both would write to "
                  + "it; start the branch in another folder, or give output(...) another path");
        }
      }
    }
  }

  /** The program needs it no more: it stays part of all checkpoints, without an open file. */
  private void release(RunOutput output) throws IOException {
    synchronized (opening) {
      if (open.get(output.path()) != output) {
        return;
      }
      OutputRecord record = output.mark();
      output.force();
      output.closeFile();
      synchronized (lists) {
        open.remove(output.path());
        unclaimed.put(record.name(), record);
      }
      IN_USE.remove(output.path());
    }
  }

  /** What they are now, for a checkpoint; while every thread waits. */
  List<OutputRecord> mark() {
    synchronized (lists) {
      List<OutputRecord> records = new ArrayList<>(borrowed.values());
      records.addAll(unclaimed.values());
      try {
        for (RunOutput output : open.values()) {
          records.add(output.mark());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return records;
    }
  }

  /** Makes durable what was marked. */
  void force() throws IOException {
    List<RunOutput> outputs;
    synchronized (lists) {
      outputs = List.copyOf(open.values());
    }
    for (RunOutput output : outputs) {
      output.force();
    }
  }

  @Override
  public void close() throws IOException {
    List<RunOutput> outputs;
    synchronized (lists) {
      closed = true;
      outputs = List.copyOf(open.values());
      open.clear();
    }
    IOException failure = null;
    for (RunOutput output : outputs) {
      try {
        output.closeFile();
      } catch (IOException e) {
        failure = e;
      } finally {
        IN_USE.remove(output.path());
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
