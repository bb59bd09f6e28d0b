/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.testkit.Operation.Failed;
import dev.cairn.testkit.Operation.Ignored;
import dev.cairn.testkit.Operation.Mark;
import dev.cairn.testkit.Operation.Open;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Does operations one at a time and writes down what took effect.
 *
 * <p>One lock is held while an operation is judged, done and recorded: only so is the order of the
 * trace the order in which things took effect. Threads are paused before they take it.
 */
final class Recorder {
  private final ReentrantLock lock = new ReentrantLock();
  private final Trace trace;
  private final Faults faults = new Faults();
  private final List<PausePoint> pauses = new CopyOnWriteArrayList<>();
  private final Set<RecordingChannel> channels = ConcurrentHashMap.newKeySet();
  private final LongAdder opensForReading = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private volatile boolean powerLost;
  private volatile boolean closed;

  Recorder(Trace trace) {
    this.trace = trace;
  }

  Trace trace() {
    return trace;
  }

  Faults faults() {
    return faults;
  }

  ReadCount reads() {
    return new ReadCount(opensForReading.sum(), bytesRead.sum());
  }

  void countRead(long bytes) {
    if (bytes > 0) {
      bytesRead.add(bytes);
    }
  }

  <R> R perform(Step<R> step) throws IOException {
    requireRunning();
    stopAtPauses(step);
    return locked(
        () -> {
          requireRunning();
          return judged(step);
        });
  }

  private void stopAtPauses(Step<?> step) throws IOException {
    if (!pauses.isEmpty()) {
      Operation intended = locked(step::intended);
      pauses.forEach(pause -> pause.stopBefore(intended));
    }
  }

  private <R> R judged(Step<R> step) throws IOException {
    Operation intended = step.intended();
    Verdict verdict = faults.judge(intended);
    switch (verdict.kind()) {
      case DONE -> {
        return done(step, intended);
      }
      case IGNORED -> {
        record(intended, new Ignored(intended));
        return null;
      }
      case FAILED -> {
        record(intended, new Failed(intended));
        throw verdict.exception();
      }
      case FAILED_AFTER_EFFECT -> {
        abandon(done(step, intended));
        throw verdict.exception();
      }
    }
    throw new AssertionError(verdict);
  }

  /** Nobody will ever close a channel that an open handed over together with an exception. */
  private static void abandon(Object result) {
    if (result instanceof RecordingChannel channel) {
      channel.abandon();
    }
  }

  private <R> R done(Step<R> step, Operation intended) throws IOException {
    R result = step.run();
    record(intended, step.effective(intended, result));
    return result;
  }

  private void record(Operation intended, Operation outcome) {
    if (intended instanceof Open open) {
      opensForReading.add(open.writing() ? 0 : 1);
    } else {
      trace.add(outcome);
    }
  }

  void mark(String label) {
    lock.lock();
    try {
      // After a power cut nobody is left to take note of an acknowledgement.
      if (!powerLost) {
        trace.add(new Mark(label));
      }
    } finally {
      lock.unlock();
    }
  }

  PausePoint pauseBefore(Predicate<? super Operation> which) {
    PausePoint pause = new PausePoint(which);
    pauses.add(pause);
    return pause;
  }

  void opened(RecordingChannel channel) {
    channels.add(channel);
  }

  void closed(RecordingChannel channel) {
    channels.remove(channel);
  }

  void stopTheWorld() {
    lock.lock();
    try {
      powerLost = true;
    } finally {
      lock.unlock();
    }
    releaseEverything();
  }

  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    releaseEverything();
  }

  boolean isClosed() {
    return closed;
  }

  /** Wakes paused threads and drops file locks, as the end of their machine would. */
  private void releaseEverything() {
    pauses.forEach(PausePoint::release);
    channels.forEach(RecordingChannel::abandon);
  }

  void requireRunning() throws IOException {
    if (powerLost) {
      throw new IOException("the machine has lost power");
    }
    if (closed) {
      throw new ClosedFileSystemException();
    }
  }

  private <R> R locked(Action<R> action) throws IOException {
    lock.lock();
    try {
      return action.run();
    } finally {
      lock.unlock();
    }
  }
}
