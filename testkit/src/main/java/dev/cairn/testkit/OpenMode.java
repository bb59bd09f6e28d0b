/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import com.sun.nio.file.ExtendedOpenOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** What the options of an open mean. */
record OpenMode(Set<OpenOption> options) {
  static OpenMode of(Set<? extends OpenOption> options) {
    if (options.contains(StandardOpenOption.DELETE_ON_CLOSE)) {
      throw new UnsupportedOperationException("DELETE_ON_CLOSE in a recorded folder");
    }
    return new OpenMode(Set.copyOf(options));
  }

  boolean writes() {
    return options.contains(StandardOpenOption.WRITE) || appends();
  }

  boolean appends() {
    return options.contains(StandardOpenOption.APPEND);
  }

  boolean truncates() {
    return options.contains(StandardOpenOption.TRUNCATE_EXISTING);
  }

  boolean creates() {
    return options.contains(StandardOpenOption.CREATE) || createsNew();
  }

  boolean createsNew() {
    return options.contains(StandardOpenOption.CREATE_NEW);
  }

  boolean forcesEachWrite() {
    return options.contains(StandardOpenOption.SYNC) || options.contains(StandardOpenOption.DSYNC);
  }

  /**
   * For the real channel: forcing is left to the recorder, which then traces it. Nothing that a
   * crash leaves depends on the page cache of this machine, and JDK 17 does not cope with writes
   * past it from memory on the heap, which is where the recorder has them.
   */
  Set<OpenOption> realOptions() {
    Set<OpenOption> real = new HashSet<>(options);
    real.remove(ExtendedOpenOption.DIRECT);
    real.remove(StandardOpenOption.SYNC);
    real.remove(StandardOpenOption.DSYNC);
    return real;
  }
}
