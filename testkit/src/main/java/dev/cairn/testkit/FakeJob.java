/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.spi.Ending;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.LaunchedRank;
import dev.cairn.spi.StopCause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A job with a limit, on a clock that the test sets: for seeing what a program does when its time
 * is used up, when it is preempted, cancelled, and started again.
 *
 * <pre>{@code
 * FakeJob job = new FakeJob("sweep", Duration.ofHours(1));
 * while (!job.isOver()) {
 *   try (Checkpoint<Simulation> run =
 *       Checkpoint.configure()
 *           .directory(folder)
 *           .deadlineMargin(Duration.ofMinutes(5)) // a step may take that long
 *           .job(job)
 *           .resumeOrStart(Simulation::new)) {
 *     while (!run.state().isDone() && run.safepoint()) {
 *       run.state().step();
 *       job.pass(Duration.ofMinutes(1));
 *     }
 *     if (run.state().isDone()) {
 *       run.complete();
 *     }
 *   }
 *   assertFalse(job.isOverdue());
 *   job.end();
 * }
 * }</pre>
 *
 * <p>Nothing ends a program that computes on: {@link #isOverdue()} tells that a scheduler would
 * have killed it. Threading: thread-safe.
 */
public final class FakeJob implements JobEnvironment {
  private static final String NAME = "fake job";
  private static final String RESTARTS = "restarts";

  private final String name;
  private final List<StopCause> requeued = new ArrayList<>();
  private final List<Runnable> listeners = new ArrayList<>();
  private Duration limit;
  private Duration now = Duration.ZERO;
  private Duration end;
  private StopCause cause = StopCause.UNKNOWN;
  private int restarts;
  private boolean queued;
  private boolean over;
  private boolean mute;
  private Optional<LaunchedRank> place = Optional.empty();

  /**
   * Creates a job, which runs.
   *
   * @param name its name
   * @param limit how long each of its starts may run
   */
  public FakeJob(String name, Duration limit) {
    this.name = Objects.requireNonNull(name, "name");
    this.limit = limit;
    this.end = limit;
  }

  /**
   * The JVM, or the thread, that asks this job is one of several ranks; for each a job of the same
   * name is made. Each start of the job is another launch.
   *
   * @param rank which, from 0
   * @param size how many there are
   * @return this
   */
  public synchronized FakeJob asRank(int rank, int size) {
    place = Optional.of(new LaunchedRank(rank, size, ""));
    return this;
  }

  /**
   * Lets time pass. Where it brings the end near, a last checkpoint is asked for before this
   * returns.
   *
   * @param span how much
   * @return this
   */
  public FakeJob pass(Duration span) {
    synchronized (this) {
      now = now.plus(span);
    }
    tell();
    return this;
  }

  /**
   * Changes the limit, of this start and later ones.
   *
   * @param newLimit from the beginning of each start
   * @return this
   */
  public FakeJob limit(Duration newLimit) {
    synchronized (this) {
      limit = newLimit;
      end = newLimit;
    }
    tell();
    return this;
  }

  /**
   * The scheduler needs the place for another job, and will start this one again.
   *
   * @param grace how long it may still run
   * @return this
   */
  public FakeJob preempt(Duration grace) {
    return endIn(grace, StopCause.PREEMPTED);
  }

  /**
   * Somebody cancels the job.
   *
   * @param grace how long it may still run
   * @return this
   */
  public FakeJob cancel(Duration grace) {
    return endIn(grace, StopCause.CANCELLED);
  }

  private FakeJob endIn(Duration grace, StopCause why) {
    synchronized (this) {
      end = now.plus(grace);
      cause = why;
    }
    tell();
    return this;
  }

  /**
   * From here on the scheduler does not answer: every question is an exception.
   *
   * @return this
   */
  public synchronized FakeJob mute() {
    mute = true;
    return this;
  }

  /** The environment is called without a lock: it asks back. */
  private void tell() {
    List<Runnable> all;
    synchronized (this) {
      all = List.copyOf(listeners);
    }
    all.forEach(Runnable::run);
  }

  /**
   * The program has ended: where the job was put into the queue again, or was preempted, the
   * scheduler starts it anew, with its whole limit; otherwise it is over.
   *
   * @return true where it was started again
   */
  public synchronized boolean end() {
    boolean again = queued || cause == StopCause.PREEMPTED;
    listeners.clear();
    queued = false;
    cause = StopCause.UNKNOWN;
    now = Duration.ZERO;
    end = limit;
    if (again) {
      restarts++;
    } else {
      over = true;
    }
    return again;
  }

  /** {@return why it was put into the queue again, once for each time} */
  public synchronized List<StopCause> requeued() {
    return List.copyOf(requeued);
  }

  /** {@return how often it was started again} */
  public synchronized int restarts() {
    return restarts;
  }

  /** {@return true once it has ended and nobody starts it again} */
  public synchronized boolean isOver() {
    return over;
  }

  /** {@return true where it runs although its time is used up: a scheduler would have killed it} */
  public synchronized boolean isOverdue() {
    return now.compareTo(end) > 0;
  }

  private void answer() {
    if (mute) {
      throw new IllegalStateException("the scheduler of " + name + " does not answer");
    }
  }

  @Override
  public boolean isPresent() {
    return true;
  }

  @Override
  public Optional<String> jobName() {
    return Optional.of(name);
  }

  @Override
  public Optional<String> arrayTask() {
    return Optional.empty();
  }

  @Override
  public synchronized Optional<LaunchedRank> launchedRank() {
    return place.map(found -> new LaunchedRank(found.rank(), found.size(), name + "/" + restarts));
  }

  @Override
  public synchronized Map<String, String> identity() {
    return Map.of(NAME, name, RESTARTS, Integer.toString(restarts));
  }

  @Override
  public synchronized boolean isCertainlyOver(Map<String, String> other) {
    answer();
    return name.equals(other.get(NAME))
        && (over || !Integer.toString(restarts).equals(other.get(RESTARTS)));
  }

  @Override
  public Optional<Path> defaultDirectory() {
    return Optional.empty();
  }

  @Override
  public synchronized Optional<Duration> timeLeft() {
    answer();
    return Optional.of(end.minus(now));
  }

  @Override
  public synchronized void onChange(Runnable look) {
    listeners.add(look);
  }

  @Override
  public synchronized StopCause stopCause(Optional<String> signal) {
    answer();
    return cause;
  }

  /** Requeues a job that has used up its time; the scheduler itself does where it preempts. */
  @Override
  public synchronized void requeue(Ending ending) {
    answer();
    boolean goesOn = ending.cause() == StopCause.TIME_LIMIT && isWanted(ending);
    if (goesOn) {
      requeued.add(ending.cause());
      queued = true;
    }
    String what =
        goesOn
            ? " is in the queue again"
            : ending.cause() == StopCause.PREEMPTED
                ? " is started again by its scheduler"
                : " is not started again (" + ending.cause() + ")";
    ending.log().accept("job " + name + what);
  }

  /** As a real one would: not for ever, and not where nothing comes of it. */
  private boolean isWanted(Ending ending) {
    return switch (ending.wanted()) {
      case AUTO, RESUBMIT -> restarts < ending.limit() && ending.fruitless() < 2;
      case NEVER, PRINT -> false;
    };
  }
}
