/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.testkit.Operation.CreateFile;
import dev.cairn.testkit.Operation.Open;
import dev.cairn.testkit.Operation.Truncate;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;

/** Opens a file or folder, which can create or empty a file. */
final class OpenStep implements Step<RecordingChannel> {
  private final RecordedFolder recorded;
  private final Path real;
  private final OpenMode mode;
  private final boolean shielded;
  private final FileAttribute<?>[] attributes;
  private final long freshInode;
  private boolean creating;

  OpenStep(
      RecordedFolder recorded,
      Path real,
      OpenMode mode,
      boolean shielded,
      FileAttribute<?>... attributes) {
    this.recorded = recorded;
    this.real = real;
    this.mode = mode;
    this.shielded = shielded;
    this.attributes = attributes;
    this.freshInode = mode.creates() ? recorded.inodes().next() : 0;
  }

  @Override
  public Operation intended() throws IOException {
    creating = false;
    if (!mode.writes()) {
      return new Open(recorded.locations().ofReadable(real), recorded.inodes().of(real), false);
    }
    return Files.exists(real) ? openingExisting() : creation();
  }

  private Operation openingExisting() throws IOException {
    if (mode.createsNew()) {
      throw new FileAlreadyExistsException(real.toString());
    }
    String path = recorded.locations().ofTarget(real);
    long inode = recorded.inodes().of(real);
    return mode.truncates() ? new Truncate(path, inode, 0) : new Open(path, inode, true);
  }

  private Operation creation() throws IOException {
    if (!mode.creates()) {
      throw new NoSuchFileException(real.toString());
    }
    creating = true;
    String path = recorded.locations().ofTarget(real);
    return new CreateFile(path, freshInode, RecordedFolder.permissions(attributes));
  }

  @Override
  public RecordingChannel run() throws IOException {
    FileChannel channel = FileChannel.open(real, mode.realOptions(), attributes);
    try {
      return wrapped(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private RecordingChannel wrapped(FileChannel channel) throws IOException {
    if (creating) {
      recorded.inodes().bind(real.toRealPath(), freshInode);
    }
    OpenFile file =
        new OpenFile(
            recorded.locations().ofReadable(real),
            recorded.inodes().of(real),
            Files.isDirectory(real),
            shielded,
            mode);
    return new RecordingChannel(channel, file, recorded.recorder());
  }

  @Override
  public Operation effective(Operation intended, RecordingChannel result) throws IOException {
    return intended instanceof CreateFile created
        ? new CreateFile(
            created.path(), created.inode(), RecordedFolder.permissions(real.toRealPath()))
        : intended;
  }
}
