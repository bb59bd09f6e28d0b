/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.format.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * The members of a status that are what they should be: whoever has edited the file, or whatever
 * version has written it, the rest can be shown. Stateless.
 */
final class SoundStatus {
  private static final Set<String> TEXTS =
      Set.of("run", "state", "newest", "newestReason", "lastFailure", "host");
  private static final Set<String> MOMENTS = Set.of("newestAt", "writtenAt", "startedAt");

  private SoundStatus() {}

  static JsonObject of(JsonObject status) {
    JsonObject sound = new JsonObject();
    for (Map.Entry<String, Object> member : status.members().entrySet()) {
      if (isSound(member.getKey(), member.getValue())) {
        sound.with(member.getKey(), member.getValue());
      }
    }
    return sound;
  }

  private static boolean isSound(String name, Object value) {
    if (TEXTS.contains(name)) {
      return value instanceof String;
    } else if (MOMENTS.contains(name)) {
      return value instanceof String text && isMoment(text);
    } else if (name.equals("progress")) {
      return value instanceof JsonObject progress
          && progress.members().entrySet().stream()
              .allMatch(
                  entry ->
                      entry.getValue() instanceof Long
                          || (entry.getKey().equals("perSecond")
                              && entry.getValue() instanceof Number));
    }
    return value instanceof Long; // all others are numbers
  }

  private static boolean isMoment(String text) {
    try {
      return Instant.parse(text) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
