/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.internal.store.EpochModel.Guard;
import dev.cairn.internal.store.EpochModel.Rules;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All orders of the file operations of two and of three attempts that put each other out. */
class EpochModelTest {
  @ParameterizedTest(name = "{0} attempts, {1} checkpoints, modes bind: {2}, stale listings: {3}")
  @CsvSource({
    "2, 2, true, false",
    "2, 2, false, false",
    "2, 2, true, true",
    "2, 2, false, true",
    "3, 1, true, false",
    "3, 1, false, false"
  })
  void shouldLoseNothingInAnyOrder(int attempts, int commits, boolean modesBind, boolean stale) {
    loseNothing(new Rules(attempts, commits, modesBind, stale, Set.of()));
  }

  @ParameterizedTest(name = "three attempts with stale listings, modes bind: {0}")
  @ValueSource(booleans = {true, false})
  @Tag("long")
  void shouldLoseNothingOfThreeWithStaleListings(boolean modesBind) {
    loseNothing(new Rules(3, 1, modesBind, true, Set.of()));
  }

  private static void loseNothing(Rules rules) {
    EpochModel model = new EpochModel(rules);

    Optional<String> loss = model.findLoss();

    System.out.println("epoch protocol: " + model.states() + " states of " + rules);
    assertThat(loss).isEmpty();
    assertThat(model.states()).isGreaterThan(1_000);
  }

  /** The second look and the confirmation stand in for one another. */
  static Stream<Arguments> needed() {
    return Stream.of(
        Arguments.of(Set.of(Guard.SEAL), true),
        Arguments.of(Set.of(Guard.SEAL), false),
        Arguments.of(Set.of(Guard.PATH_TAKEN_FIRST), true),
        Arguments.of(Set.of(Guard.LISTED_AGAIN), false),
        Arguments.of(Set.of(Guard.SECOND_LOOK, Guard.CONFIRMATION), true),
        Arguments.of(Set.of(Guard.SECOND_LOOK, Guard.CONFIRMATION), false));
  }

  @ParameterizedTest(name = "without {0}, modes bind: {1}")
  @MethodSource("needed")
  void shouldLoseSomethingWithoutAGuard(Set<Guard> guards, boolean modesBind) {
    Rules rules = new Rules(3, 1, modesBind, true, guards);

    assertThat(new EpochModel(rules).findLoss()).isPresent();
  }
}
