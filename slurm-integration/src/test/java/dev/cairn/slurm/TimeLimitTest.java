/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
  private final FakeController controller = new FakeController();

  private TimeLimit limit(long alike, double position) {
    SlurmQueue queue =
        new SlurmQueue(controller, new CallBudget(controller::nanos), controller::nanos, "17");
    return new TimeLimit(queue, controller, controller::nanos, alike, position);
  }

  @Test
  void shouldKnowWhenTheJobEndsOnceItWasAsked() {
    controller.left("1:00:00");
    TimeLimit limit = limit(1, 0);
    limit.begin(Optional.empty(), () -> Instant.EPOCH);
    assertThat(limit.left()).isEmpty();

    controller.pass(Duration.ofMinutes(5));

    assertThat(limit.left()).contains(Duration.ofMinutes(55));
  }

  @Test
  void shouldAskNothingAtTheStartWhereTheEnvironmentSaysIt() {
    TimeLimit limit = limit(1, 0);
    limit.begin(Optional.of(Instant.ofEpochSecond(7200)), () -> Instant.EPOCH);

    controller.pass(Duration.ofMinutes(20));

    assertThat(controller.calls()).isEmpty();
    assertThat(limit.left()).contains(Duration.ofMinutes(100));
  }

  /** A job of twenty minutes would be over before the next turn. */
  @Test
  void shouldAskAgainSoonWhereTheFirstAnswerDidNotCome() {
    controller.left("20:00").die();
    TimeLimit limit = limit(1, 0);
    limit.begin(Optional.empty(), () -> Instant.EPOCH);
    controller.pass(Duration.ofSeconds(30));
    assertThat(limit.left()).isEmpty();
    controller.revive();

    controller.pass(Duration.ofMinutes(1));

    assertThat(limit.left()).contains(Duration.ofMillis(1_170_000));
    assertThat(controller.calls()).hasSize(2);
  }

  @Test
  void shouldTellAtOnceOfALimitThatWasChanged() {
    controller.left("10:00:00");
    TimeLimit limit = limit(1, 0);
    int[] told = new int[1];
    limit.onChange(() -> told[0]++);
    limit.begin(Optional.empty(), () -> Instant.EPOCH);
    controller.pass(Duration.ofMinutes(1));
    controller.left("20:00");

    controller.pass(Duration.ofMinutes(30));

    assertThat(told[0]).isEqualTo(2);
    assertThat(limit.left()).contains(Duration.ofMinutes(19));
  }

  @Test
  void shouldHaveNoEndWhereTheLimitWasTakenAway() {
    controller.left("1:00:00");
    TimeLimit limit = limit(1, 0);
    limit.begin(Optional.empty(), () -> Instant.EPOCH);
    controller.pass(Duration.ofMinutes(1));
    controller.left("UNLIMITED");

    limit.confirm();

    assertThat(limit.left()).isEmpty();
  }

  @Test
  void shouldAskThreeTimesAndOnceEachHalfHour() {
    controller.left("7-00:00:00");
    TimeLimit limit = limit(1, 0);
    limit.begin(Optional.empty(), () -> Instant.EPOCH);

    for (int hour = 0; hour < 24; hour++) {
      controller.pass(Duration.ofHours(1));
      for (int i = 0; i < 10; i++) {
        limit.confirm();
      }
    }

    assertThat(controller.calls()).hasSizeLessThanOrEqualTo(3 + 48).hasSizeGreaterThanOrEqualTo(48);
  }

  @Test
  void shouldNotStampedeWithTheTasksOfAnArray() {
    int tasks = 5000;
    controller.left("1-00:00:00");
    for (int task = 0; task < tasks; task++) {
      SlurmVariables job =
          new SlurmVariables(
              Map.of(
                  "SLURM_JOB_ID", Integer.toString(100 + task),
                  "SLURM_ARRAY_JOB_ID", "100",
                  "SLURM_ARRAY_TASK_ID", Integer.toString(task),
                  "SLURM_ARRAY_TASK_COUNT", Integer.toString(tasks)));
      limit(job.alike(), SlurmJob.position(job)).begin(Optional.empty(), () -> Instant.EPOCH);
    }

    controller.pass(Duration.ofMinutes(29));

    List<Duration> calls = controller.calls();
    assertThat(calls).hasSize(tasks);
    assertThat(fullestSecond(calls)).isLessThanOrEqualTo(tasks / 20);
  }

  @Test
  void shouldNotHaveTheTasksOfAnArrayEndTogether() {
    controller.left("1-00:00:00");
    long[] ends =
        IntStream.range(0, 100)
            .mapToObj(task -> limit(5000, task / 100.0))
            .mapToLong(
                limit -> {
                  limit.begin(Optional.empty(), () -> Instant.EPOCH);
                  limit.confirm();
                  return limit.left().orElseThrow().toSeconds();
                })
            .toArray();

    assertThat(LongStream.of(ends).distinct().count()).isGreaterThan(40);
    assertThat(Arrays.stream(ends).min().orElseThrow())
        .isGreaterThan(Duration.ofDays(1).minusMinutes(2).toSeconds());
  }

  @Test
  void shouldNotTellWhoeverAsksWhatItLearns() {
    controller.left("1:00:00");
    TimeLimit limit = limit(1, 0);
    limit.begin(Optional.empty(), () -> Instant.EPOCH);
    controller.pass(Duration.ofMinutes(1));
    limit.onChange(limit::confirm);
    controller.left("30:00");

    limit.confirm();

    assertThat(controller.calls()).hasSize(2);
    assertThat(limit.left()).contains(Duration.ofMinutes(30));
  }

  @Test
  void shouldEndAsMuchSoonerAsItWasToWhenItIsAskedAnew() {
    controller.left("1-00:00:00");
    TimeLimit limit = limit(5000, 0.8);
    limit.begin(Optional.empty(), () -> Instant.EPOCH);
    controller.pass(Duration.ofMinutes(1));
    controller.left("1:40");

    limit.confirm();

    assertThat(limit.leftUntilKilled()).contains(Duration.ofSeconds(100));
    assertThat(limit.left().orElseThrow()).isLessThan(Duration.ofSeconds(65));
  }

  private static long fullestSecond(List<Duration> calls) {
    return calls.stream()
        .map(Duration::toSeconds)
        .distinct()
        .mapToLong(second -> calls.stream().filter(at -> at.toSeconds() == second).count())
        .max()
        .orElseThrow();
  }
}
