/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts what a server of metadata is asked for, and makes it slow: each operation on names and
 * attributes takes so much longer.
 *
 * <pre>{@code
 * MetadataMeter meter = new MetadataMeter(Duration.ofMillis(2));
 * recording.meteredBy(meter);
 * ... meter.counts().get(MetadataMeter.Kind.LIST)
 * }</pre>
 *
 * <p>What a client answers from its cache ({@link ClientCache}) is not counted.
 *
 * <p>Threading: thread-safe. Failure: none.
 */
public final class MetadataMeter {
  /** What is asked for. */
  public enum Kind {
    /** The names in a folder. */
    LIST,
    /** Whether a name is there, or what its attributes are. */
    LOOK_UP,
    /** A file that is there, to be read or written. */
    OPEN,
    /** A new file. */
    CREATE,
    /** A new folder. */
    CREATE_FOLDER,
    /** Another name for a file. */
    LINK,
    /** A new name for a file or folder. */
    RENAME,
    /** A name that goes. */
    REMOVE,
    /** Other attributes. */
    SET_ATTRIBUTE
  }

  private final Map<Kind, LongAdder> counts = new EnumMap<>(Kind.class);
  private final long delayNanos;

  /**
   * Creates a meter that shows nothing.
   *
   * @param delay how much longer each operation takes
   */
  public MetadataMeter(Duration delay) {
    this.delayNanos = delay.toNanos();
    for (Kind kind : Kind.values()) {
      counts.put(kind, new LongAdder());
    }
  }

  void count(Kind kind) {
    counts.get(kind).increment();
    long until = System.nanoTime() + delayNanos;
    for (long left = delayNanos; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  /**
   * Reads the meter.
   *
   * @return how many operations of each kind there were so far
   */
  public Map<Kind, Long> counts() {
    Map<Kind, Long> now = new EnumMap<>(Kind.class);
    counts.forEach((kind, count) -> now.put(kind, count.sum()));
    return now;
  }
}
