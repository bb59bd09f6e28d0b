/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import dev.cairn.testkit.FakeJob;
import dev.cairn.testkit.MetadataMeter;
import dev.cairn.testkit.MetadataMeter.Kind;
import dev.cairn.testkit.RecordingFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a checkpoint of many ranks asks of the server of metadata: each rank a thread of one JVM, or
 * a process, over a file system that counts, and that takes so much longer for each operation on a
 * name.
 *
 * <p>{@code java -cp ... dev.cairn.benchmarks.RanksAtScale threads|processes RANKS MICROSECONDS
 * [folder]}
 */
public final class RanksAtScale {
  private static final int CHECKPOINTS = 5;
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final long STEP_MILLIS = 50;
  private static final int NUMBERS = 1000;

  private RanksAtScale() {}

  /** What a rank has. */
  @Checkpointed
  static final class State {
    final long[] numbers = new long[NUMBERS];
  }

  /**
   * What one rank has seen.
   *
   * @param opening what it asked for until it had its state and its first checkpoint
   * @param saving what it asked for in all of the checkpoints
   * @param quiet what it asked for while there was none
   * @param millis how long a checkpoint took, from the call until it was durable for all
   * @param pauseMicros how long the program waited for the capture, on average
   */
  private record Seen(
      Map<Kind, Long> opening,
      Map<Kind, Long> saving,
      Map<Kind, Long> quiet,
      double millis,
      double pauseMicros) {
    String line() {
      return text(opening)
          + ";"
          + text(saving)
          + ";"
          + text(quiet)
          + ";"
          + millis
          + ";"
          + pauseMicros;
    }

    static Seen parse(String line) {
      String[] words = line.split(";", -1);
      return new Seen(
          counts(words[0]),
          counts(words[1]),
          counts(words[2]),
          Double.parseDouble(words[3]),
          Double.parseDouble(words[4]));
    }

    private static String text(Map<Kind, Long> counts) {
      List<String> texts = new ArrayList<>();
      counts.forEach((kind, count) -> texts.add(kind + "=" + count));
      return String.join(",", texts);
    }

    private static Map<Kind, Long> counts(String text) {
      Map<Kind, Long> counts = new EnumMap<>(Kind.class);
      for (String word : text.split(",", -1)) {
        String[] pair = word.split("=", 2);
        counts.put(Kind.valueOf(pair[0]), Long.parseLong(pair[1]));
      }
      return counts;
    }
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("rank")) {
      System.out.println(
          rank(
                  Integer.parseInt(arguments[1]),
                  Integer.parseInt(arguments[2]),
                  Duration.ofNanos(1000 * Long.parseLong(arguments[3])),
                  Path.of(arguments[4]))
              .line());
      System.exit(0);
    }
    boolean threads = arguments[0].equals("threads");
    int size = Integer.parseInt(arguments[1]);
    Path folder =
        arguments.length > 3
            ? Files.createTempDirectory(Path.of(arguments[3]), "ranks")
            : Files.createTempDirectory("ranks");
    try {
      List<Seen> seen =
          threads
              ? inThreads(size, Duration.ofNanos(1000 * Long.parseLong(arguments[2])), folder)
              : inProcesses(size, arguments[2], folder);
      System.out.printf(
          Locale.ROOT,
          "%d ranks as %s, %s us more for each operation%n",
          size,
          arguments[0],
          arguments[2]);
      print(seen);
    } finally {
      ChildJvm.delete(folder);
    }
    System.exit(0);
  }

  private static List<Seen> inThreads(int size, Duration delay, Path folder) throws Exception {
    Map<Integer, Seen> seen = new ConcurrentHashMap<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> ranks = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int rank = i;
      Thread thread =
          new Thread(
              null,
              () -> {
                try {
                  seen.put(rank, rank(rank, size, delay, folder));
                } catch (Throwable e) {
                  failure.compareAndSet(null, e);
                }
              },
              "rank-" + rank,
              256 << 10);
      thread.start();
      ranks.add(thread);
    }
    for (Thread rank : ranks) {
      rank.join();
    }
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
    return List.copyOf(seen.values());
  }

  private static List<Seen> inProcesses(int size, String micros, Path folder) throws Exception {
    List<Seen> seen = new ArrayList<>();
    List<Thread> ranks = new ArrayList<>();
    List<String> lines = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < size; i++) {
      String rank = Integer.toString(i);
      Thread thread =
          new Thread(
              () -> {
                try {
                  lines.add(
                      ChildJvm.run(
                          RanksAtScale.class,
                          LONGEST,
                          List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                          "rank",
                          rank,
                          Integer.toString(size),
                          micros,
                          folder.toString()));
                } catch (IOException | InterruptedException e) {
                  lines.add("fails: " + e);
                }
              });
      thread.start();
      ranks.add(thread);
    }
    for (Thread rank : ranks) {
      rank.join();
    }
    for (String line : lines) {
      if (!line.contains(";")) {
        throw new IllegalStateException(line);
      }
      seen.add(Seen.parse(line));
    }
    return seen;
  }

  /** A rank, from its start to its end. */
  private static Seen rank(int rank, int size, Duration delay, Path folder)
      throws IOException, InterruptedException {
    MetadataMeter meter = new MetadataMeter(delay);
    RecordingFileSystem view = RecordingFileSystem.over(folder);
    view.meteredBy(meter);
    try (Checkpoint<State> run =
        Checkpoint.configure()
            .directory(view.root().resolve("runs"))
            .name("many")
            .ignoreArguments()
            .every(Duration.ofDays(1))
            .patience(Duration.ofMinutes(5))
            .rehearsalTime(Duration.ofMillis(1))
            .stopSignals()
            .ranks()
            .job(new FakeJob("many", Duration.ofDays(1000)).asRank(rank, size))
            .resumeOrStart(State::new)) {
      State state = run.state();
      Optional<CheckpointInfo> unused = run.checkpointNow();
      Map<Kind, Long> opened = meter.counts();
      long begun = System.nanoTime();
      long pauses = 0;
      for (int i = 0; i < CHECKPOINTS; i++) {
        state.numbers[i]++;
        pauses += run.checkpointNow().orElseThrow().pause().toNanos();
      }
      double millis = (System.nanoTime() - begun) / 1e6 / CHECKPOINTS;
      Map<Kind, Long> saved = meter.counts();
      for (int i = 0; i < QUIET.toMillis() / STEP_MILLIS && run.safepoint(); i++) {
        Thread.sleep(STEP_MILLIS); // as many of each rank
      }
      Map<Kind, Long> quiet = meter.counts();
      run.complete();
      return new Seen(
          opened,
          MetadataTable.difference(saved, opened),
          MetadataTable.difference(quiet, saved),
          millis,
          pauses / 1e3 / CHECKPOINTS);
    } finally {
      view.close();
    }
  }

  private static void print(List<Seen> seen) {
    MetadataTable.print(
        List.of(
            new MetadataTable.Column("opening", seen.stream().map(Seen::opening).toList(), 1),
            new MetadataTable.Column(
                "a checkpoint", seen.stream().map(Seen::saving).toList(), CHECKPOINTS),
            new MetadataTable.Column(
                "a quiet second", seen.stream().map(Seen::quiet).toList(), QUIET.toSeconds())));
    System.out.printf(
        Locale.ROOT,
        "a checkpoint: %.0f ms until it is durable for all; pause of a rank %.0f us on average%n",
        seen.stream().mapToDouble(Seen::millis).average().orElse(0),
        seen.stream().mapToDouble(Seen::pauseMicros).average().orElse(0));
  }
}
