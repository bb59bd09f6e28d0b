/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.CheckpointView;
import dev.cairn.internal.inspect.GraphDifference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Compares two checkpoints. */
@Command(
    name = "diff",
    description =
        "Shows which fields and which parts of arrays differ between two checkpoints. Ends with 1 where some do.")
final class DiffVerb extends Verb.Reading {
  @Parameters(index = "0", paramLabel = "A", description = "A checkpoint.")
  private String one;

  @Parameters(index = "1", paramLabel = "B", description = "Another, mostly a later one.")
  private String other;

  @Override
  int run() throws IOException {
    try (CheckpointView before = CheckpointView.open(target().checkpoint(one).path(), keys());
        CheckpointView after = CheckpointView.open(target().checkpoint(other).path(), keys())) {
      List<GraphDifference.Change> changes = GraphDifference.of(before, after);
      if (isJson()) {
        print(json(changes));
      } else {
        changes.forEach(this::show);
        terminal()
            .note(
                changes.isEmpty()
                    ? "no difference"
                    : Texts.count(changes.size(), "field differs", "fields differ"));
      }
      return changes.isEmpty() ? ExitCode.GOOD : ExitCode.NOT_SO;
    }
  }

  private void show(GraphDifference.Change change) {
    if (change.times() == 1) {
      terminal().line(change.example() + ": " + change.what());
    } else {
      terminal()
          .line(
              change.path()
                  + ": in "
                  + Texts.number(change.times())
                  + " places, first "
                  + change.example()
                  + ": "
                  + change.what());
    }
  }

  private static JsonObject json(List<GraphDifference.Change> changes) {
    List<Object> list = new ArrayList<>();
    for (GraphDifference.Change change : changes) {
      list.add(
          new JsonObject()
              .with("path", change.path())
              .with("times", change.times())
              .with("example", change.example())
              .with("what", change.what()));
    }
    return new JsonObject().with("changes", list);
  }
}
