/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointFolderException;
import dev.cairn.CheckpointInfo;
import dev.cairn.NoUsableCheckpointException;
import dev.cairn.ResumeMode;
import dev.cairn.UnusableCheckpointException;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.kryo.ClassPolicy;
import dev.cairn.internal.kryo.Evolution;
import dev.cairn.internal.kryo.KryoGraphCodec;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.RecoveryPlan;
import dev.cairn.internal.store.RunFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A checkpoint that is only read. Used by one thread. */
public final class SavedGraph implements AutoCloseable {
  private final CheckpointFileReader reader;
  private final KryoGraphCodec codec;
  private Map<String, Object> decoded;

  private SavedGraph(CheckpointFileReader reader, KryoGraphCodec codec) {
    this.reader = reader;
    this.codec = codec;
  }

  /**
   * Opens a checkpoint and checks every byte of it.
   *
   * @param path a file, or the folder of a run
   * @param keys under which it may be encrypted
   * @param policy which classes may be part of the state
   * @param evolution how classes have changed
   * @param loader where they are found
   */
  public static SavedGraph open(
      Path path, KeyRing keys, ClassPolicy policy, Evolution evolution, ClassLoader loader) {
    try {
      return new SavedGraph(reader(path, keys), new KryoGraphCodec(policy, evolution, loader));
    } catch (IOException e) {
      throw new CheckpointFolderException(path + " cannot be read: " + e, e);
    }
  }

  /** Opens a file, or the newest usable one of a run, and checks every byte of it. */
  static CheckpointFileReader reader(Path path, KeyRing keys) throws IOException {
    return Files.isDirectory(path) ? newest(path, keys) : verified(path, keys);
  }

  private static CheckpointFileReader newest(Path folder, KeyRing keys) throws IOException {
    RunFolder run = RunFolder.toBeRead(folder);
    if (run.epochs().isEmpty()) {
      throw notARun(folder);
    }
    List<String> skipped = new ArrayList<>();
    for (CheckpointFile file : RecoveryPlan.of(run.catalog(), ResumeMode.AUTO).candidates()) {
      try {
        return verified(file.path(), keys);
      } catch (UnusableCheckpointException | IOException e) {
        skipped.add(file.id() + " (" + e.getMessage() + ")");
      }
    }
    throw new NoUsableCheckpointException(
        folder + " has no checkpoint that can be used" + (skipped.isEmpty() ? "" : ": " + skipped));
  }

  private static NoUsableCheckpointException notARun(Path folder) throws IOException {
    List<String> runs = new ArrayList<>();
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder, Files::isDirectory)) {
      for (Path path : inside) {
        if (!RunFolder.toBeRead(path).epochs().isEmpty()) {
          runs.add(path.toString());
        }
      }
    }
    return new NoUsableCheckpointException(
        folder
            + " is not the folder of a run"
            + (runs.isEmpty() ? "" : "; it holds runs, of which one may be opened: " + runs));
  }

  private static CheckpointFileReader verified(Path path, KeyRing keys) throws IOException {
    CheckpointFileReader reader = CheckpointFileReader.open(path, keys);
    try {
      CheckpointFiles.verify(reader, keys);
      return reader;
    } catch (IOException | RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  /** What is known of it. */
  public CheckpointInfo info() {
    return CheckpointFiles.info(reader);
  }

  /** The names of its roots. */
  public Set<String> roots() {
    return reader.manifest().graph().roots().keySet();
  }

  /** A root; the graph is decoded at the first call. */
  public <T> T root(String name, Class<T> type) {
    RankParts.requireAlone(reader);
    try {
      if (decoded == null) {
        decoded =
            LargeStack.callProgram("cairn-open", () -> codec.read(new FileSource(reader), Map.of()))
                .roots();
      }
    } catch (IOException e) {
      throw new CheckpointFolderException(reader.path() + " cannot be read: " + e, e);
    }
    Object root = decoded.get(name);
    if (!type.isInstance(root)) {
      throw new IllegalArgumentException(
          reader.path()
              + " has no root \""
              + name
              + "\" that is a "
              + type.getName()
              + "; it has "
              + roots());
    }
    return type.cast(root);
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new CheckpointFolderException(reader.path() + " cannot be closed", e);
    }
  }
}
