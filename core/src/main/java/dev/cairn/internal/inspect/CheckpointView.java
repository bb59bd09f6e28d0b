/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.CheckpointInfo;
import dev.cairn.internal.engine.CheckpointFiles;
import dev.cairn.internal.engine.FileSource;
import dev.cairn.internal.engine.RankParts;
import dev.cairn.internal.format.BlockFile;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.format.Section;
import dev.cairn.internal.kryo.GraphVisitor;
import dev.cairn.internal.kryo.GraphWalk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One checkpoint, to be shown with none of the program's classes. Every block is checked when it is
 * read. Not thread-safe.
 */
public final class CheckpointView implements AutoCloseable {
  /** The sections before the arrays: shapes, parts, bodies, aliases. */
  private static final int STREAMS = 4;

  private final CheckpointFileReader reader;
  private final KeyRing keys;

  private CheckpointView(CheckpointFileReader reader, KeyRing keys) {
    this.reader = reader;
    this.keys = keys;
  }

  /**
   * Opens a file, and checks all but its blocks.
   *
   * @param file the file
   * @param keys under which it may be encrypted
   * @throws IOException if it cannot be read
   * @throws dev.cairn.UnusableCheckpointException if it is damaged, of another version, or
   *     encrypted under another key
   */
  public static CheckpointView open(Path file, KeyRing keys) throws IOException {
    return new CheckpointView(CheckpointFileReader.open(file, keys), keys);
  }

  /** The file. */
  public Path path() {
    return reader.path();
  }

  /** Its head. */
  public Manifest manifest() {
    return reader.manifest();
  }

  /** Its head, in the words of the API. */
  public CheckpointInfo info() {
    return CheckpointFiles.info(reader);
  }

  /** How many bytes the state has, as it was captured. */
  public long stateBytes() {
    return reader.stateBytes();
  }

  /** How many bytes the streams of its graph have, which a walk reads. */
  public long streamBytes() {
    return reader.sections().stream().limit(STREAMS).mapToLong(Section::length).sum();
  }

  /** The files whose blocks it shares. */
  public Collection<BlockFile> needs() {
    return reader.files().keySet();
  }

  /** Where those are. */
  public Collection<Path> neededPaths() {
    return reader.files().values();
  }

  /** Reads and checks every byte of the state, in other files too. */
  public void verify() throws IOException {
    CheckpointFiles.verify(reader, keys);
  }

  /** The parts, where it is of several ranks. */
  public Optional<RankEntry.Whole> ranks() {
    return CheckpointFiles.ranks(reader);
  }

  /**
   * Makes sure that it has a state of its own.
   *
   * @throws IllegalArgumentException if that is in the parts of several ranks; says where
   */
  void requireAlone() {
    RankParts.requireAlone(reader);
  }

  /** Shows the objects of the graph, one after the other. */
  public void walk(GraphVisitor visitor) throws IOException {
    requireAlone();
    GraphWalk.walk(new FileSource(reader), STREAMS, visitor);
  }

  /** The elements of an array, a piece at a time. */
  public ArrayPieces pieces(GraphVisitor.Elements array) {
    return new ArrayPieces(reader, array);
  }

  /** The blocks of a section, for those who compare two files. */
  List<Section.Block> blocks(int section) {
    return reader.sections().get(section).blocks();
  }

  /** What tells a block from all others: two that agree in it hold the same bytes. */
  Object identity(Section.Block block) {
    Object file =
        block.file() == 0
            ? reader.manifest().uuid()
            : List.copyOf(reader.files().keySet()).get(block.file() - 1).uuid();
    return List.of(file, block.offset());
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
