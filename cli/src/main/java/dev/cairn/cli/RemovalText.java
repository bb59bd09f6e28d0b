/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.engine.RemovalPlan;
import dev.cairn.internal.store.CheckpointFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Says what would go. Stateless. */
final class RemovalText {
  private static final int MOST = 8;

  private RemovalText() {}

  static void show(Terminal terminal, Path folder, RemovalPlan plan) {
    if (plan.isEmpty()) {
      terminal.line(folder + ": nothing to remove, " + ids(plan.kept()) + " stay");
      return;
    }
    terminal.line(
        folder
            + ": "
            + Texts.count(plan.removed().size(), "checkpoint goes", "checkpoints go")
            + " ("
            + ids(plan.removed())
            + "), "
            + Texts.size(plan.freedBytes())
            + " become free; "
            + ids(plan.kept())
            + " stay"
            + (plan.freedBytes() == 0
                ? ". Their blocks stay for others that need them, or that cannot be read and may"
                : ""));
  }

  private static String ids(List<CheckpointFile> files) {
    if (files.isEmpty()) {
      return "none";
    }
    String some =
        files.stream()
            .limit(MOST)
            .map(file -> file.id() + (file.pinned() ? " (pinned)" : ""))
            .collect(Collectors.joining(", "));
    return files.size() > MOST ? some + " and " + (files.size() - MOST) + " more" : some;
  }
}
