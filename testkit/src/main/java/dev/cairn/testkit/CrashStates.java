/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Every state in which a power cut may leave a recorded folder: after each operation of its trace,
 * by each {@link PowerLossModel}.
 *
 * <pre>{@code
 * CrashStates.of(recording.trace())
 *     .distinct(42)
 *     .forEach(state -> assertThat(versionsIn(state)).containsAll(state.acknowledged()));
 * }</pre>
 *
 * <p>States are made as the stream is read and share what they have in common, so streams of
 * thousands are fast; keep those you need only.
 *
 * <p>Threading: immutable, a stream is to be used by one thread. Failure: a trace in which
 * something is changed that was never created, since other programs were at work in the recorded
 * folder, makes the stream throw {@link IllegalStateException}.
 */
public final class CrashStates {
  private static final int USUAL_SAMPLES = 4;

  private final Trace trace;
  private final int samples;

  private CrashStates(Trace trace, int samples) {
    this.trace = trace;
    this.samples = samples;
  }

  /**
   * The states of a trace.
   *
   * @param trace of which later operations are left out once a stream was made
   * @return its states, with 4 samples where dice decide
   */
  public static CrashStates of(Trace trace) {
    return new CrashStates(trace, USUAL_SAMPLES);
  }

  /**
   * The same with more or fewer states where dice decide.
   *
   * @param number how many for each operation and each such model
   * @return other states of the same trace
   */
  public CrashStates withSamples(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("at least one sample, not " + number);
    }
    return new CrashStates(trace, number);
  }

  /**
   * All states, from that before the first operation to that after the last.
   *
   * @param seed decides what the dice show
   * @param models which models; none means all
   * @return the states in the order of operations
   */
  public Stream<CrashState> stream(long seed, PowerLossModel... models) {
    List<PowerLossModel> chosen = List.of(models.length == 0 ? PowerLossModel.values() : models);
    CrashStateIterator states = new CrashStateIterator(trace, chosen, seed, samples);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(states, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  /**
   * The same without states that hold the same, and after which the same was acknowledged, as an
   * earlier one.
   *
   * @param seed decides what the dice show
   * @param models which models; none means all
   * @return the states in the order of operations
   */
  public Stream<CrashState> distinct(long seed, PowerLossModel... models) {
    Set<String> seen = new HashSet<>();
    return stream(seed, models)
        .filter(state -> seen.add(state.digest() + state.acknowledged().size()));
  }
}
