/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import dev.cairn.spi.StopCause;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody wants of all ranks. As a vote: {@code capture}, or {@code stop-} and its cause.
 *
 * @param stop true where they are to stop
 * @param cause why, where they are
 */
public record Wish(boolean stop, StopCause cause) {
  /** A checkpoint. */
  public static final Wish CAPTURE = new Wish(false, StopCause.UNKNOWN);

  private static final String STOP = "stop-";

  /** To stop, after a last checkpoint. */
  public static Wish stop(StopCause cause) {
    return new Wish(true, cause);
  }

  String answer() {
    return stop ? STOP + cause.name().toLowerCase(Locale.ROOT) : "capture";
  }

  static Optional<Wish> parse(String answer) {
    if (answer.equals(CAPTURE.answer())) {
      return Optional.of(CAPTURE);
    }
    for (StopCause cause : StopCause.values()) {
      if (answer.equals(stop(cause).answer())) {
        return Optional.of(stop(cause));
      }
    }
    return Optional.empty();
  }

  /** The weightier of two: whoever wants all to stop, and among those who has asked for it. */
  static Optional<Wish> weightier(Optional<Wish> one, Optional<Wish> other) {
    return weight(one) >= weight(other) ? one : other;
  }

  static int weight(Optional<Wish> wish) {
    if (wish.isEmpty()) {
      return 0;
    }
    return !wish.get().stop() ? 1 : wish.get().cause() == StopCause.REQUESTED ? 3 : 2;
  }

  /** What has such a weight among some; the cause where it is to stop. */
  static Optional<Wish> of(long weight, StopCause cause) {
    if (weight == 0) {
      return Optional.empty();
    }
    return Optional.of(weight == 1 ? CAPTURE : stop(weight == 3 ? StopCause.REQUESTED : cause));
  }
}
