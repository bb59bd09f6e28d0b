/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import dev.cairn.Worker;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** How programs with many threads are checkpointed: one recipe for each way of having them. */
final class Recipes {
  private static final int CELLS = 2000;
  private static final long ROUNDS = 40;
  private static final int TASKS = 400;
  private static final int WORKERS = 4;

  private Recipes() {}

  /** A row of cells, each made of its neighbours at each round. */
  @Checkpointed
  static final class Row {
    long[] cells = new long[CELLS];
    long round;

    Row() {
      Arrays.setAll(cells, Stepper::mix);
    }

    long next(int cell) {
      long left = cells[(cell + CELLS - 1) % CELLS];
      return Stepper.mix(left + 3 * cells[cell] + 5 * cells[(cell + 1) % CELLS]);
    }

    void turn(long[] next) {
      cells = next;
      round++;
    }
  }

  /** Tasks without an order. */
  @Checkpointed
  static final class Tasks {
    final BitSet done = new BitSet();
    long sum;

    /** Not at the same time as another of its kind: an update is no lock. */
    synchronized void add(int task, long value) {
      done.set(task);
      sum += value;
    }

    synchronized boolean isDone(int task) {
      return done.get(task);
    }
  }

  /** Argument: the recipe. */
  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "parallel stream" -> rows(Recipes::parallelStream);
      case "ForkJoin" -> rows(Recipes::forkJoin);
      case "CyclicBarrier" -> rows(Recipes::barrier);
      case "CompletableFuture" -> tasks(Recipes::futures);
      case "executor" -> tasks(run -> executor(run, Executors.newFixedThreadPool(WORKERS)));
      case "virtual threads" -> tasks(run -> executor(run, perTask()));
      case "virtual workers" -> tasks(run -> workers(run, virtual()));
      case "workers" -> tasks(run -> workers(run, Thread::new));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** A way to compute. */
  private interface Recipe<S> {
    void compute(Checkpoint<S> run) throws Exception;
  }

  private static void rows(Recipe<Row> recipe) throws Exception {
    try (Checkpoint<Row> run = Checkpoint.resumeOrStart(Row::new)) {
      System.out.println("start at " + run.state().round);
      recipe.compute(run);
      end(run, Arrays.hashCode(run.state().cells));
    }
  }

  private static void tasks(Recipe<Tasks> recipe) throws Exception {
    try (Checkpoint<Tasks> run = Checkpoint.resumeOrStart(Tasks::new)) {
      System.out.println("start at " + run.state().done.cardinality());
      recipe.compute(run);
      end(run, run.state().sum);
    }
  }

  private static void end(Checkpoint<?> run, long result) {
    if (run.isStopping()) {
      System.exit(run.exitCode());
    }
    System.out.println("result " + result);
    run.complete();
  }

