/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two attempts of a run at once, held and let go before single operations. */
class ZombieTest {
  @TempDir(factory = InMemory.class)
  Path folder;

  @Test
  @Timeout(300)
  void shouldBeHarmedByNoAttemptThatWakesUpLate() throws Exception {
    int frozen = Zombies.freezeBeforeEachOperation(folder);

    System.out.println("zombies frozen before each of " + frozen + " operations");
    assertThat(frozen).isGreaterThan(100);
  }

  @Test
  @Timeout(300)
  void shouldMixNothingOfTwoAttemptsThatPutEachOtherOut() throws Exception {
    Zombies.race(folder, Integer.getInteger("cairn.it.races", 100), seed());
  }

  @Test
  @Tag("long")
  @Timeout(7200)
  void shouldMixNothingInTenThousandRaces() throws Exception {
    Zombies.race(folder, Integer.getInteger("cairn.it.races", 10_000), seed());
  }

  private static long seed() {
    return Long.getLong("cairn.it.seed", System.nanoTime());
  }
}
