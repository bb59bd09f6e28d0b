/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * How much staging memory a program can afford: half of what its container leaves beside the
 * largest heap it may grow to, never what happens to be free now, since a heap not yet touched
 * looks free.
 *
 * @param bytes the budget
 * @param limit what the container or the machine has
 * @param maxHeap what the heap may grow to
 */
public record MemoryBudget(long bytes, long limit, long maxHeap) {
  /** What a JVM takes beside heap and staging: metaspace, code cache, threads, collector. */
  private static final long BESIDE_HEAP = 512L << 20;

  private static final long SMALLEST_RESERVE = 16L << 20;

  /**
   * Reads the limits of this JVM.
   *
   * @param taken what state outside the heap takes of the memory
   */
  public static MemoryBudget ofThisJvm(long taken) {
    long limit =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
            - taken;
    long maxHeap = Runtime.getRuntime().maxMemory();
    return of(limit, maxHeap, maxDirect(maxHeap), directInUse());
  }

  static MemoryBudget of(long limit, long maxHeap, long maxDirect, long directInUse) {
    long half = Math.max(0, limit - maxHeap - BESIDE_HEAP) / 2;
    // The program's own buffers, and those through which files are written, need some as well.
    long reserve = Math.max(SMALLEST_RESERVE, maxDirect / 8);
    long direct = Math.max(0, maxDirect - reserve - directInUse);
    return new MemoryBudget(Math.min(half, direct), limit, maxHeap);
  }

  /** What others in this JVM have taken of the direct memory by now. */
  private static long directInUse() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long maxDirect(long maxHeap) {
    HotSpotDiagnosticMXBean diagnostic =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long option = Long.parseLong(diagnostic.getVMOption("MaxDirectMemorySize").getValue());
    return option == 0 ? maxHeap : option;
  }

  /** What would let a state of so many bytes be staged; for the log. */
  public String advice(long stateBytes) {
    long missing = 2 * (stateBytes - bytes);
    return String.format(
        Locale.ROOT,
        "about %,d MiB more memory for the job (--mem), or as much less heap (-Xmx, now %,d MiB), "
            + "and -XX:MaxDirectMemorySize of at least %,d MiB would let it go on meanwhile",
        missing >> 20,
        maxHeap >> 20,
        stateBytes >> 20);
  }
}
