/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import dev.cairn.Compression;
import dev.cairn.DirectWrites;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * How long it takes until random doubles in rows of 128 KiB are durable, beside a plain sequential
 * write of as many bytes with a force, in turns, in one folder; how much is written where little
 * has changed; and how long it takes to have them back, beside a plain read into touched memory.
 *
 * <p>{@code java -Xmx3g -XX:MaxDirectMemorySize=4g -cp benchmarks/target/benchmarks.jar
 * dev.cairn.benchmarks.DiskSpeed [MiB] [rounds] [folder]}
 */
public final class DiskSpeed {
  private static final int ROW = 16 << 10;
  private static final int WARM_UP = 4;
  private static final int POINTS = 1_000_000;

  private final Random random = new Random(5);
  private final ByteBuffer touched;
  private final Path folder;
  private final int rounds;

  /** The state. */
  @Checkpointed
  static final class State {
    double[][] rows;
  }

  private DiskSpeed(int mebibytes, int rounds, Path folder) {
    this.touched = ByteBuffer.allocateDirect(mebibytes << 20);
    this.rounds = rounds;
    this.folder = folder;
    while (touched.hasRemaining()) {
      touched.putLong(random.nextLong());
    }
  }

  /** Measures. */
  public static void main(String[] arguments) throws IOException {
    int mebibytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1024;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    Path parent = Path.of(arguments.length > 2 ? arguments[2] : "target");
    Path folder = Files.createTempDirectory(Files.createDirectories(parent), "disk-speed");
    try {
      DiskSpeed speed = new DiskSpeed(mebibytes, rounds, folder);
      for (DirectWrites way : List.of(DirectWrites.NEVER, DirectWrites.ALWAYS)) {
        speed.writing(mebibytes, way);
      }
      speed.writingAndSharing(mebibytes);
      speed.reading(mebibytes);
      speed.graphs();
    } finally {
      ChildJvm.delete(folder);
    }
  }

  private State start(int mebibytes) {
    State state = new State();
    state.rows = new double[mebibytes * 8][ROW];
    return state;
  }

  private CheckpointBuilder configured(String name) {
    return Checkpoint.configure()
        .directory(folder)
        .name(name)
        .ignoreArguments()
        .every(Duration.ofDays(1000));
  }

  private Checkpoint<State> open(String name, int mebibytes) {
    return configured(name).resumeOrStart(() -> start(mebibytes));
  }

  private void writing(int mebibytes, DirectWrites way) throws IOException {
    try (Checkpoint<State> run =
        configured("speed-" + way).directWrites(way).resumeOrStart(() -> start(mebibytes))) {
      writing(run, way);
    }
    ChildJvm.delete(folder.resolve("speed-" + way));
    System.gc();
  }

  private void writingAndSharing(int mebibytes) throws IOException {
    try (Checkpoint<State> run = open("speed", mebibytes)) {
      writing(run, DirectWrites.AUTO);
      sharing(run, run.state());
    }
  }

  /** A map of a million points. */
  @Checkpointed
  static final class Points {
    final Map<Long, GraphCase.Point> map = new HashMap<>();
    long next;

    void add(Random random) {
      map.put(next++ * 7919, new GraphCase.Point(random.nextDouble(), random.nextDouble()));
    }
  }

  private void graphs() {
    try (Checkpoint<Points> run =
        Checkpoint.configure()
            .directory(folder)
            .name("points")
            .ignoreArguments()
            .every(Duration.ofDays(1000))
            .compression(Compression.NONE)
            .resumeOrStart(Points::new)) {
      Points points = run.state();
      while (points.map.size() < POINTS) {
        points.add(random);
      }
      long first = checkpoint(run).bytes();
      long whole = Math.max(first, checkpoint(run).bytes());
      for (String what : List.of("nothing", "1 % in place", "0.5 % removed, as many inserted")) {
        changed(run, whole, "map of a million, " + what, () -> change(what, points));
      }
    }
  }

  /** Changes and saves, some times, and says how long that took and how much of all it wrote. */
  private void changed(Checkpoint<?> run, long whole, String what, Runnable change) {
    Series share = new Series();
    Series durable = new Series();
    for (int round = 0; round < rounds; round++) {
      change.run();
      long begun = System.nanoTime();
      CheckpointInfo info = checkpoint(run);
      durable.add((System.nanoTime() - begun) / 1e6);
      share.add(100.0 * info.bytes() / whole);
    }
    print(
        what + " changed: until durable",
        durable,
        String.format(
            Locale.ROOT,
            "| bytes written %.2f %% of all (%.2f to %.2f)",
            share.median(),
            share.least(),
            share.most()));
  }

  private void change(String what, Points points) {
    for (int i = 0; what.startsWith("1 %") && i < POINTS / 100; i++) {
      points.map.get(random.nextInt(POINTS) * 7919L).x = random.nextDouble();
    }
    for (int i = 0; what.startsWith("0.5") && i < POINTS / 200; i++) {
      Long removed = random.nextInt((int) points.next) * 7919L;
      if (points.map.remove(removed) != null) {
        points.add(random);
      }
    }
  }

