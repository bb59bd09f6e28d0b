/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.util.ArrayList;
import java.util.List;

/** What a file holds for those who read it, and what the disk is known to have of it. */
final class FileHistory {
  private final List<DataChange> pending = new ArrayList<>();
  private Content current;
  private Content durable;
  private boolean forceFailed;

  FileHistory(Content content) {
    this.current = content;
    this.durable = content;
  }

  void change(DataChange change) {
    current = change.after(current);
    pending.add(change);
  }

  void force() {
    // After a failed force Linux takes the pages for clean: forcing again writes nothing.
    if (!forceFailed) {
      durable = current;
      pending.clear();
    }
  }

  void failForce() {
    forceFailed = true;
  }

  Content current() {
    return current;
  }

  Content durable() {
    return durable;
  }

  boolean isPending() {
    return !pending.isEmpty();
  }

  /** The full length, but zeros where nothing was forced. */
  Content zeroFilled() {
    return isPending() ? durable.resized(current.size()) : durable;
  }

  Content partly(Survival survival) {
    if (!isPending()) {
      return durable;
    }
    ContentBuilder builder = new ContentBuilder(durable);
    pending.forEach(change -> change.applyPartly(builder, survival));
    return builder.build();
  }
}
