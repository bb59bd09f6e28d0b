/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.internal.format.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunHistoryTest {
  private final RunHistory history = new RunHistory();

  private static JsonObject record(String what, long epoch) {
    return new JsonObject().with("what", what).with("at", "then").with("epoch", epoch);
  }

  private void attempt(long epoch, int checkpoints, boolean ends) {
    history.add(record("attempt", epoch).with("savedSeconds", 10L).with("lostSeconds", 3L));
    for (long taken = 1; taken <= checkpoints; taken++) {
      history.add(record("checkpoint", epoch).with("taken", taken).with("pausedMillis", 2 * taken));
    }
    if (ends) {
      history.add(
          record("end", epoch)
              .with("taken", (long) checkpoints)
              .with("pausedMillis", 2L * checkpoints));
    }
  }

  private List<String> whats() {
    return history.records().stream().map(record -> record.string("what")).toList();
  }

  @Test
  void shouldComeBackAsItWasWritten() {
    attempt(1, 2, true);
    attempt(2, 1, false);
    assertThat(RunHistory.parse(history.text()).text()).isEqualTo(history.text());
    assertThat(whats())
        .containsExactly("attempt", "checkpoint", "checkpoint", "end", "attempt", "checkpoint");
  }

  @Test
  void shouldLeaveOutWhatMakesNoSense() {
    attempt(1, 1, true);
    String torn = history.text() + "{\"what\": \"check";
    assertThat(RunHistory.parse("nonsense\n\n" + torn).text()).isEqualTo(history.text());
  }

  @Test
  void shouldThinTheOlderCheckpointsAndKeepTheLastOfEachAttempt() {
    attempt(1, 1500, false);
    attempt(2, 1500, true);
    assertThat(history.records()).hasSizeLessThanOrEqualTo(RunHistory.MOST_RECORDS);
    List<JsonObject> records = history.records();
    int second = whats().lastIndexOf("attempt");
    assertThat(records.get(second - 1).number("taken")).isEqualTo(1500);
    assertThat(records.get(records.size() - 2).number("taken")).isEqualTo(1500);
    assertThat(whats()).containsOnlyOnce("end");
    assertThat(records.get(1).string("what")).isEqualTo("checkpoint");
  }

  @Test
  void shouldMakeOneRecordOfTheOldestAttempts() {
    for (long epoch = 1; epoch <= 5000; epoch++) {
      attempt(epoch, 1, epoch % 2 == 0);
    }
    assertThat(history.records()).hasSizeLessThanOrEqualTo(RunHistory.MOST_RECORDS);
    JsonObject earlier = history.records().get(0);
    assertThat(earlier.string("what")).isEqualTo("earlier");
    long still = whats().stream().filter("attempt"::equals).count();
    assertThat(earlier.number("attempts") + still).isEqualTo(5000);
    assertThat(earlier.number("taken")).isEqualTo(earlier.number("attempts"));
    assertThat(earlier.number("pausedMillis")).isEqualTo(2 * earlier.number("attempts"));
    assertThat(earlier.number("lostSeconds")).isEqualTo(3 * earlier.number("attempts"));
    assertThat(earlier.number("savedSeconds")).isEqualTo(10 * earlier.number("attempts"));
  }
}
