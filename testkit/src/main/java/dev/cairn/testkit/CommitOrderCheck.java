/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.testkit.Operation.CreateFile;
import dev.cairn.testkit.Operation.CreateFolder;
import dev.cairn.testkit.Operation.Delete;
import dev.cairn.testkit.Operation.Failed;
import dev.cairn.testkit.Operation.ForceFile;
import dev.cairn.testkit.Operation.ForceFolder;
import dev.cairn.testkit.Operation.Link;
import dev.cairn.testkit.Operation.Mark;
import dev.cairn.testkit.Operation.Rename;
import dev.cairn.testkit.Operation.SymbolicLink;
import dev.cairn.testkit.Operation.Truncate;
import dev.cairn.testkit.Operation.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** One run of a {@link CommitOrder} over a trace. */
final class CommitOrderCheck {
  private final Predicate<String> isFinalName;
  private final List<String> violations = new ArrayList<>();
  private final Set<String> usedNames = new HashSet<>();
  private final Map<Long, Integer> unforcedSince = new HashMap<>();
  private final Map<Long, Integer> failedForces = new HashMap<>();
  private final Map<Long, String> committed = new HashMap<>();
  private final List<Entry> unforcedCommits = new ArrayList<>();
  private final List<Entry> unforcedFolders = new ArrayList<>();
  private int number;
  private Operation operation;

  /** A name that is not durable yet, and the number of the operation that made it. */
  private record Entry(int number, String path) {
    String folder() {
      return folderOf(path);
    }
  }

  CommitOrderCheck(Predicate<String> isFinalName, DiskImage initial) {
    this.isFinalName = isFinalName;
    initial
        .paths()
        .forEach(
            (path, inode) -> {
              usedNames.add(path);
              if (isFinal(path)) {
                committed.put(inode, path);
              }
            });
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  void next(Operation next) {
    number++;
    operation = next;
    if (next instanceof Write write) {
      changed(write.inode());
    } else if (next instanceof Truncate truncate) {
      changed(truncate.inode());
    } else if (next instanceof ForceFile force) {
      unforcedSince.remove(force.inode());
    } else if (next instanceof Failed failed && failed.operation() instanceof ForceFile force) {
      failedForces.putIfAbsent(force.inode(), number);
    } else if (next instanceof ForceFolder force) {
      unforcedCommits.removeIf(entry -> entry.folder().equals(force.path()));
      unforcedFolders.removeIf(entry -> entry.folder().equals(force.path()));
    } else if (next instanceof Mark) {
      acknowledged();
    } else {
      named(next);
    }
  }

  private void named(Operation next) {
    if (next instanceof Rename rename) {
      gone(rename.from());
      committedAs(rename.inode());
    } else if (next instanceof Link link) {
      committedAs(link.inode());
    } else if (next instanceof Delete delete) {
      gone(delete.path());
    } else if (next instanceof CreateFolder folder) {
      unforcedFolders.add(new Entry(number, folder.path()));
      usedNames.add(folder.path());
    } else if (next instanceof CreateFile || next instanceof SymbolicLink) {
      createdInPlace();
    }
  }

  private void changed(long inode) {
    unforcedSince.put(inode, number);
    if (committed.containsKey(inode)) {
      violation("changes " + committed.get(inode) + " after it got its final name");
    }
  }

  private void createdInPlace() {
    if (isFinal(operation.path())) {
      violation("creates " + operation.path() + " under its final name");
    }
    usedNames.add(operation.path());
  }

  private void committedAs(long inode) {
    String path = operation.path();
    if (isFinal(path)) {
      checkForced(inode, path);
      if (usedNames.contains(path)) {
        violation("uses the name " + path + " although it was used before");
      }
      committed.put(inode, path);
      unforcedCommits.add(new Entry(number, path));
    }
    usedNames.add(path);
  }

  private void checkForced(long inode, String path) {
    if (failedForces.containsKey(inode)) {
      violation(
          "commits "
              + path
              + " although forcing it failed in operation "
              + failedForces.get(inode));
    } else if (unforcedSince.containsKey(inode)) {
      violation("commits " + path + " without a force since operation " + unforcedSince.get(inode));
    }
  }

  private void gone(String path) {
    if (isFinal(path)) {
      for (Entry entry : unforcedCommits) {
        if (entry.folder().equals(folderOf(path))) {
          violation("removes " + path + " before " + notDurable(entry));
        }
      }
    }
  }

  private void acknowledged() {
    for (Entry commit : unforcedCommits) {
      violation("comes before " + notDurable(commit));
    }
    unforcedCommits.clear();
    List<Entry> holding = unforcedFolders.stream().filter(this::holdsCommit).toList();
    for (Entry folder : holding) {
      violation("comes before " + notDurable(folder));
    }
    // Once is enough: later marks would only repeat it.
    unforcedFolders.removeAll(holding);
  }

  private boolean holdsCommit(Entry folder) {
    return committed.values().stream().anyMatch(path -> path.startsWith(folder.path() + "/"));
  }

  private static String notDurable(Entry entry) {
    String folder = entry.folder().isEmpty() ? "the recorded folder" : entry.folder();
    return folder + " was forced after operation " + entry.number() + " made " + entry.path();
  }

  private void violation(String what) {
    violations.add("operation " + number + " (" + operation + ") " + what);
  }

  private boolean isFinal(String path) {
    return isFinalName.test(path.substring(path.lastIndexOf('/') + 1));
  }

  private static String folderOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }
}
