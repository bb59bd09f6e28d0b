/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.gate;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The one mechanism by which the state is held still: a gate that is open when nobody is inside.
 *
 * <pre>
 *   OPEN      threads run; safepoints pass, updates are admitted
 *   ARRIVING  somebody wants to capture: threads park at their next safepoint, updates are admitted,
 *             since a thread on its way to a safepoint may wait for them
 *   HOLDING   every thread has parked or is away: no new update is admitted, those inside end
 *   CLOSED    nobody is inside: the state may be captured
 * </pre>
 *
 * <p>Thread-safe; one lock of java.util.concurrent, so virtual threads are not pinned.
 */
public final class SafepointGate {
  private enum Phase {
    OPEN,
    ARRIVING,
    HOLDING,
    CLOSED
  }

  /** How often those who wait look at what signals nobody: a thread's death, a deadlock. */
  private static final long LOOK_MILLIS = 200;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Roster roster = new Roster();
  private final Verdict verdict = new Verdict();
  private final SafepointCounts counts;

  private Phase phase = Phase.OPEN;
  private Thread holder;
  private boolean capturing;
  private Duration patience = Duration.ofMinutes(1);
  private final MonitorWatch monitors = new MonitorWatch();
  private String givenUpFor = "";

  /**
   * Creates an open gate.
   *
   * @param counts what depends on the numbers of safepoints
   */
  public SafepointGate(SafepointCounts counts) {
    this.counts = counts;
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }

  // ---- threads come and go -------------------------------------------------------------------

  /**
   * The calling thread takes part from here on; it waits while the gate is held.
   *
   * @return its participant, the same one at every call
   */
  public Participant join() {
    Thread thread = Thread.currentThread();
    lock.lock();
    try {
      Participant known = roster.find(thread);
      if (known != null) {
        return known;
      }
      awaitNotHeld();
      Participant participant = new Participant(thread, counts);
      // Its first safepoint arrives at the gate: the first of all takes the first checkpoint.
      participant.arm();
      roster.add(participant);
      return participant;
    } finally {
      lock.unlock();
    }
  }

  /** The calling thread's participant; null where it takes no part. */
  public Participant find() {
    return locked(() -> roster.find(Thread.currentThread()));
  }

