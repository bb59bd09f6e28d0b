/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.trigger;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;

/**
 * The interval that loses least: {@code sqrt(2 * pause * M)}, with M the mean time between
 * interruptions (J. W. Young, A first order approximation to the optimum checkpoint interval, CACM
 * 17(9), 1974; J. T. Daly, FGCS 22(3), 2006), bounded from above by what a crash may cost and from
 * below by the share of the time that pauses may take. Where the two bounds contradict, the
 * overhead wins. The disk gets at least as much rest as work.
 *
 * @param overheadBudget the share of the time that pauses may take, between 0 and 1
 * @param lossBound the most computing time that a crash may cost
 * @param meanTimeBetweenInterruptions M
 * @param isGiven true where the user has said M, so that nothing else counts
 */
public record AutomaticInterval(
    double overheadBudget,
    Duration lossBound,
    Duration meanTimeBetweenInterruptions,
    boolean isGiven)
    implements IntervalPolicy {
  private static final Duration SHORTEST = Duration.ofSeconds(5);

  @Override
  public Duration after(Cost cost) {
    double pause = seconds(cost.pause());
    double young = Math.sqrt(2 * pause * seconds(meanTimeBetweenInterruptions));
    double bounded = Math.min(young, seconds(lossBound));
    double affordable = pause / overheadBudget;
    double rested = 2 * seconds(cost.persist());
    double interval = Math.max(Math.max(bounded, affordable), Math.max(rested, seconds(SHORTEST)));
    return Duration.ofMillis(Math.round(interval * 1000));
  }

  @Override
  public IntervalPolicy informedBy(Interruptions seen) {
    return isGiven
        ? this
        : new AutomaticInterval(
            overheadBudget, lossBound, seen.meanTimeBetween(meanTimeBetweenInterruptions), isGiven);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  @Override
  public String describe() {
    BigDecimal percent = new BigDecimal(100 * overheadBudget, new MathContext(3));
    return "automatic: at most "
        + percent.stripTrailingZeros().toPlainString()
        + " % of the time, at most "
        + SpanText.of(lossBound)
        + " to lose";
  }
}
