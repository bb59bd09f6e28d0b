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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The append-only files of a run. Those of the checkpoint that the program has not opened yet are
 * carried along as they are, like roots that nobody has claimed.
 *
 * <p>Thread-safe.
 */
public final class RunOutputs implements Closeable {
  /**
   * An output for the program.
   *
   * @param stream what it writes to
   * @param isNew true where it was begun in this attempt
   */
  public record Opened(OutputStream stream, boolean isNew) {}

  private final Map<String, OutputRecord> unclaimed = new LinkedHashMap<>();
  private final Map<String, Opened> open = new LinkedHashMap<>();
  private final List<RunOutput> outputs = new CopyOnWriteArrayList<>();
  private final OutputFiles files;
  private final boolean branched;
  private final Consumer<String> notes;

  private RunOutputs(
      OutputFiles files, List<OutputRecord> recorded, boolean branched, Consumer<String> notes) {
    this.files = files;
    this.notes = notes;
    this.branched = branched;
    recorded.forEach(record -> unclaimed.put(record.name(), record));
  }

  /** Those of an attempt. */
  static RunOutputs of(EpochFolder epoch, Resumed resumed, long copyLimit, RunLog log) {
    OutputFiles files = new OutputFiles(epoch::moveThrough, epoch.path(), copyLimit, log::headline);
    return new RunOutputs(files, resumed.outputs(), resumed.isBranch(), log::headline);
  }

  /** Plain files, where checkpointing is disabled. */
  public static RunOutputs withoutCheckpoints() {
    RunLog log = new RunLog();
    OutputFiles files =
        new OutputFiles(
            (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE),
            Path.of(""),
            Long.MAX_VALUE,
            log::headline);
    return new RunOutputs(files, List.of(), false, log::headline);
  }

  /** Those of a run that is finished: what is written again is there already. */
  public static RunOutputs finished() {
    return new RunOutputs(null, List.of(), false, note -> {});
  }

  /**
   * Opens one, or gives the one that is open under this name.
   *
   * @param given as the program calls it
   */
  public synchronized Opened open(Path given) {
    if (files == null) {
      return new Opened(OutputStream.nullOutputStream(), false);
    }
    String name = given.normalize().toString();
    Opened known = open.get(name);
    if (known != null) {
      return known;
    }
    Path path = given.toAbsolutePath().normalize();
    try {
      // Not on the program's thread: an interrupt would close the files under its hands.
      return LargeStack.call("cairn-output", () -> open(name, path));
    } catch (IOException e) {
      throw new CheckpointFolderException(
          "output "
              + path
              + " cannot be opened: "
              + e
              + "; check rights, space and quota of its folder, or give output(...) another path",
          e);
    }
  }

  private Opened open(String name, Path path) throws IOException {
    Optional<OutputRecord> record = find(name, path);
    RunOutput output =
        new RunOutput(
            name, path, record.isPresent() ? goOn(record.get(), path) : files.create(path));
    outputs.add(output);
    record.ifPresent(found -> unclaimed.remove(found.name()));
    Opened opened = new Opened(output, record.isEmpty());
    open.put(name, opened);
    return opened;
  }

  /** By its name; or, where all was moved to another folder, by the file's name and content. */
  private Optional<OutputRecord> find(String name, Path path) throws IOException {
    if (unclaimed.containsKey(name) || branched) {
      return Optional.ofNullable(unclaimed.get(name));
    }
    for (OutputRecord record : unclaimed.values()) {
      if (path.endsWith(Path.of(record.name()).getFileName().toString())
          && files.isContinued(record, path)) {
        return Optional.of(record);
      }
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

  private OutputFiles.Opened goOn(OutputRecord record, Path path) throws IOException {
    if (!branched) {
      return files.resume(record, path);
    }
    if (path.equals(Path.of(record.path()))) {
      throw new CheckpointSettingsException(
          "output("
              + path
              + ") belongs to the run that this one branched off from, and both would write to it; "
              + "start the branch in another folder, or give output(...) another path");
    }
    return files.branch(record, path);
  }

  /** What they are now, for a checkpoint; while every thread waits. */
  synchronized List<OutputRecord> mark() {
    List<OutputRecord> records = new ArrayList<>(unclaimed.values());
    try {
      for (RunOutput output : outputs) {
        records.add(output.mark());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  /** Makes durable what was marked. */
  void force() throws IOException {
    for (RunOutput output : outputs) {
      output.force();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    IOException failure = null;
    for (RunOutput output : outputs) {
      try {
        output.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
