/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import com.esotericsoftware.kryo.kryo5.io.Output;
import dev.cairn.internal.capture.Snapshot;
import dev.cairn.internal.capture.StagingMemory;
import dev.cairn.internal.kryo.ClassPolicy;
import dev.cairn.internal.kryo.KryoGraphCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * The state with which process images were measured: random doubles in rows of 128 KiB, and a map
 * of a million points. How long the program waits from the second checkpoint on, beside a plain
 * copy of the rows by one thread into memory that was touched before, and a loop that knows the
 * map. Both change a little between captures.
 *
 * <p>{@code java -Xmx4g -XX:MaxDirectMemorySize=4g -cp benchmarks/target/benchmarks.jar
 * dev.cairn.benchmarks.PeerState [MiB] [rounds]}
 */
public final class PeerState {
  private static final int ROW = 16 << 10;
  private static final int POINTS = 1_000_000;
  private static final int WARM_UP = 3;

  private final Random random = new Random(7);
  private final State state = new State();
  private final List<ByteBuffer> touched = new ArrayList<>();
  private final Output output = new Output(256 << 20);
  private final StagingMemory memory = new StagingMemory(3L << 30);
  private final KryoGraphCodec ofRows = newCodec();
  private final KryoGraphCodec ofState = newCodec();

  /** What is captured. */
  static final class State {
    double[][] rows;
    final Map<Long, GraphCase.Point> points = new HashMap<>();
  }

  private PeerState(int mebibytes) {
    state.rows = new double[mebibytes * 8][ROW];
    for (double[] row : state.rows) {
      for (int i = 0; i < ROW; i++) {
        row[i] = random.nextDouble();
      }
      touched.add(ByteBuffer.allocateDirect(ROW * Double.BYTES).order(ByteOrder.nativeOrder()));
    }
    for (long i = 0; i < POINTS; i++) {
      state.points.put(i, new GraphCase.Point(random.nextDouble(), random.nextDouble()));
    }
  }

  private static KryoGraphCodec newCodec() {
    return new KryoGraphCodec(
        new ClassPolicy(List.of(GraphCase.class.getPackageName() + ".*")),
        Thread.currentThread().getContextClassLoader());
  }

  /** Measures. */
  public static void main(String[] arguments) {
    int mebibytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1024;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9;
    new PeerState(mebibytes).run(mebibytes, rounds);
  }

  private void run(int mebibytes, int rounds) {
    Series copies = new Series();
    Series loops = new Series();
    Series arrays = new Series();
    Series pauses = new Series();
    for (int round = -WARM_UP; round < rounds; round++) {
      change();
      List<Series> all = List.of(copies, loops, arrays, pauses);
      double[] millis = {
        Series.millis(this::copy),
        Series.millis(this::loop),
        capture(ofRows, Map.of("rows", state.rows)),
        capture(ofState, Map.of("state", state))
      };
      for (int i = 0; i < millis.length && round >= 0; i++) {
        all.get(i).add(millis[i]);
      }
    }
    double copy = copies.median();
    double plain = copy + loops.median();
    System.out.printf(
        Locale.ROOT,
        "%d MiB of rows, %d points: copy %.0f ms, loop over the map %.0f ms | Cairn: rows alone %.0f ms"
            + " = %.2f of the copy, all %.0f ms (%.0f to %.0f) = %.2f of copy and loop%n",
        mebibytes,
        POINTS,
        copy,
        loops.median(),
        arrays.median(),
        arrays.median() / copy,
        pauses.median(),
        pauses.least(),
        pauses.most(),
        pauses.median() / plain);
  }

  private void change() {
    for (int i = 0; i < POINTS / 100; i++) {
      state.points.get((long) random.nextInt(POINTS)).x++;
      state.rows[random.nextInt(state.rows.length)][random.nextInt(ROW)]++;
    }
    System.gc();
  }

  private void copy() {
    for (int i = 0; i < state.rows.length; i++) {
      touched.get(i).asDoubleBuffer().put(state.rows[i]);
    }
  }

  private void loop() {
    output.reset();
    state.points.forEach(
        (key, point) -> {
          output.writeLong(key);
          output.writeDouble(point.x);
          output.writeDouble(point.y);
        });
  }

  private double capture(KryoGraphCodec codec, Map<String, Object> roots) {
    Snapshot[] taken = new Snapshot[1];
    double millis = Series.millis(() -> taken[0] = Snapshot.take(codec, roots, memory));
    taken[0].settle();
    taken[0].forgetLive();
    return millis;
  }
}
