/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import dev.cairn.Channel;
import dev.cairn.Checkpoint;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import dev.cairn.FencedException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * A rank of several processes in a ring: at each step it needs a number from both neighbours. What
 * they tell one another goes through a file in memory, which stands for a network: it belongs to
 * one launch.
 */
final class RingOfProcesses {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Of a rank: two values, each with the number of its step. */
  private static final int SLOT = 2 * 2 * Long.BYTES;

  private RingOfProcesses() {}

  /** What a rank has. */
  @Checkpointed
  static final class Cell {
    long step;
    long value;

    Cell(int rank) {
      value = Stepper.mix(rank + 1);
    }
  }

  /** What they tell one another. */
  private record Wire(ByteBuffer memory) {
    static Wire open(Path file, int size) throws IOException {
      try (FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        return new Wire(
            channel
                .map(FileChannel.MapMode.READ_WRITE, 0, (long) size * SLOT)
                .order(ByteOrder.nativeOrder()));
      }
    }

    void tell(int rank, long step, long value) {
      int at = at(rank, step);
      LONG.setOpaque(memory, at + Long.BYTES, value);
      LONG.setRelease(memory, at, step + 1); // 0 is nothing yet
    }

    long hear(int rank, long step) {
      int at = at(rank, step);
      while ((long) LONG.getAcquire(memory, at) != step + 1) {
        LockSupport.parkNanos(20_000);
      }
      return (long) LONG.getOpaque(memory, at + Long.BYTES);
    }

    private static int at(int rank, long step) {
      return rank * SLOT + (int) (step % 2) * 2 * Long.BYTES;
    }
  }

  /** The results, had nothing ever happened. */
  static long expected(int rank, int size, long steps) {
    long[] values = new long[size];
    for (int i = 0; i < size; i++) {
      values[i] = new Cell(i).value;
    }
    for (long step = 0; step < steps; step++) {
      long[] next = new long[size];
      for (int i = 0; i < size; i++) {
        next[i] = next(values[i], values[(i + size - 1) % size], values[(i + 1) % size]);
      }
      values = next;
    }
    return values[rank];
  }

  private static long next(long own, long left, long right) {
    return Stepper.mix(own ^ Long.rotateLeft(left, 7) + 31 * right);
  }

  /** Arguments: rank, size, number of steps, the file of this launch, microseconds of a step. */
  public static void main(String[] arguments) throws IOException {
    int rank = Integer.parseInt(arguments[0]);
    int size = Integer.parseInt(arguments[1]);
    long steps = Long.parseLong(arguments[2]);
    Wire wire = Wire.open(Path.of(arguments[3]), size);
    long pauseNanos = 1000 * Long.parseLong(arguments[4]);
    try (Checkpoint<Cell> run =
        Checkpoint.configure()
            .name("ring")
            .ignoreArguments()
            .ranks()
            .resumeOrStart(() -> new Cell(rank))) {
      Cell cell = run.state();
      System.out.println(
          "begin "
              + cell.step
              + " from "
              + run.resumedFrom().map(CheckpointInfo::id).orElse("none"));
      compute(run, cell, rank, size, steps, wire, pauseNanos);
      if (run.isStopping()) {
        System.out.println("stopped " + cell.step);
        System.exit(run.exitCode());
      }
      run.complete();
      System.out.println("result " + cell.value);
    } catch (FencedException e) {
      System.out.println("fenced");
      System.exit(3);
    }
  }

  private static void compute(
      Checkpoint<Cell> run, Cell cell, int rank, int size, long steps, Wire wire, long pauseNanos) {
    int left = (rank + size - 1) % size;
    int right = (rank + 1) % size;
    Channel toLeft = run.channel(left);
    Channel toRight = run.channel(right);
    String durable = "";
    while (cell.step < steps && run.safepoint()) {
      wire.tell(rank, cell.step, cell.value);
      toLeft.sent();
      toRight.sent();
      long fromLeft = wire.hear(left, cell.step);
      toLeft.received();
      long fromRight = wire.hear(right, cell.step);
      toRight.received();
      cell.value = next(cell.value, fromLeft, fromRight);
      cell.step++;
      String newest = run.lastDurable().map(CheckpointInfo::id).orElse("");
      if (!newest.equals(durable)) {
        durable = newest;
        System.out.println("durable " + durable + " at " + cell.step);
      }
      LockSupport.parkNanos(pauseNanos);
    }
  }
}
