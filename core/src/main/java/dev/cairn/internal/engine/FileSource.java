/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CorruptCheckpointException;
import dev.cairn.internal.capture.GraphImage;
import dev.cairn.internal.capture.GraphSource;
import dev.cairn.internal.capture.PrimitiveArrays;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.format.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The graph in a checkpoint file; every block is checked as it is read. Used by one thread; others
 * help it.
 */
public final class FileSource implements GraphSource {
  private static final List<Section.Kind> STREAM_KINDS =
      List.of(Section.Kind.SHAPES, Section.Kind.PARTS, Section.Kind.BODIES, Section.Kind.ALIASES);

  private static final int STREAMS = STREAM_KINDS.size();

  private final CheckpointFileReader reader;
  private final ArrayReads reads;
  private final List<Section> sections;
  private final List<InputStream> streams = new ArrayList<>();
  private final ReusableArrays reusable;
  private final long streamBytes;

  /** Arrays that are there already, by section; filled once all is known to be sound. */
  private final Map<Integer, Object> reused = new LinkedHashMap<>();

  private int nextArray = STREAMS;

  /** As it stands in a file, which is open. */
  public FileSource(CheckpointFileReader reader) throws IOException {
    this(reader, List.of());
  }

  /**
   * As above, into arrays that are there.
   *
   * @param arrays what is used again, where a stored array has its class and length
   */
  FileSource(CheckpointFileReader reader, List<Object> arrays) throws IOException {
    this.reader = reader;
    this.reusable = new ReusableArrays(arrays);
    this.reads = new ArrayReads(reader);
    this.sections = reader.sections();
    boolean complete = sections.size() >= STREAMS + reader.manifest().images().size();
    for (int i = 0; complete && i < sections.size(); i++) {
      complete = sections.get(i).kind() == expectedAt(i);
    }
    if (!complete) {
      throw new CorruptCheckpointException(reader.path() + ": a part of its graph is missing");
    }
    for (int i = 0; i < STREAMS; i++) {
      streams.add(reader.open(i)); // before their lengths are believed
    }
    this.streamBytes = sections.stream().limit(STREAMS).mapToLong(Section::length).sum();
  }

  private Section.Kind expectedAt(int section) {
    if (section < STREAMS) {
      return STREAM_KINDS.get(section);
    }
    int images = reader.manifest().images().size();
    return section < sections.size() - images ? Section.Kind.ARRAY : Section.Kind.IMAGE;
  }

  /** State outside the heap, by its number; it is read after the graph. */
  InputStream image(int number, long length) throws IOException {
    int section = sections.size() - reader.manifest().images().size() + number;
    if (sections.get(section).length() != length) {
      throw new CorruptCheckpointException(
          reader.path() + ": image " + number + " has not the " + length + " bytes it should");
    }
    return reader.open(section);
  }

  @Override
  public GraphImage image() {
    Manifest.Graph graph = reader.manifest().graph();
    return new GraphImage(
        graph.objects(), graph.outOfLineBytes(), graph.roots(), graph.types(), List.of());
  }

  @Override
  public InputStream shapes() {
    return streams.get(0);
  }

  @Override
  public InputStream parts() {
    return streams.get(1);
  }

  @Override
  public InputStream bodies() {
    return streams.get(2);
  }

  @Override
  public InputStream aliases() {
    return streams.get(3);
  }

  @Override
  public long streamBytes() {
    return streamBytes;
  }

  @Override
  public Object array(Class<?> arrayClass, int length) throws IOException {
    int element = PrimitiveArrays.elementBytes(arrayClass);
    int section = nextArray++;
    if (section >= sections.size()
        || sections.get(section).kind() != Section.Kind.ARRAY
        || sections.get(section).base() != 0
        || sections.get(section).length() != (long) length * element) {
      throw new CorruptCheckpointException(
          reader.path() + ": an array of " + length + " elements is missing");
    }
    List<Section.Block> blocks = sections.get(section).blocks();
    Optional<Object> there = reusable.take(arrayClass, length);
    if (there.isPresent()) {
      reads.check(section, blocks);
      reused.put(section, there.get());
      return there.get();
    }
    Object array = Array.newInstance(arrayClass.getComponentType(), length);
    reads.add(section, blocks, array);
    return array;
  }

  @Override
  public void finishArrays() throws IOException {
    reads.finish();
  }

  @Override
  public void fillReused() throws IOException {
    if (reused.isEmpty()) {
      return;
    }
    for (int i = 0; i < STREAMS; i++) {
      try (InputStream stream = reader.open(i)) {
        long unused = stream.transferTo(OutputStream.nullOutputStream());
      }
    }
    reused.forEach((section, array) -> reads.add(section, sections.get(section).blocks(), array));
    reads.finish();
  }

  @Override
  public String describe() {
    return reader.path().toString();
  }
}
