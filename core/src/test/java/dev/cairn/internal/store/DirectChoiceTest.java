/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DirectChoiceTest {
  private final DirectChoice choice = new DirectChoice();

  /** Writes so many files, and counts those that go past the page cache. */
  private int direct(int files, double bufferedSeconds, double directSeconds) {
    int count = 0;
    for (int i = 0; i < files; i++) {
      boolean next = choice.next();
      count += next ? 1 : 0;
      choice.took(next, 1 << 30, (long) ((next ? directSeconds : bufferedSeconds) * 1e9));
    }
    return count;
  }

  @Test
  void shouldTryBothAndKeepTheFaster() {
    assertThat(choice.next()).isFalse();
    assertThat(direct(2, 2, 1)).isEqualTo(1);
    assertThat(direct(16, 2, 1)).isEqualTo(16);
    assertThat(direct(1, 2, 1)).as("the other one is tried again").isZero();
    assertThat(direct(32, 2, 1)).isEqualTo(32);
    assertThat(direct(1, 2, 1)).isZero();
  }

  @Test
  void shouldLeaveTheCoresToTheProgramWhereBothAreAlike() {
    assertThat(direct(12, 1, 1.05)).isEqualTo(11);
  }

  @Test
  void shouldStayWithThePageCacheWhereThatIsFaster() {
    assertThat(direct(18, 1, 2)).isEqualTo(1);
    assertThat(direct(1, 1, 2)).isEqualTo(1);
    assertThat(direct(32, 1, 2)).isZero();
  }

  @Test
  void shouldSeeThatTheDiskHasChanged() {
    assertThat(direct(18, 2, 1)).isEqualTo(17);
    assertThat(direct(1, 0.1, 1)).isZero();
    // On average with what was before, the page cache takes 1.05 s now.
    assertThat(direct(33, 0.1, 1)).isEqualTo(32);
    assertThat(direct(16, 0.1, 1)).as("0.6 s by now").isZero();
    assertThat(direct(1, 0.1, 1)).isEqualTo(1);
  }

  @Test
  void shouldTryTheOtherWayAfterAFailure() {
    assertThat(direct(10, 2, 1)).isEqualTo(9);
    assertThat(choice.next()).isTrue();
    choice.failed(true);
    assertThat(choice.next()).isFalse();
    choice.failed(false);
    assertThat(choice.next()).isTrue();
  }
}
