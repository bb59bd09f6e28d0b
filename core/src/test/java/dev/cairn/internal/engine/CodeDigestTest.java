/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.internal.format.TypeEntry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A resume can say which classes are not what they were. */
class CodeDigestTest {
  private static final List<TypeEntry> TYPES =
      List.of(
          type("sim.State"), type("sim.Rule"), type("[Lsim.Rule;"), type("java.util.ArrayList"));

  private static TypeEntry type(String name) {
    return new TypeEntry(name, TypeEntry.How.FIELDS, 1, List.of());
  }

  private static CodeDigest program(Map<String, String> files) {
    return new CodeDigest(
        "sim.Main",
        new ClassLoader() {
          @Override
          public InputStream getResourceAsStream(String name) {
            String content = files.get(name);
            return content == null
                ? null
                : new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  @Test
  void shouldNameTheClassesWhoseCodeHasChanged() {
    Map<String, String> before =
        program(Map.of("sim/Main.class", "a", "sim/State.class", "b", "sim/Rule.class", "c"))
            .of(TYPES);

    List<String> changed =
        program(Map.of("sim/Main.class", "a", "sim/State.class", "B")).changedSince(before);

    assertThat(before).containsOnlyKeys("sim.Main", "sim.State", "sim.Rule");
    assertThat(changed).containsExactly("sim.State: its code is not what it was");
  }
}
