/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.observe;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Events for the JDK's Flight Recorder, in the category Cairn. Without a recording they cost next
 * to nothing; in a JVM that has no recorder there are none.
 *
 * <p>Thread-safe.
 */
public final class FlightEvents {
  private static final boolean PRESENT = isPresent();

  /** Something that takes a while: from when it was asked for until {@link #end}. */
  public interface Span {
    /** There is no recorder. */
    Span NONE = facts -> {};

    /** It is over; told once. */
    void end(Facts facts);
  }

  /**
   * What an event says.
   *
   * @param run the name of the run
   * @param checkpoint the number of the checkpoint, as people read it; empty where there is none
   * @param what why or how
   * @param bytes of the file; 0 where there is none
   * @param arrivalNanos until every thread waited
   * @param captureNanos from then until they were let go
   * @param persistNanos from then until it was durable
   */
  public record Facts(
      String run,
      String checkpoint,
      String what,
      long bytes,
      long arrivalNanos,
      long captureNanos,
      long persistNanos) {
    /** Of something that has no size and no phases. */
    public static Facts of(String run, String checkpoint, String what) {
      return new Facts(run, checkpoint, what, 0, 0, 0, 0);
    }
  }

  private FlightEvents() {}

  private static boolean isPresent() {
    try {
      return Class.forName("jdk.jfr.Event") != null;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** A checkpoint begins: the program is asked to wait. */
  public static Span checkpoint() {
    return PRESENT ? Recorded.checkpoint() : Span.NONE;
  }

  /** The program begins to wait. */
  public static Span pause() {
    return PRESENT ? Recorded.pause() : Span.NONE;
  }

  /** A captured state begins to be written. */
  public static Span persist() {
    return PRESENT ? Recorded.persist() : Span.NONE;
  }

  /** A run begins to be opened. */
  public static Span resume() {
    return PRESENT ? Recorded.resume() : Span.NONE;
  }

  /** A checkpoint failed. */
  public static void failure(Facts facts) {
    if (PRESENT) {
      Recorded.failure().end(facts);
    }
  }

  /** Another attempt has taken the run over. */
  public static void fence(Facts facts) {
    if (PRESENT) {
      Recorded.fence().end(facts);
    }
  }

  /** Touched only where there is a recorder: to verify it, its events have to be loaded. */
  private static final class Recorded {
    static Span checkpoint() {
      return begin(new CheckpointEvent());
    }

    static Span pause() {
      return begin(new PauseEvent());
    }

    static Span persist() {
      return begin(new PersistEvent());
    }

    static Span resume() {
      return begin(new ResumeEvent());
    }

    static Span failure() {
      return begin(new FailureEvent());
    }

    static Span fence() {
      return begin(new FenceEvent());
    }

    private static Span begin(RunEvent event) {
      event.begin();
      return facts -> {
        event.end();
        if (event.shouldCommit()) {
          event.set(facts);
          event.commit();
        }
      };
    }
  }

  @Category("Cairn")
  @StackTrace(false)
  abstract static class RunEvent extends Event {
    @Label("Run")
    String run;

    @Label("Checkpoint")
    String checkpoint;

    @Label("What")
    String what;

    void set(Facts facts) {
      run = facts.run();
      checkpoint = facts.checkpoint();
      what = facts.what();
    }
  }

  @Name("dev.cairn.Checkpoint")
  @Label("Checkpoint")
  @Description("From the demand of a checkpoint until it was durable")
  static final class CheckpointEvent extends RunEvent {
    @Label("Size")
    @DataAmount
    long bytes;

    @Label("Arrival")
    @Description("Until every thread waited")
    @Timespan(Timespan.NANOSECONDS)
    long arrival;

    @Label("Capture")
    @Description("From then until the threads were let go")
    @Timespan(Timespan.NANOSECONDS)
    long capture;

    @Label("Persist")
    @Description("From then until it was durable")
    @Timespan(Timespan.NANOSECONDS)
    long persist;

    @Override
    void set(Facts facts) {
      super.set(facts);
      bytes = facts.bytes();
      arrival = facts.arrivalNanos();
      capture = facts.captureNanos();
      persist = facts.persistNanos();
    }
  }

  @Name("dev.cairn.Pause")
  @Label("Pause")
  @Description("The program was asked to wait, until it was let go")
  static final class PauseEvent extends RunEvent {}

  @Name("dev.cairn.Persist")
  @Label("Persist")
  @Description("A captured state was written, while the program went on")
  static final class PersistEvent extends RunEvent {
    @Label("Size")
    @DataAmount
    long bytes;

    @Override
    void set(Facts facts) {
      super.set(facts);
      bytes = facts.bytes();
    }
  }

  @Name("dev.cairn.Resume")
  @Label("Resume")
  @Description("A run was opened: begun anew, or resumed")
  static final class ResumeEvent extends RunEvent {}

  @Name("dev.cairn.CheckpointFailure")
  @Label("Checkpoint Failure")
  static final class FailureEvent extends RunEvent {}

  @Name("dev.cairn.Fence")
  @Label("Fence")
  @Description("Another attempt has taken the run over")
  static final class FenceEvent extends RunEvent {}
}
