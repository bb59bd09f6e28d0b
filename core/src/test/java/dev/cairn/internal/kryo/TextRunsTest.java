/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpointed;
import dev.cairn.internal.capture.Rehearsal;
import dev.cairn.internal.capture.Snapshot;
import dev.cairn.internal.capture.StagingMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long runs of texts, which several threads encode, between other things. */
@Timeout(120)
class TextRunsTest {
  @Checkpointed
  static final class Page {
    final List<Object> words = new ArrayList<>();
    Object[] array;
    String title = "title";
    Page next;
  }

  private final long seed = Long.getLong("cairn.test.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private Object word(List<Object> words, int otherThings) {
    if (otherThings > 0 && random.nextInt(otherThings) == 0) {
      return switch (random.nextInt(5)) {
        case 0 -> null;
        case 1 -> "long ".repeat(100 + random.nextInt(20_000));
        case 2 -> new Page();
        case 3 -> random.nextInt();
        default -> words.isEmpty() ? "first" : words.get(random.nextInt(words.size()));
      };
    }
    String text = "word " + random.nextInt();
    return random.nextInt(50) == 0 ? text + "\u20ac" : text;
  }

  private Page page(int otherThings) {
    Page page = new Page();
    int size = random.nextInt(4) == 0 ? random.nextInt(200) : 3000 + random.nextInt(30_000);
    for (int i = 0; i < size; i++) {
      page.words.add(word(page.words, otherThings));
    }
    page.array = page.words.subList(0, size / 2).toArray();
    page.title = size == 0 ? "" : String.valueOf(page.words.get(size - 1));
    return page;
  }

  private void change(Page page, int otherThings) {
    for (int i = random.nextInt(50); i > 0 && !page.words.isEmpty(); i--) {
      int at = random.nextInt(page.words.size());
      switch (random.nextInt(4)) {
        case 0 -> page.words.remove(at);
        case 1 -> page.words.add(at, word(page.words, otherThings));
        case 2 -> page.words.set(at, page.words.get(random.nextInt(page.words.size())));
        default -> page.words.set(at, word(page.words, otherThings));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 300, 5000})
  void shouldComeBackInOrderAndShared(int otherThings) {
    System.out.println("text runs: seed " + seed);
    KryoGraphCodec codec =
        new KryoGraphCodec(new ClassPolicy(List.of()), TextRunsTest.class.getClassLoader());
    Page page = page(otherThings);
    page.next = page(otherThings);
    page.next.words.addAll(0, page.words.subList(0, page.words.size() / 3));
    Map<String, Object> roots = Map.of("main", page);
    for (int capture = 0; capture < 5; capture++) {
      Snapshot snapshot = Snapshot.take(codec, roots, new StagingMemory(1 << 24));
      // It knows what must be the same object, and what must not.
      Rehearsal.Findings findings =
          new Rehearsal(codec, System::nanoTime).compare(roots, snapshot, Duration.ofHours(1));
      assertThat(findings.complete()).isTrue();
      change(page, otherThings);
    }
  }

  @Test
  void shouldKeepWhichTextsAreTheSameObject() {
    Page page = new Page();
    for (int i = 0; i < 10_000; i++) {
      page.words.add(i % 7 == 0 && i > 0 ? page.words.get(i / 2) : "word " + i);
    }
    Page back = MemoryGraph.roundTrip(page);

    assertThat(back.words).isEqualTo(page.words);
    for (int i = 7; i < 10_000; i += 7) {
      assertThat(back.words.get(i)).isSameAs(back.words.get(i / 2));
    }
    assertThat(back.words.get(1)).isNotSameAs(back.words.get(2));
  }
}
