/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseTest {
  private static final int TASKS = 2000;

  @ParameterizedTest
  @ValueSource(ints = {5, 60, 600, 1800})
  void shouldKeepTasksThatStartTogetherFromWritingTogether(int interval) {
    Duration span = Duration.ofSeconds(interval);
    long[] due =
        IntStream.range(0, TASKS)
            .mapToObj(task -> Phase.of("Ising-sweep-" + task + "-1b5a3c77"))
            .mapToLong(phase -> Phase.first(phase, span, TASKS).toSeconds())
            .toArray();

    long fullest =
        Arrays.stream(due)
            .distinct()
            .map(second -> Arrays.stream(due).filter(at -> at == second).count())
            .max()
            .orElseThrow();
    assertThat(fullest).as("of %s tasks in one second", TASKS).isLessThanOrEqualTo(TASKS / 20);
  }

  @Test
  void shouldKeepARunThatIsAloneWithinItsInterval() {
    Duration interval = Duration.ofSeconds(5);

    assertThat(Phase.first(0, interval, 1)).isEqualTo(Duration.ofMillis(2500));
    assertThat(Phase.first(1, interval, 1)).isEqualTo(interval);
  }
}
