/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** A controller on a clock of its own, which counts how often squeue asks. */
final class FakeController implements Commands, TimeLimit.Later {
  private final List<Duration> calls = new ArrayList<>();
  private final List<List<String>> others = new ArrayList<>();
  private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparing(Task::at));
  private Duration now = Duration.ZERO;
  private String state = "RUNNING";
  private String left = "UNLIMITED";
  private String preempted = "N/A";
  private String requeue = "1";
  private String batch = "1";
  private String restarts = "0";
  private Result answer = new Result(0, "");
  private boolean dead;
  private List<String> last = List.of();

  private record Task(Duration at, Runnable action) {}

  FakeController left(String span) {
    left = span;
    return this;
  }

  FakeController state(String word) {
    state = word;
    return this;
  }

  FakeController preempted(String at) {
    preempted = at;
    return this;
  }

  FakeController requeue(String flag) {
    requeue = flag;
    return this;
  }

  FakeController batch(String flag) {
    batch = flag;
    return this;
  }

  FakeController restarts(String count) {
    restarts = count;
    return this;
  }

  /** What commands beside squeue give. */
  FakeController answer(int exit, String output) {
    answer = new Result(exit, output);
    return this;
  }

  FakeController die() {
    dead = true;
    return this;
  }

  FakeController revive() {
    dead = false;
    return this;
  }

  long nanos() {
    return now.toNanos();
  }

  /** When squeue was called. */
  List<Duration> calls() {
    return calls;
  }

  /** The other commands. */
  List<List<String>> others() {
    return others;
  }

  List<String> lastCommand() {
    return last;
  }

  void pass(Duration span) {
    Duration end = now.plus(span);
    while (!tasks.isEmpty() && tasks.peek().at().compareTo(end) <= 0) {
      Task next = tasks.poll();
      now = next.at();
      next.action().run();
    }
    now = end;
  }

  @Override
  public void run(Duration delay, Runnable task) {
    tasks.add(new Task(now.plus(delay), task));
  }

  @Override
  public Result run(Duration patience, List<String> command) throws IOException {
    last = command;
    if (command.get(0).equals("squeue")) {
      calls.add(now);
    } else {
      others.add(command);
    }
    if (dead) {
      throw new IOException(command.get(0) + " has not answered within 10 s");
    }
    return command.get(0).equals("squeue") ? new Result(0, line()) : answer;
  }

  private String line() {
    List<String> columns = List.of(state, left, "1-00:00:00", preempted, requeue, batch, restarts);
    return String.join("", columns.stream().map(text -> String.format("%-40s", text)).toList());
  }
}
