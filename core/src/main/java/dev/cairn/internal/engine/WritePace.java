/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;

/**
 * Lets no more bytes through in a second than is wanted, on average over a file, until somebody is
 * in a hurry. Thread-safe.
 */
final class WritePace {
  /** So often is looked whether somebody has come to be in a hurry. */
  private static final long LONGEST_NAP_NANOS = 100_000_000;

  private final long bytesPerSecond;
  private final TimeSource time;
  private volatile boolean hurried;

  /**
   * Creates it.
   *
   * @param bytesPerSecond the most bytes in a second; 0 for no limit
   */
  WritePace(long bytesPerSecond, TimeSource time) {
    this.bytesPerSecond = bytesPerSecond;
    this.time = time;
  }

  /** From now on everything is written as fast as possible: the run is about to end. */
  void hurry() {
    hurried = true;
  }

  /** Limits what is written to a channel from now on. */
  WritableByteChannel limit(WritableByteChannel channel) {
    return bytesPerSecond == 0 ? channel : new Limited(channel);
  }

  private final class Limited implements WritableByteChannel {
    private final WritableByteChannel channel;
    private final long begun = time.nanos();
    private long written;

    Limited(WritableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = channel.write(bytes);
      written += count;
      long due = begun + (long) (written * (1e9 / bytesPerSecond));
      for (long left = due - time.nanos(); left > 0 && !hurried; left = due - time.nanos()) {
        try {
          time.sleep(Duration.ofNanos(Math.min(left, LONGEST_NAP_NANOS)));
        } catch (InterruptedException e) {
          hurried = true; // whoever interrupts wants an end
        }
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
