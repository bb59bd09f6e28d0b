/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.Channel;
import dev.cairn.internal.format.RankEntry;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How many messages this rank has exchanged with each other in this attempt. Thread-safe. */
final class MessageCounts {
  private final Map<Integer, Counter> peers = new ConcurrentHashMap<>();

  private static final class Counter implements Channel {
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();

    @Override
    public void sent() {
      sent.incrementAndGet();
    }

    @Override
    public void received() {
      received.incrementAndGet();
    }
  }

  /** That to another rank; the same at every call. */
  Channel with(int peer) {
    return peers.computeIfAbsent(peer, first -> new Counter());
  }

  /** As they are now. */
  Map<Integer, RankEntry.Messages> now() {
    Map<Integer, RankEntry.Messages> counts = new TreeMap<>();
    peers.forEach(
        (peer, counter) ->
            counts.put(peer, new RankEntry.Messages(counter.sent.get(), counter.received.get())));
    return counts;
  }
}
