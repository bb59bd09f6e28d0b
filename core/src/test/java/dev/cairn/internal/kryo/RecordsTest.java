/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpointed;
import dev.cairn.StateMismatchException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Records whose constructors do more than to take their components. */
class RecordsTest {
  /** Keeps a copy. */
  record Route(List<String> stops, Map<String, Integer> costs) {
    Route {
      stops = new ArrayList<>(stops);
      costs = new HashMap<>(costs);
    }
  }

  /** Refuses what is empty. */
  record NotEmpty(List<Object> content) {
    NotEmpty {
      if (content.isEmpty()) {
        throw new IllegalArgumentException("empty");
      }
    }
  }

  @Checkpointed
  static final class State {
    Route route = new Route(List.of("a", "b"), Map.of("a", 1));
    NotEmpty strict = new NotEmpty(new ArrayList<>(List.of("x")));
    Set<Object> all = new HashSet<>(Set.of(route, strict));
    NotEmpty cyclic = new NotEmpty(new ArrayList<>(List.of("y")));
  }

  @Test
  void shouldComeBackWithWhatTheyKeepACopyOf() {
    State back = MemoryGraph.roundTrip(new State());

    assertThat(back.route.stops()).containsExactly("a", "b");
    assertThat(back.route.costs()).containsEntry("a", 1);
    assertThat(back.strict.content()).containsExactly("x");
    assertThat(back.all.contains(back.route)).isTrue();
    assertThat(back.all.contains(back.strict)).isTrue();
  }

  /** Each needs the other to be whole before. */
  @Test
  void shouldBeRefusedWhereTheyLookIntoWhatTheyArePartOf() {
    State state = new State();
    state.cyclic.content().add(state.cyclic);

    assertThatThrownBy(() -> MemoryGraph.roundTrip(state))
        .isInstanceOf(StateMismatchException.class)
        .hasMessageContaining("the constructor of record")
        .hasMessageContaining("refuses its stored components");
  }
}
