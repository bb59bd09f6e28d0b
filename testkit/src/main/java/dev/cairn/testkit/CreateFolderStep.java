/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.testkit.Operation.CreateFolder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;

/** Creates a folder. */
final class CreateFolderStep implements Step<Void> {
  private final RecordedFolder recorded;
  private final Path real;
  private final FileAttribute<?>[] attributes;
  private final long inode;

  CreateFolderStep(RecordedFolder recorded, Path real, FileAttribute<?>... attributes) {
    this.recorded = recorded;
    this.real = real;
    this.attributes = attributes;
    this.inode = recorded.inodes().next();
  }

  @Override
  public Operation intended() throws IOException {
    if (Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
      // Making sure that folders exist is no change of them: no fault may strike here.
      throw new FileAlreadyExistsException(real.toString());
    }
    return new CreateFolder(
        recorded.locations().ofEntry(real), inode, RecordedFolder.permissions(attributes));
  }

  @Override
  public Void run() throws IOException {
    Files.createDirectory(real, attributes);
    recorded.inodes().bind(real, inode);
    return null;
  }

  @Override
  public Operation effective(Operation intended, Void result) throws IOException {
    return new CreateFolder(intended.path(), inode, RecordedFolder.permissions(real));
  }
}
