/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.compatibility;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Live state of a library, and how a computation goes on with it.
 *
 * @param name what the library is called
 * @param make makes the state
 * @param goOn computes on with it, and gives a result
 * @param allowed what a program has to allow
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Library(
    String name, Supplier<Object> make, Function<Object, Object> goOn, String... allowed) {
  @SuppressWarnings("unchecked") // make and goOn are given together
  static <T> Library of(
      String name, Supplier<T> make, Function<T, Object> goOn, String... allowed) {
    return new Library(name, make::get, state -> goOn.apply((T) state), allowed);
  }

  /** The root: a class of the program that holds the library's object. */
  static final class Held {
    final Object state;

    Held(Object state) {
      this.state = state;
    }
  }

  private CheckpointBuilder configure(Path folder) {
    return Checkpoint.configure()
        .directory(folder)
        .name("run")
        .every(Duration.ofDays(1))
        .stopSignals()
        .ignoreArguments()
        .allow(allowed);
  }

  /** What a run that nobody disturbs gives. */
  Object undisturbed() {
    return goOn.apply(make.get());
  }

  /** What a run gives that was saved, ended and resumed. */
  Object resumed(Path folder) {
    try (Checkpoint<Held> run = configure(folder).resumeOrStart(() -> new Held(make.get()))) {
      run.checkpointNow();
    }
    try (Checkpoint<Held> run =
        configure(folder)
            .resumeOrStart(
                () -> {
                  throw new IllegalStateException("nothing was resumed");
                })) {
      return goOn.apply(run.state().state);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
