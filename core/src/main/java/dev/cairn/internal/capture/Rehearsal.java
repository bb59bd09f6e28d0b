/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.CheckpointException;
import dev.cairn.CorruptCheckpointException;
import dev.cairn.StateMismatchException;
import dev.cairn.TornStateException;
import dev.cairn.UnsupportedStateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

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
  private final LongSupplier nanos;

  /**
   * What a rehearsal has found.
   *
   * @param remarks what will not be kept but does not harm, with field paths
   * @param compared how many objects were compared
   * @param complete false where the time was up before all was
   */
  public record Findings(List<String> remarks, long compared, boolean complete) {}

  /** Ends the reading where the time is up; without a stack, since it is no failure. */
  private static final class TimeIsUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TimeIsUp() {
      super("time is up", null, false, false);
    }
  }

  /**
   * Creates a rehearsal.
   *
   * @param codec how snapshots are read
   * @param nanos the time, in nanoseconds
   */
  public Rehearsal(GraphCodec codec, LongSupplier nanos) {
    this.codec = codec;
    this.nanos = nanos;
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
   * @param atMost after which time no more is compared
   * @return what was found
   * @throws UnsupportedStateException if something would come back different; names the field path
   * @throws TornStateException if it is different because some thread changes it meanwhile
   */
  public Findings compare(Map<String, Object> roots, Snapshot snapshot, Duration atMost) {
    snapshot.settle();
    long begun = nanos.getAsLong();
    BooleanSupplier timeIsUp = () -> nanos.getAsLong() - begun >= atMost.toNanos();
    try {
      GraphSource source =
          snapshot.rehearsalSource(
              () -> {
                if (timeIsUp.getAsBoolean()) {
                  throw new TimeIsUp();
                }
              });
      GraphCodec.RestoredGraph restored = codec.read(source, Map.of());
      GraphComparator comparator = new GraphComparator(snapshot.image().objects(), timeIsUp);
      List<String> remarks = new ArrayList<>(comparator.compare(roots, restored.roots()));
      remarks.addAll(comparator.leftOut());
      requireImages(snapshot, timeIsUp);
      return new Findings(remarks, comparator.compared(), !comparator.isCutShort());
    } catch (GraphComparator.Difference e) {
      throw why(roots, snapshot, e);
    } catch (CorruptCheckpointException | StateMismatchException | IOException e) {
      if (e.getCause() instanceof TimeIsUp) {
        return new Findings(List.of(), 0, false);
      }
      throw new UnsupportedStateException("the state cannot be read back: " + e.getMessage(), e);
    }
  }

  private static void requireImages(Snapshot snapshot, BooleanSupplier timeIsUp)
      throws IOException {
    List<String> changed = snapshot.changedImages(timeIsUp);
    if (!changed.isEmpty()) {
      throw new TornStateException(
          changed
              + " changed while it was captured, so some thread changes it while all that take part "
              + "wait: let that thread take part with worker(), or let it change state inside "
              + "update(...) only");
    }
  }

  /** What cannot be saved comes back the same each time; what a thread changes does not. */
  private CheckpointException why(
      Map<String, Object> roots, Snapshot snapshot, GraphComparator.Difference difference) {
    if (isChanging(roots, snapshot)) {
      return new TornStateException(
          difference.getMessage()
              + "; two captures of this state, one after the other, are not the same, so some "
              + "thread changes it while all that take part wait: let that thread take part with "
              + "worker(), or let it change state inside update(...) only",
          difference);
    }
    return new UnsupportedStateException(
        difference.getMessage()
            + "; this state would not come back as it is: mark the field transient and "
            + "rebuild it in a method marked @AfterRestore, or keep its data in another type",
        difference);
  }

  private boolean isChanging(Map<String, Object> roots, Snapshot first) {
    Snapshot second = Snapshot.take(codec, roots, new StagingMemory(first.bytes()));
    second.settle();
    try {
      Map<String, Object> before = codec.read(first.rehearsalSource(), Map.of()).roots();
      Map<String, Object> after = codec.read(second.rehearsalSource(), Map.of()).roots();
      new GraphComparator(first.image().objects(), () -> false).compare(before, after);
      return false;
    } catch (GraphComparator.Difference e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
