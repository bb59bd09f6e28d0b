/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.testkit.Operation.Delete;
import dev.cairn.testkit.Operation.Link;
import dev.cairn.testkit.Operation.Rename;
import dev.cairn.testkit.Operation.SymbolicLink;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.Set;

/** Changes the entries of real folders and records that. */
record FolderChanges(RecordedFolder recorded) {
  void createFolder(Path real, FileAttribute<?>... attributes) throws IOException {
    recorded.recorder().perform(new CreateFolderStep(recorded, real, attributes));
  }

  void delete(Path real) throws IOException {
    perform(
        () -> new Delete(recorded.locations().ofEntry(real), entryInode(real)),
        () -> {
          Files.delete(real);
          return null;
        });
  }

  void createLink(Path link, Path existing) throws IOException {
    perform(
        () ->
            new Link(
                recorded.locations().ofEntry(existing),
                recorded.locations().ofEntry(link),
                entryInode(existing)),
        () -> Files.createLink(link, existing));
  }

  void createSymbolicLink(Path link, Path pointedTo, FileAttribute<?>... attributes)
      throws IOException {
    long inode = recorded.inodes().next();
    perform(
        () -> new SymbolicLink(recorded.locations().ofEntry(link), inode, pointedTo.toString()),
        () -> {
          Files.createSymbolicLink(link, pointedTo, attributes);
          recorded.inodes().bind(link, inode);
          return null;
        });
  }

  void move(Path source, Path target, CopyOption... options) throws IOException {
    Rename rename = rename(source, target);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && entryInode(target) == rename.inode()) {
      // Two names of one file: nothing happens, so nothing is to be recorded.
      recorded.recorder().requireRunning();
      Files.move(source, target, options);
    } else if (recorded.recorder().faults().renamesByCopy(rename)) {
      new FileCopy(recorded).copyInPlaceOfRename(source, target);
      delete(source);
    } else {
      rename(source, target, Set.copyOf(Arrays.asList(options)));
    }
  }

  private void rename(Path source, Path target, Set<CopyOption> options) throws IOException {
    boolean atomic = options.contains(StandardCopyOption.ATOMIC_MOVE);
    boolean replaces = options.contains(StandardCopyOption.REPLACE_EXISTING);
    if (!atomic && replaces && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      // The JDK too deletes the target first unless the move is to be atomic.
      delete(target);
    }
    perform(
        () -> rename(source, target),
        () -> Files.move(source, target, options.toArray(new CopyOption[0])));
  }

  private Rename rename(Path source, Path target) throws IOException {
    return new Rename(
        recorded.locations().ofEntry(source),
        recorded.locations().ofEntry(target),
        entryInode(source));
  }

  private long entryInode(Path real) throws IOException {
    return recorded.inodes().of(real, LinkOption.NOFOLLOW_LINKS);
  }

  private void perform(Action<? extends Operation> intended, Action<?> action) throws IOException {
    recorded.recorder().perform(Step.of(intended, action));
  }
}
