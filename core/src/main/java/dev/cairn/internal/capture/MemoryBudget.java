/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How much staging memory a program can afford: half of what its container, job or machine leaves
 * beside the largest heap that it and other JVMs there may grow to, and what other processes have;
 * never what happens to be free now, since a heap not yet touched looks free.
 *
 * @param bytes the budget
 * @param limit the limit that counts, in bytes
 * @param within what has that limit
 * @param maxHeap what the heap may grow to
 */
public record MemoryBudget(long bytes, long limit, String within, long maxHeap) {
  private static final long SMALLEST_RESERVE = 16L << 20;

  /**
   * Reads the limits of this JVM.
   *
   * @param taken what state outside the heap takes of the memory
   * @param staged what is staged already, and part of the budget
   */
  public static MemoryBudget ofThisJvm(long taken, long staged) {
    long maxHeap = Runtime.getRuntime().maxMemory();
    List<MemoryScope> scopes = MemoryScopes.ofThisProcess().find();
    if (scopes.isEmpty()) {
      long total =
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
      scopes = List.of(new MemoryScope("this machine", total, 0, 0));
    }
    return of(scopes, maxHeap, taken, maxDirect(maxHeap), directInUse() - staged);
  }

  static MemoryBudget of(
      List<MemoryScope> scopes, long maxHeap, long taken, long maxDirect, long directInUse) {
    MemoryScope tightest =
        Collections.min(scopes, Comparator.comparingLong(scope -> scope.budget(maxHeap, taken)));
    // The program's own buffers, and those through which files are written, need some as well.
    long reserve = Math.max(SMALLEST_RESERVE, maxDirect / 8);
    long direct = Math.max(0, maxDirect - reserve - directInUse);
    long bytes = Math.min(tightest.budget(maxHeap, taken), direct);
    return new MemoryBudget(bytes, tightest.limit(), tightest.what(), maxHeap);
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
        "what counts is the limit of %s, %,d MiB: about %,d MiB more memory for the job (--mem), or as much less heap (-Xmx, now %,d MiB), "
            + "and -XX:MaxDirectMemorySize of at least %,d MiB would let it go on meanwhile",
        within,
        limit >> 20,
        missing >> 20,
        maxHeap >> 20,
        stateBytes >> 20);
  }
}
