/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.CorruptCheckpointException;
import dev.cairn.StateMismatchException;
import dev.cairn.UnsupportedStateException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Reads a snapshot back while the program still waits and compares it with the program's own state:
 * what would come back different is found in the first second, not after the first crash.
 *
 * <p>Used by one thread.
 */
public final class Rehearsal {
  /** What an object and its copy take on the heap, about, with what the comparison notes of it. */
  private static final long BYTES_PER_OBJECT = 160;

  private static final long BYTES_PER_STREAM_BYTE = 3;

  private final GraphCodec codec;

  /**
   * Creates a rehearsal.
   *
   * @param codec how snapshots are read
   */
  public Rehearsal(GraphCodec codec) {
    this.codec = codec;
  }

  /**
   * Tells whether the heap has room for it.
   *
   * @param snapshot what would be rehearsed
   */
  public static boolean fits(Snapshot snapshot) {
    Runtime runtime = Runtime.getRuntime();
    long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    GraphSource source = snapshot.rehearsalSource();
    long needed =
        source.image().objects() * BYTES_PER_OBJECT + source.streamBytes() * BYTES_PER_STREAM_BYTE;
    return free / 2 > needed;
  }

  /**
   * Rehearses.
   *
   * @param roots the program's state
   * @param snapshot what was captured of it
   * @return what will not be kept but does not harm, with field paths
   * @throws UnsupportedStateException if something would come back different; names the field path
   */
  public List<String> compare(Map<String, Object> roots, Snapshot snapshot) {
    snapshot.settle();
    try {
      GraphCodec.RestoredGraph restored = codec.read(snapshot.rehearsalSource(), Map.of());
      return new GraphComparator().compare(roots, restored.roots());
    } catch (GraphComparator.Difference e) {
      throw new UnsupportedStateException(
          e.getMessage()
              + "; this state would not come back as it is: mark the field transient and "
              + "rebuild it in a method marked @AfterRestore, or keep its data in another type",
          e);
    } catch (CorruptCheckpointException | StateMismatchException | IOException e) {
      throw new UnsupportedStateException("the state cannot be read back: " + e.getMessage(), e);
    }
  }
}
