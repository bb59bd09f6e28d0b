/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is written under a name of its own and gets its final name only once all its bytes
 * are durable. The order is the whole point:
 *
 * <pre>
 *   create  NAME.pending-NONCE   nobody else's, with its final rights
 *   write   ...                  what is there already is forced meanwhile
 *   check   what was written     while the rest is being forced
 *   force   its bytes            a power cut before: no file, or one nobody looks at
 *   close                        NFS reports late errors here
 *   rename  to NAME              all or nothing; NAME was never used before
 *   force   the folder           from here on the checkpoint is acknowledged
 * </pre>
 *
 * <p>If force or close fails the file is discarded and never forced again: after a failed fsync the
 * kernel may have dropped the dirty pages, and a second fsync would succeed over lost data.
 *
 * <p>Used by one thread. {@link #close()} without {@link #commit} discards the file.
 */
public final class PendingFile implements WritableByteChannel {
  /** Looks at a file whose bytes are all written, and that has not got its final name yet. */
  public interface Check {
    /**
     * Looks at it.
     *
     * @param written where it stands
     * @throws IOException if it is not what it should be: then it never gets its name
     */
    void check(Path written) throws IOException;
  }

  private static final int PIECE = 1 << 20;

  private final Path pending;
  private final Path target;
  private final FileChannel channel;
  private final EarlyForce early;

  /** Whole pages are written: one that is on its way to the disk would have to be waited for. */
  private final ByteBuffer gathered = ByteBuffer.allocateDirect(PIECE);

  private long forceNanos;
  private boolean renamed;

  PendingFile(DurableFiles files, Path target) throws IOException {
    this.target = target;
    this.pending =
        target.resolveSibling(Names.pending(DurableFiles.nameOf(target), DurableFiles.nonce()));
    this.channel = files.createFile(pending);
    this.early = new EarlyForce(channel);
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    while (bytes.hasRemaining()) {
      int some = Math.min(bytes.remaining(), gathered.remaining());
      gathered.put(bytes.slice(bytes.position(), some));
      bytes.position(bytes.position() + some);
      if (!gathered.hasRemaining()) {
        flush();
      }
    }
    return count;
  }

  private void flush() throws IOException {
    gathered.flip();
    int count = gathered.remaining();
    while (gathered.hasRemaining()) {
      int unused = channel.write(gathered);
    }
    gathered.clear();
    early.wrote(count);
  }

  /**
   * Makes the file durable under its final name.
   *
   * @param check what is looked at before
   * @return the final path
   * @throws IOException if a step fails; what was renamed before a failed force of the folder
   *     stays, unacknowledged
   */
  public Path commit(Check check) throws IOException {
    flush();
    early.wroteAll();
    check.check(pending);
    early.finish();
    long begun = System.nanoTime();
    channel.force(true); // guard: force-data
    forceNanos = early.nanos() + System.nanoTime() - begun;
    channel.close();
    DurableFiles.rename(pending, target); // guard: rename
    renamed = true;
    DurableFiles.forceFolder(DurableFiles.parentOf(target)); // guard: force-folder
    return target;
  }

  /** How long forcing its bytes took; once it is committed. */
  public long forceNanos() {
    return forceNanos;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Discards the file if it has not got its final name. */
  @Override
  public void close() throws IOException {
    try {
      early.abandon();
      channel.close();
    } finally {
      if (!renamed) {
        Files.deleteIfExists(pending);
      }
    }
  }
}
