/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.internal.format.JsonException;
import dev.cairn.internal.format.RankEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How evenly a checkpoint falls on its ranks. */
class RankBalanceTest {
  private final List<RankEntry.PartFile> parts = new ArrayList<>();

  private void part(long bytes, boolean ended, long arrivalNanos, long captureNanos) {
    parts.add(
        new RankEntry.PartFile(
            parts.size(), 1, UUID.randomUUID(), bytes, 1, ended, arrivalNanos, captureNanos));
  }

  private RankBalance balance() {
    return RankBalance.of(new RankEntry.Whole(parts));
  }

  /** A rank that comes late holds up the others as much as one that captures long. */
  @Test
  void shouldNameTheRankThatHoldsUpTheOthers() {
    part(300, false, 0, 20);
    part(100, false, 50, 10);
    part(200, false, 0, 30);
    part(200, false, 10, 0);

    RankBalance balance = balance();

    assertThat(balance.count()).isEqualTo(4);
    assertThat(balance.pauseNanos()).isEqualTo(new RankBalance.Spread(1, 60, 120, 4));
    assertThat(balance.pauseNanos().mean()).isEqualTo(30);
    assertThat(balance.pauseNanos().imbalance()).isEqualTo(2);
    assertThat(balance.bytes()).isEqualTo(new RankBalance.Spread(0, 300, 800, 4));
    assertThat(balance.bytes().imbalance()).isEqualTo(1.5);
  }

  /** Its last pause was that of an earlier checkpoint. */
  @Test
  void shouldNotBlameARankThatHasEnded() {
    part(100, true, 0, 1000);
    part(100, false, 0, 10);
    part(100, false, 0, 30);

    assertThat(balance().pauseNanos()).isEqualTo(new RankBalance.Spread(2, 30, 40, 2));
    assertThat(balance().bytes().sum()).as("its part is one of this checkpoint").isEqualTo(300);
  }

  @Test
  void shouldCompareAllWhereAllHaveEnded() {
    part(100, true, 0, 10);
    part(100, true, 0, 30);

    assertThat(balance().pauseNanos()).isEqualTo(new RankBalance.Spread(1, 30, 40, 2));
  }

  @Test
  void shouldCallAllEvenThatHaveNothing() {
    part(0, false, 0, 0);
    part(0, false, 0, 0);

    assertThat(balance().pauseNanos()).isEqualTo(new RankBalance.Spread(0, 0, 0, 2));
    assertThat(balance().pauseNanos().imbalance()).isEqualTo(1);
  }

  @Test
  void shouldRefuseACheckpointOfNoRanks() {
    assertThatThrownBy(this::balance)
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("the part of no rank");
  }
}
