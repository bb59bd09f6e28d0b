/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.cairn.internal.kryo.ClassPolicy;
import dev.cairn.internal.kryo.KryoGraphCodec;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From the second capture on nothing is allocated that grows with the state. */
class CaptureAllocationTest {
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final StagingMemory memory = new StagingMemory(1L << 30);
  private final KryoGraphCodec codec =
      new KryoGraphCodec(new ClassPolicy(List.of()), getClass().getClassLoader());

  /** Bytes that this thread allocates on the heap, and what staging memory grows. */
  private long allocatedBy(Map<String, Object> roots) {
    memory.makeRoom();
    codec.makeRoom();
    long staged = memory.totalBytes();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    Snapshot snapshot = Snapshot.take(codec, roots, memory);
    long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    long grown = memory.totalBytes() - staged;
    snapshot.settle();
    snapshot.forgetLive();
    return after - before + grown;
  }

  /** The least of some, since code that is not compiled yet makes more. */
  private long allocatedOnceKnown(Object state) {
    Map<String, Object> roots = Map.of("state", state);
    long unused = allocatedBy(roots) + allocatedBy(roots);
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      least = Math.min(least, allocatedBy(roots));
    }
    return least;
  }

  private static double[][] rows(int count) {
    return new double[count][600];
  }

  @Test
  void shouldAllocateNothingForEachOfManyArrays() {
    long few = allocatedOnceKnown(rows(1000));
    long many = allocatedOnceKnown(rows(20_000));
    // The graph's stream has a reference and a shape for each of them, in pieces of 256 KiB.
    assertThat(many - few).isLessThan(20_000 * 2);
  }

  @Test
  void shouldAllocateLittleForManySmallObjects() {
    List<Object> list = new ArrayList<>();
    Map<Integer, Object> map = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      map.put(i, list);
      list.add(new int[] {i});
    }
    assertThat(allocatedOnceKnown(map)).isLessThan(16 << 20);
  }
}
