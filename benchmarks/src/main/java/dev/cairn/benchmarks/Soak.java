/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.cairn.Checkpoint;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Thousands of checkpoints in one JVM: what it holds, how many files are open, what is on disk and
 * how long it waits must be the same at the end as at the beginning. A line for each tenth.
 *
 * <p>{@code java -Xmx1g -cp benchmarks/target/benchmarks.jar dev.cairn.benchmarks.Soak
 * [checkpoints] [folder] [least minutes]}
 */
public final class Soak {
  private static final int ROWS = 64;
  private static final int ROW = 4 << 10;
  private static final int POINTS = 20_000;

  private final Random random = new Random(3);
  private final Path folder;

  private Soak(Path folder) {
    this.folder = folder;
  }

  /** Arrays that change here and there, and a map whose entries come and go. */
  @Checkpointed
  static final class State {
    final double[][] rows = new double[ROWS][ROW];
    final Map<Long, double[]> points = new HashMap<>();
    final List<String> names = new ArrayList<>();
    long next;
  }

  /** Measures. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int checkpoints = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    Path parent = Path.of(arguments.length > 1 ? arguments[1] : "target");
    long minutes = arguments.length > 2 ? Long.parseLong(arguments[2]) : 0;
    Path folder = Files.createTempDirectory(Files.createDirectories(parent), "soak");
    try {
      new Soak(folder).run(checkpoints, Duration.ofMinutes(minutes).toNanos());
    } finally {
      ChildJvm.delete(folder);
    }
  }

  private void run(int checkpoints, long leastNanos) throws IOException, InterruptedException {
    System.out.println(
        "checkpoints | pause us: median, most | durable ms | live heap MB | direct MB | threads |"
            + " open files | files on disk | MB on disk");
    long begun = System.nanoTime();
    try (Checkpoint<State> run =
        Checkpoint.configure()
            .directory(folder)
            .name("soak")
            .ignoreArguments()
            .every(Duration.ofDays(1000))
            .resumeOrStart(State::new)) {
      Series pauses = new Series();
      Series durable = new Series();
      for (int i = 1; i <= checkpoints; i++) {
        change(run.state());
        long start = System.nanoTime();
        CheckpointInfo info = run.checkpointNow().orElseThrow();
        durable.add((System.nanoTime() - start) / 1e6);
        pauses.add(info.pause().toNanos() / 1e3);
        if (i % (checkpoints / 10) == 0) {
          report(i, pauses, durable);
          pauses = new Series();
          durable = new Series();
        }
        long due = begun + leastNanos / checkpoints * i;
        if (due > System.nanoTime()) {
          Thread.sleep((due - System.nanoTime()) / 1_000_000);
        }
      }
    }
    System.out.printf(Locale.ROOT, "%.1f min%n", (System.nanoTime() - begun) / 60e9);
  }

  private void change(State state) {
    for (int i = 0; i < 3; i++) {
      double[] row = state.rows[random.nextInt(ROWS)];
      row[random.nextInt(ROW)] = random.nextDouble();
    }
    for (int i = 0; i < 50; i++) {
      state.points.put(state.next++, new double[] {random.nextDouble(), i});
    }
    for (long i = state.next - POINTS - 100; i < state.next - POINTS; i++) {
      state.points.remove(i);
    }
    state.names.add("name " + state.next);
    if (state.names.size() > 1000) {
      state.names.clear();
    }
  }

  /** Checkpoints are removed while it looks. */
  private List<Long> lengthsOfFiles() throws IOException {
    List<Long> lengths = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            lengths.add(attributes.size());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return lengths;
  }

  private void report(int checkpoints, Series pauses, Series durable) throws IOException {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    UnixOperatingSystemMXBean system =
        (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    List<Long> lengths = lengthsOfFiles();
    System.out.printf(
        Locale.ROOT,
        "%11d | %12.0f, %8.0f | %10.1f | %12.1f | %9.1f | %7d | %10d | %13d | %10.1f%n",
        checkpoints,
        pauses.median(),
        pauses.most(),
        durable.median(),
        heap / 1e6,
        direct / 1e6,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        system.getOpenFileDescriptorCount(),
        lengths.size(),
        lengths.stream().mapToLong(Long::longValue).sum() / 1e6);
  }
}