  /** Half way it waits to be killed, once so many checkpoints are durable. */
  private static void waitAtHalf(Checkpoint<?> run, long sequence) {
    while (!Files.exists(Stepper.GO)) {
      if (durable(run) >= sequence) {
        System.out.println("half");
        LockSupport.park();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static long durable(Checkpoint<?> run) {
    return run.lastDurable().map(CheckpointInfo::sequence).orElse(0L);
  }

  private static boolean isHalf(Row row) {
    return row.round == ROUNDS / 2;
  }

  // ---- steps that use threads: the loop comes to safepoints, between the steps -----------------

  private static void parallelStream(Checkpoint<Row> run) {
    Row row = run.state();
    while (row.round < ROUNDS && run.safepoint()) {
      long[] next = new long[CELLS];
      IntStream.range(0, CELLS).parallel().forEach(cell -> next[cell] = row.next(cell));
      row.turn(next);
      if (isHalf(row)) {
        waitAtHalf(run, 2);
      }
    }
  }

  private static void forkJoin(Checkpoint<Row> run) {
    Row row = run.state();
    ForkJoinPool pool = new ForkJoinPool(WORKERS);
    while (row.round < ROUNDS && run.safepoint()) {
      long[] next = new long[CELLS];
      pool.invoke(new Span(row, next, 0, CELLS));
      row.turn(next);
      if (isHalf(row)) {
        waitAtHalf(run, 2);
      }
    }
    pool.shutdown();
  }

  /** A part of a row. */
  private static final class Span extends RecursiveAction {
    private static final long serialVersionUID = 1;

    private final transient Row row;
    private final long[] next;
    private final int from;
    private final int to;

    Span(Row row, long[] next, int from, int to) {
      this.row = row;
      this.next = next;
      this.from = from;
      this.to = to;
    }

    @Override
    protected void compute() {
      if (to - from <= 100) {
        for (int cell = from; cell < to; cell++) {
          next[cell] = row.next(cell);
        }
      } else {
        int middle = (from + to) >>> 1;
        invokeAll(new Span(row, next, from, middle), new Span(row, next, middle, to));
      }
    }
  }

  /**
   * The threads that compute take no part: between two barriers they wait for the one that does.
   */
  private static void barrier(Checkpoint<Row> run) throws Exception {
    Row row = run.state();
    long[] next = new long[CELLS];
    AtomicBoolean goOn = new AtomicBoolean(true);
    CyclicBarrier barrier = new CyclicBarrier(WORKERS + 1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      int first = i;
      Thread thread = new Thread(() -> slice(row, next, first, goOn, barrier));
      threads.add(thread);
      thread.start();
    }
    goOn.set(row.round < ROUNDS && run.safepoint());
    barrier.await();
    while (goOn.get()) {
      barrier.await();
      row.turn(next.clone());
      if (isHalf(row)) {
        waitAtHalf(run, 2);
      }
      goOn.set(row.round < ROUNDS && run.safepoint());
      barrier.await();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void slice(
      Row row, long[] next, int first, AtomicBoolean goOn, CyclicBarrier barrier) {
    try {
      barrier.await();
      while (goOn.get()) {
        for (int cell = first; cell < CELLS; cell += WORKERS) {
          next[cell] = row.next(cell);
        }
        barrier.await();
        barrier.await();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- threads that change the state whenever they like: they update ---------------------------

  private static long value(int task) {
    long value = task;
    for (int i = 0; i < 1000; i++) {
      value = Stepper.mix(value);
    }
    return value;
  }

  private static void doTask(Checkpoint<Tasks> run, int task, boolean alone) {
    if (task == TASKS / 2) {
      // Where no thread takes part, checkpoints are taken meanwhile.
      waitAtHalf(run, alone ? durable(run) + 2 : 2);
    }
    long value = value(task);
    run.update(() -> run.state().add(task, value));
  }

  /** The thread that calls takes part, and is at a safepoint only between two batches. */
  private static void futures(Checkpoint<Tasks> run) {
    Tasks tasks = run.state();
    for (int from = 0; from < TASKS; from += 20) {
      if (!run.safepoint()) {
        return;
      }
      CompletableFuture<?>[] batch =
          IntStream.range(from, from + 20)
              .filter(task -> !tasks.isDone(task))
              .mapToObj(task -> CompletableFuture.runAsync(() -> doTask(run, task, false)))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(batch).join();
    }
  }

  /** The thread that calls takes no part: it waits for the pool. */
  private static void executor(Checkpoint<Tasks> run, ExecutorService pool) throws Exception {
    for (int i = 0; i < TASKS; i++) {
      if (!run.state().isDone(i)) {
        int task = i;
        pool.execute(() -> doTask(run, task, true));
      }
    }
    pool.shutdown();
    boolean unused = pool.awaitTermination(1, TimeUnit.MINUTES);
  }

  /** Threads that each take part, fed by a queue for which they wait outside the run. */
  private static void workers(Checkpoint<Tasks> run, ThreadFactory factory) throws Exception {
    BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    CountDownLatch running = new CountDownLatch(WORKERS);
    for (int i = 0; i < WORKERS; i++) {
      factory.newThread(() -> work(run, queue, running)).start();
    }
    for (int i = 0; i < TASKS; i++) {
      if (!run.state().isDone(i)) {
        queue.add(i);
      }
    }
    for (int i = 0; i < WORKERS; i++) {
      queue.add(TASKS);
    }
    running.await();
  }

  private static void work(
      Checkpoint<Tasks> run, BlockingQueue<Integer> queue, CountDownLatch running) {
    try (Worker worker = run.worker()) {
      while (worker.safepoint()) {
        int task;
        try (Worker.Away away = worker.away()) {
          task = queue.take();
          if (task == TASKS / 2) {
            waitAtHalf(run, durable(run) + 2);
          }
        }
        if (task == TASKS) {
          break;
        }
        run.state().add(task, value(task));
      }
      worker.finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.countDown();
    }
  }

  // ---- Java 21, by reflection ------------------------------------------------------------------

  private static ExecutorService perTask() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  private static ThreadFactory virtual() throws ReflectiveOperationException {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Method unstarted =
        Class.forName("java.lang.Thread$Builder").getMethod("unstarted", Runnable.class);
    return task -> {
      try {
        return (Thread) unstarted.invoke(builder, task);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    };
  }
}
