/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
  @Test
  void shouldReadBackWhatItWrites() {
    JsonObject json =
        new JsonObject()
            .with("text", "a \"b\" \\ \n \u20ac \uD800")
            .with("number", Long.MIN_VALUE)
            .with("list", List.of("x", "y"))
            .with("object", new JsonObject().with("inner", 1L))
            .with("nothing", null);

    JsonObject copy = JsonObject.parse(json.toString());

    assertThat(copy.toString()).isEqualTo(json.toString());
    assertThat(copy.string("text")).isEqualTo(json.string("text"));
    assertThat(copy.number("number")).isEqualTo(Long.MIN_VALUE);
    assertThat(copy.strings("list")).containsExactly("x", "y");
    assertThat(copy.object("object").number("inner")).isEqualTo(1);
    assertThat(copy.string("nothing", "fallback")).isEqualTo("fallback");
  }

  @Test
  void shouldSayWhatIsWrong() {
    assertThatThrownBy(() -> JsonObject.parse("{\"a\": 1"))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("character 7");
    assertThatThrownBy(() -> JsonObject.parse("{\"a\": 1}").string("a"))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("\"a\" should be a text");
    assertThatThrownBy(() -> JsonObject.parse("[".repeat(1000))).isInstanceOf(JsonException.class);
  }

  @Test
  void shouldThrowNothingButItsOwnExceptionOnGarbage() {
    Random random = new Random(5);
    String alphabet = "{}[]\":,0123456789.eE-+truefalsn\\u ";
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder("{\"a\":");
      for (int i = random.nextInt(20); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        JsonObject.parse(text.toString());
      } catch (JsonException expected) {
        // That is the one.
      }
    }
  }
}
