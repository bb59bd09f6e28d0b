/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WritePaceTest {
  private final Clock clock = new Clock();

  private static final class Clock implements TimeSource {
    private long nanos = 77;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public void sleep(Duration duration) {
      nanos += duration.toNanos();
    }
  }

  private long secondsFor(WritePace pace, int pieces) throws IOException {
    long begun = clock.nanos();
    try (WritableByteChannel channel =
        pace.limit(Channels.newChannel(OutputStream.nullOutputStream()))) {
      for (int i = 0; i < pieces; i++) {
        int count = channel.write(ByteBuffer.allocate(1 << 20));
        assertThat(count).isEqualTo(1 << 20);
      }
    }
    return Math.round((clock.nanos() - begun) / 1e9);
  }

  @Test
  void shouldWriteNoFasterThanWanted() throws IOException {
    assertThat(secondsFor(new WritePace(10 << 20, clock), 200)).isEqualTo(20);
    assertThat(secondsFor(new WritePace(0, clock), 200)).isZero();
  }

  @Test
  void shouldWriteAsFastAsPossibleOnceTheRunIsAboutToEnd() throws IOException {
    WritePace pace = new WritePace(10 << 20, clock);
    assertThat(secondsFor(pace, 10)).isEqualTo(1);
    pace.hurry();
    assertThat(secondsFor(pace, 1000)).isZero();
  }
}