  /**
   * The thread no longer takes part.
   *
   * @param participant the thread's
   * @param finished true where its work is done, or the run has ended; else it may have been
   *     stopped in the middle of a step by an exception, and the state is suspect
   */
  public void leave(Participant participant, boolean finished) {
    lock.lock();
    try {
      if (!roster.remove(participant)) {
        return;
      }
      if (!finished && !verdict.isEnded()) {
        tear(
            "worker thread \""
                + participant.thread().getName()
                + "\" was closed without finish() while the run goes on",
            null);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A participant has come to a safepoint: it waits here while a capture wants it to.
   *
   * @param participant the calling thread's
   * @return true to go on, false where the run has ended
   */
  public boolean arrive(Participant participant) {
    return arriveUntil(participant, () -> true);
  }

  /**
   * A participant has come to a safepoint and stays there until something has happened, the run has
   * ended, or a capture turned out to wait for a lock that this thread holds.
   *
   * @param participant the calling thread's
   * @param happened looked at after each {@link #wake()}
   * @return true to go on, false where the run has ended
   */
  public boolean arriveUntil(Participant participant, BooleanSupplier happened) {
    lock.lock();
    try {
      checkArrival(participant);
      // A safepoint inside away() is one all the same: afterwards the thread is away again.
      Participant.Presence before = participant.presence;
      participant.presence = Participant.Presence.PARKED;
      changed.signalAll();
      boolean gaveUp = false;
      while (phase != Phase.OPEN || !(gaveUp || verdict.isFinal() || happened.getAsBoolean())) {
        gaveUp |= awaitWatching();
      }
      participant.presence = before;
      verdict.check();
      if (verdict.isEnded()) {
        return false;
      }
      participant.disarm();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Lets those who wait for something look again. */
  public void wake() {
    locked(
        () -> {
          changed.signalAll();
        });
  }

  /** Refuses what would wait for itself. */
  public void requireOutside() {
    lock.lock();
    try {
      if (Thread.currentThread() == holder) {
        throw new IllegalStateException(
            "a method marked @BeforeCapture waits for a checkpoint: it is part of one");
      }
      if (roster.isUpdating(Thread.currentThread())) {
        throw new IllegalStateException(
            "a safepoint inside update(): the state is in the middle of a change; come to it after "
                + "the update has ended");
      }
    } finally {
      lock.unlock();
    }
  }

  private void checkArrival(Participant participant) {
    requireOutside();
    if (!roster.contains(participant)) {
      throw new IllegalStateException(
          "safepoint() of a worker that was closed; thread \""
              + Thread.currentThread().getName()
              + "\" no longer takes part");
    }
    verdict.check();
  }

  /** The participant is about to block: captures need not wait for it. */
  public void goAway(Participant participant) {
    locked(
        () -> {
          participant.enterAway();
          changed.signalAll();
        });
  }

  /** The participant is back; it waits while the gate is held. */
  public void comeBack(Participant participant) {
    lock.lock();
    try {
      awaitNotHeld();
      if (participant.leaveAway()) {
        participant.presence = Participant.Presence.RUNNING;
      }
    } finally {
      lock.unlock();
    }
  }

  // ---- updates -------------------------------------------------------------------------------

  /**
   * Runs a change that no capture sees the middle of. Reentrant.
   *
   * @param change what is done
   * @param <X> what it throws; then the state is suspect
   * @throws X what the change throws
   */
  public <X extends Throwable> void update(ThrowingAction<X> change) throws X {
    enterUpdate();
    try {
      change.run();
    } catch (Throwable e) {
      markTorn("an update in thread \"" + Thread.currentThread().getName() + "\" threw", e);
      throw e;
    } finally {
      leaveUpdate();
    }
  }

  /** A change of state. */
  public interface ThrowingAction<X extends Throwable> {
    /** Makes the change. */
    void run() throws X;
  }

  private void enterUpdate() {
    Thread thread = Thread.currentThread();
    lock.lock();
    try {
      if (!roster.isUpdating(thread)) {
        awaitNotHeld();
      }
      roster.enterUpdate(thread);
    } finally {
      lock.unlock();
    }
  }

  private void leaveUpdate() {
    locked(
        () -> {
          roster.leaveUpdate(Thread.currentThread());
          changed.signalAll();
        });
  }

  // ---- captures ------------------------------------------------------------------------------

  /** Asks every participant to park at its next safepoint. */
  public void request() {
    lock.lock();
    try {
      if (phase == Phase.OPEN) {
        phase = Phase.ARRIVING;
        roster.armAll();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until nobody is inside. Called by the thread that captures, after {@link #request()}; an
   * interrupt does not end it.
   *
   * @param atMost how long a thread may be made to wait; then the request is withdrawn. Where none
   *     waits, withdrawing would help nobody: the request stands until the late ones come
   * @param late told once that nobody has come for so long
   * @return how it ended; only after CLOSED the state may be read, until {@link #open()}
   */
  public Closing close(Duration atMost, Consumer<Closing> late) {
    lock.lock();
    try {
      patience = atMost;
      monitors.reset();
      long since = System.nanoTime();
      boolean waited = false;
      boolean told = false;
      while (true) {
        roster.dropDead().forEach(this::tearBy);
        if (verdict.isTorn() || verdict.isFinal()) {
          reopen();
          return verdict.isTorn() ? Closing.TORN : Closing.ENDED;
        }
        List<Thread> inside = late();
        if (inside.isEmpty()) {
          phase = Phase.CLOSED;
          holder = Thread.currentThread();
          capturing = true;
          long waitedNanos = waited ? System.nanoTime() - since : 0;
          return new Closing(Closing.Result.CLOSED, List.of(), waitedNanos);
        }
        boolean waits = phase == Phase.HOLDING || roster.isSomebodyParked();
        if (waits && !waited) {
          since = System.nanoTime();
        }
        waited = waits;
        if (System.nanoTime() - since >= nanos(atMost)) {
          Closing closing = new Closing(Closing.Result.LATE, inside, 0);
          if (waits) {
            reopen();
            return closing;
          } else if (!told) {
            told = true;
            late.accept(closing);
          }
        }
        // Whoever ends without a word signals nobody.
        awaitAtMost(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
      }
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // its callers loop
  private void awaitAtMost(long nanos) {
    try {
      long unused = changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // Whoever interrupts this thread means another: the caller decides by what it sees.
    }
  }

  static long nanos(Duration duration) {
    // Longer spans than this are "for ever", and would overflow.
    Duration longest = Duration.ofDays(10_000);
    return duration.compareTo(longest) < 0 ? duration.toNanos() : longest.toNanos();
  }

  /** The threads that are still inside; moves between ARRIVING and HOLDING on the way. */
  private List<Thread> late() {
    List<Thread> running = roster.running();
    phase = running.isEmpty() ? Phase.HOLDING : Phase.ARRIVING;
    if (running.isEmpty()) {
      return roster.updating();
    }
    changed.signalAll();
    return running;
  }

  /**
   * Lets everybody go on.
   *
   * @return false where the gate had to be opened before: what was captured is void
   */
  public boolean open() {
    lock.lock();
    try {
      boolean whole = phase == Phase.CLOSED;
      reopen();
      return whole;
    } finally {
      lock.unlock();
    }
  }

  /** The thread for whose sake a capture was given up last. */
  public String givenUpFor() {
    return locked(() -> givenUpFor);
  }

  /** True while the gate is closed and the capture was not given up. */
  public boolean isHeld() {
    return locked(() -> phase == Phase.CLOSED);
  }

  /** What follows is no longer a capture: the holder may wait as long as the disk takes. */
  public void captured() {
    locked(
        () -> {
          capturing = false;
        });
  }

  private void reopen() {
    phase = Phase.OPEN;
    holder = null;
    capturing = false;
    changed.signalAll();
  }

  private void awaitNotHeld() {
    while ((phase == Phase.HOLDING || phase == Phase.CLOSED) && Thread.currentThread() != holder) {
      awaitWatching();
    }
  }

  /**
   * Waits for a change, and looks from time to time whether the capture is blocked by a lock that
   * this thread holds: neither would ever go on, so the capture is given up.
   *
   * @return true where it was given up here
   */
  @SuppressWarnings("WaitNotInLoop") // its callers loop
  private boolean awaitWatching() {
    boolean interrupted = Thread.interrupted();
    try {
      changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      // Not ours to act on; the program sees it as soon as it goes on.
      Thread.currentThread().interrupt();
    }
    // A capture that waits for the gate's own lock, which this thread holds here, is about to go
    // on.
    // Asked last: it may have begun to wait for it meanwhile.
    if (holder != null
        && capturing
        && monitors.isStuck(holder, this::isStanding, patience)
        && !lock.hasQueuedThread(holder)) {
      // It stays the holder: it is in its capture, void by now, until it opens the gate itself.
      phase = Phase.OPEN;
      givenUpFor = Thread.currentThread().getName();
      changed.signalAll();
      return true;
    }
    return false;
  }

  private boolean isStanding(long threadId) {
    // Whoever waits to be let in stands as well, though it takes no part.
    return threadId == MonitorWatch.idOf(Thread.currentThread()) || roster.isStanding(threadId);
  }

  // ---- verdicts ------------------------------------------------------------------------------

  /** From here on every safepoint returns false. */
  public void end() {
    locked(
        () -> {
          verdict.end();
          roster.armAll();
          changed.signalAll();
        });
  }

  /** True where a participant itself is ending the JVM: it will come to no safepoint any more. */
  public boolean isSomebodyExiting() {
    return locked(() -> roster.isSomebodyIn("java.lang.Shutdown"));
  }

  /** Waits until {@link #end()} was called, or for as long as given. */
  public void awaitEnd(Duration atMost) {
    lock.lock();
    try {
      long deadline = System.nanoTime() + nanos(atMost);
      while (!verdict.isEnded() && System.nanoTime() - deadline < 0) {
        awaitAtMost(deadline - System.nanoTime());
      }
    } finally {
      lock.unlock();
    }
  }

  /** True once {@link #end()} was called. */
  public boolean isEnded() {
    return locked(() -> verdict.isEnded());
  }

  /** From here on every safepoint throws this. */
  public void condemn(Supplier<? extends RuntimeException> exception) {
    locked(
        () -> {
          verdict.condemn(exception);
          roster.armAll();
          changed.signalAll();
        });
  }

  private void markTorn(String how, Throwable by) {
    locked(
        () -> {
          tear(how, by);
        });
  }

  /** A thread that ended before the run did may have been stopped in the middle of a step. */
  private void tearBy(Thread dead) {
    if (!verdict.isEnded()) {
      tear(
          "thread \""
              + dead.getName()
              + "\", which took part, ended while the run goes on, and has not said by a "
              + "worker's finish() that its part is done",
          null);
    }
  }

  private void tear(String how, Throwable by) {
    verdict.tear(how, by);
    roster.armAll();
  }

  /** The program has looked: the state is whole. */
  public void declareSound() {
    locked(
        () -> {
          verdict.mend();
        });
  }

  /** Throws what every safepoint has to throw now. */
  public void checkVerdict() {
    locked(
        () -> {
          verdict.check();
        });
  }

  /**
   * The most safepoints that one thread of this attempt has passed; exact while the gate is closed.
   * Empty where they are not counted.
   */
  public OptionalLong safepoints() {
    if (!counts.isCounted()) {
      return OptionalLong.empty();
    }
    return locked(() -> OptionalLong.of(roster.mostSafepoints()));
  }

  /** True where the state was ever changed inside an update. */
  public boolean wasUpdated() {
    return locked(() -> roster.wasUpdated());
  }

  /** Sends everybody here at the next safepoint: there is something to be told. */
  public void summon() {
    locked(
        () -> {
          roster.armAll();
          changed.signalAll();
        });
  }

  /** True where a thread takes part. */
  public boolean isAttended() {
    return locked(() -> !roster.isEmpty());
  }
}
