/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.Sharing;
import dev.cairn.internal.engine.RemovalPlan;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.store.DurableFiles;
import dev.cairn.internal.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** What would go of a run. Immutable; it only looks. */
public final class RunTending {
  private final RunFolder folder;
  private final KeyRing keys;

  /** Of a run, which may be encrypted under some keys. */
  public RunTending(Path folder, KeyRing keys) {
    this.folder = new RunFolder(new DurableFiles(Sharing.PRIVATE), folder);
    this.keys = keys;
  }

  /** All but the newest. */
  public RemovalPlan keepingLast(int count) throws IOException {
    return RemovalPlan.keepingLast(folder, keys, count);
  }

  /** Some, as {@code epoch/sequence}. */
  public RemovalPlan without(Set<String> ids) throws IOException {
    return RemovalPlan.without(folder, keys, ids);
  }
}