  private void writing(Checkpoint<State> run, DirectWrites way) throws IOException {
    State state = run.state();
    Series plain = new Series();
    Series named = new Series();
    Series durable = new Series();
    Series pause = new Series();
    for (int round = -WARM_UP; round < rounds; round++) {
      all(state);
      Path file = folder.resolve("plain-" + round);
      double written = Series.millis(() -> write(file));
      double alsoNamed = written + Series.millis(() -> name(file));
      // As many files are kept as checkpoints are, so that both have the same memory as cache.
      Files.deleteIfExists(named(folder.resolve("plain-" + (round - 3))));
      long begun = System.nanoTime();
      CheckpointInfo info = checkpoint(run);
      double total = (System.nanoTime() - begun) / 1e6;
      if (round < 0) {
        continue;
      }
      plain.add(written);
      named.add(alsoNamed);
      pause.add(info.pause().toNanos() / 1e6);
      durable.add(total - info.pause().toNanos() / 1e6);
    }
    for (int round = -WARM_UP; round < rounds; round++) {
      Files.deleteIfExists(named(folder.resolve("plain-" + round)));
    }
    print("plain write and force", plain, "");
    print("and renamed, and its folder forced", named, "");
    print("pause", pause, "");
    print("until durable, after the pause, " + way, durable, ofPlain(plain, durable));
  }

  private static Path named(Path file) {
    return file.resolveSibling(file.getFileName() + ".named");
  }

  /** What else has to be done for a file that is there whole or not at all. */
  private static void name(Path file) {
    try (FileChannel parent = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      Files.move(file, named(file), StandardCopyOption.ATOMIC_MOVE);
      parent.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sharing(Checkpoint<State> run, State state) {
    all(state);
    long whole = checkpoint(run).bytes();
    for (int kind = 0; kind < 3; kind++) {
      int which = kind;
      String what = List.of("nothing", "1 % of the rows", "1 % of all elements").get(kind);
      changed(run, whole, what, () -> change(which, state));
    }
  }

  private void change(int kind, State state) {
    for (int i = 0; kind == 1 && i < state.rows.length / 100; i++) {
      change(state.rows[random.nextInt(state.rows.length)]);
    }
    for (long i = 0; kind == 2 && i < (long) state.rows.length * ROW / 100; i++) {
      change(state.rows[random.nextInt(state.rows.length)]);
    }
  }

  private void change(double[] row) {
    row[random.nextInt(ROW)] = Double.longBitsToDouble(random.nextLong());
  }

  private void reading(int mebibytes) throws IOException {
    Series plain = new Series();
    Series back = new Series();
    Series into = new Series();
    Series making = new Series();
    Series checking = new Series();
    Series nothing = new Series();
    try (Checkpoint<State> run = open("nothing", 0)) {
      CheckpointInfo unused = checkpoint(run);
    }
    Path file = folder.resolve("plain");
    write(file);
    for (int round = 0; round < rounds; round++) {
      plain.add(Series.millis(() -> read(file)));
      back.add(resumeMillis("speed", mebibytes));
      System.gc();
      nothing.add(resumeMillis("nothing", 0));
      into.add(resumeIntoMillis(mebibytes));
      System.gc();
      making.add(Series.millis(() -> start(mebibytes)));
      System.gc();
      checking.add(Series.millis(this::check));
    }
    print("plain read, warm", plain, "");
    print("resumed, warm", back, ofPlain(plain, back));
    print("resumed, a state of nothing", nothing, "");
    print("resumed into arrays that are there, warm", into, ofPlain(plain, into));
    print("the arrays made and zeroed, one thread", making, "");
    print("as many bytes through CRC32C, one thread", checking, "");
    readingCold(mebibytes, file);
  }

  private void readingCold(int mebibytes, Path file) {
    if (!dropCaches()) {
      System.out.println("cold: SKIPPED, since the page cache can be emptied by root alone");
      return;
    }
    Series plain = new Series();
    Series back = new Series();
    for (int round = 0; round < rounds; round++) {
      boolean unused = dropCaches();
      plain.add(Series.millis(() -> read(file)));
      unused = dropCaches();
      back.add(resumeMillis("speed", mebibytes));
      System.gc();
    }
    print("plain read, cold", plain, "");
    print("resumed, cold", back, ofPlain(plain, back));
  }

  private static String ofPlain(Series plain, Series ours) {
    return String.format(
        Locale.ROOT, "= %.2f of the plain throughput", plain.median() / ours.median());
  }

  private static boolean dropCaches() {
    try {
      Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "1");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void check() {
    CRC32C crc = new CRC32C();
    crc.update(touched.clear());
    if (crc.getValue() == 0) {
      throw new IllegalStateException();
    }
  }

  /** In a method of its own, so that nothing of it is alive when the next one is measured. */
  private double resumeMillis(String name, int mebibytes) {
    long begun = System.nanoTime();
    try (Checkpoint<State> run = open(name, mebibytes)) {
      return millisSince(begun, run);
    }
  }

  private double resumeIntoMillis(int mebibytes) {
    State holder = start(mebibytes);
    long begun = System.nanoTime();
    try (Checkpoint<State> run = configured("speed").reuseArrays().resumeInto(holder)) {
      return millisSince(begun, run);
    }
  }

  private static double millisSince(long begun, Checkpoint<?> run) {
    double millis = (System.nanoTime() - begun) / 1e6;
    if (run.resumedFrom().isEmpty()) {
      throw new IllegalStateException("not resumed");
    }
    return millis;
  }

  private static CheckpointInfo checkpoint(Checkpoint<?> run) {
    return run.checkpointNow().orElseThrow();
  }

  private void all(State state) {
    for (double[] row : state.rows) {
      for (int i = 0; i < ROW; i++) {
        row[i] = Double.longBitsToDouble(random.nextLong());
      }
    }
  }

  private void write(Path file) {
    PlainWrite.andForce(file, touched, touched.capacity());
  }

  private void read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      touched.clear();
      while (touched.hasRemaining() && channel.read(touched) >= 0) {
        // Until it is full.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void print(String what, Series series, String more) {
    System.out.printf(Locale.ROOT, "%-75s %s ms %s%n", what, series, more);
  }
}
