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
import dev.cairn.testkit.Operation.SetPermissions;
import dev.cairn.testkit.Operation.SymbolicLink;
import dev.cairn.testkit.Operation.Truncate;
import dev.cairn.testkit.Operation.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Plays a trace, keeping apart what is seen by those who read and what the disk surely has. */
final class Replay {
  private final NameHistory names;
  private final Map<Long, FileHistory> files = new HashMap<>();
  private final List<String> marks = new ArrayList<>();
  private Map<Long, String> links;
  private Map<Long, String> permissions;

  Replay(DiskImage initial) {
    this.names = new NameHistory(initial);
    this.links = initial.links();
    this.permissions = initial.permissions();
    initial.files().forEach((inode, content) -> files.put(inode, new FileHistory(content)));
  }

  void apply(Operation operation) {
    if (operation instanceof Mark mark) {
      marks.add(mark.label());
    } else if (operation instanceof SetPermissions change) {
      permissions = DiskImage.with(permissions, change.inode(), change.permissions());
    } else if (!applyToContent(operation) && !applyCreation(operation)) {
      applyToNames(operation);
    }
  }

  private boolean applyToContent(Operation operation) {
    if (operation instanceof Write write) {
      history(write, write.inode()).change(DataChange.write(write.position(), write.bytes()));
    } else if (operation instanceof Truncate truncate) {
      history(truncate, truncate.inode()).change(DataChange.truncate(truncate.size()));
    } else if (operation instanceof ForceFile force) {
      history(force, force.inode()).force();
    } else if (operation instanceof Failed failed
        && failed.operation() instanceof ForceFile force) {
      history(force, force.inode()).failForce();
    } else {
      return false;
    }
    return true;
  }

  private boolean applyCreation(Operation operation) {
    if (operation instanceof CreateFile created) {
      files.put(created.inode(), new FileHistory(Content.EMPTY));
      permissions = DiskImage.with(permissions, created.inode(), created.permissions());
      names.change(added(created, created.inode()));
    } else if (operation instanceof CreateFolder created) {
      permissions = DiskImage.with(permissions, created.inode(), created.permissions());
      names.change(added(created, created.inode()));
    } else if (operation instanceof SymbolicLink created) {
      links = DiskImage.with(links, created.inode(), created.target());
      names.change(added(created, created.inode()));
    } else {
      return false;
    }
    return true;
  }

  private void applyToNames(Operation operation) {
    if (operation instanceof Link link) {
      names.change(added(link, link.inode()));
    } else if (operation instanceof Delete delete) {
      names.change(
          new EntryChange.Removed(
              folderOf(delete, delete.path()), name(delete.path()), delete.inode()));
    } else if (operation instanceof Rename rename) {
      names.change(renamed(rename));
    } else if (operation instanceof ForceFolder force) {
      names.force(force.inode());
    }
  }

  private EntryChange added(Operation operation, long inode) {
    String path = operation.path();
    return new EntryChange.Added(folderOf(operation, path), name(path), inode);
  }

  private EntryChange renamed(Rename rename) {
    return new EntryChange.Renamed(
        folderOf(rename, rename.from()),
        name(rename.from()),
        folderOf(rename, rename.to()),
        name(rename.to()),
        rename.inode());
  }

  private FileHistory history(Operation operation, long inode) {
    FileHistory history = files.get(inode);
    if (history == null) {
      throw unknown(operation);
    }
    return history;
  }

  private long folderOf(Operation operation, String path) {
    long folder = DiskImage.ROOT;
    String[] parts = path.split("/", -1);
    for (int i = 0; i < parts.length - 1; i++) {
      Long next = names.current().entries(folder).get(parts[i]);
      if (next == null) {
        throw unknown(operation);
      }
      folder = next;
    }
    return folder;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static IllegalStateException unknown(Operation operation) {
    return new IllegalStateException(
        operation + " concerns something whose creation is not in the trace");
  }

  List<String> marks() {
    return List.copyOf(marks);
  }

  NameHistory names() {
    return names;
  }

  /** Whether anything could still be lost. */
  boolean isAnythingPending() {
    return !names.pending().isEmpty() || files.values().stream().anyMatch(FileHistory::isPending);
  }

  /** What is on the disk if it has those names, and of each file the content that is chosen. */
  DiskImage image(FolderTable table, Function<FileHistory, Content> chosen) {
    Map<Long, Content> contents = new HashMap<>();
    files.forEach((inode, history) -> contents.put(inode, chosen.apply(history)));
    return new DiskImage(table.toMap(), contents, links, permissions);
  }
}
