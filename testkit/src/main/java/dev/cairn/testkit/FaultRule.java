/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.util.Optional;
import java.util.function.Predicate;

/** Fails the operations that are the first to the last, counted from 1, of those that match. */
final class FaultRule {
  private final Predicate<? super Operation> which;
  private final long first;
  private final long last;
  private final Failure failure;
  private final Verdict.Kind kind;
  private long matched;

  FaultRule(
      Predicate<? super Operation> which,
      long first,
      long last,
      Failure failure,
      Verdict.Kind kind) {
    this.which = which;
    this.first = first;
    this.last = last;
    this.failure = failure;
    this.kind = kind;
  }

  Optional<Verdict> judge(Operation operation) {
    if (!which.test(operation)) {
      return Optional.empty();
    }
    matched++;
    return matched >= first && matched <= last
        ? Optional.of(new Verdict(kind, failure.exceptionFor(operation)))
        : Optional.empty();
  }
}
