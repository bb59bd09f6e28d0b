/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.format.JsonException;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.RunView;
import java.util.Locale;
import java.util.Optional;

/** How far a run is, as its status says it. Stateless. */
final class ProgressText {
  private ProgressText() {}

  private static Optional<JsonObject> of(RunView view) {
    try {
      return view.status().members().containsKey("progress")
          ? Optional.of(view.status().object("progress"))
          : Optional.empty();
    } catch (JsonException e) {
      return Optional.empty();
    }
  }

  /** The share that is done; empty where nobody can tell. */
  static Optional<Double> fraction(RunView view) {
    return of(view)
        .filter(progress -> progress.number("total", 0) > 0)
        .map(progress -> progress.number("done", 0) / (double) progress.number("total"));
  }

  /** In a word: {@code 37.2 %}, or how many are done. */
  static String share(RunView view) {
    return fraction(view)
        .map(Texts::percent)
        .or(() -> of(view).map(progress -> Texts.number(progress.number("done", 0)) + " done"))
        .orElse("");
  }

  /** With numbers, rate and time left. */
  static String whole(RunView view) {
    return of(view).map(ProgressText::whole).orElse("");
  }

  private static String whole(JsonObject progress) {
    StringBuilder text = new StringBuilder(Texts.number(progress.number("done", 0)));
    if (progress.number("total", 0) > 0) {
      text.append(" of ").append(Texts.number(progress.number("total")));
    }
    double rate =
        progress.members().get("perSecond") instanceof Number number ? number.doubleValue() : 0;
    if (rate > 0) {
      text.append(", ").append(String.format(Locale.ROOT, "%,.3g a second", rate));
    }
    if (progress.number("secondsLeft", 0) > 0) {
      text.append(", ").append(Texts.seconds(progress.number("secondsLeft"))).append(" left");
    }
    return text.toString();
  }
}
