/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.internal.format.FileBytes;
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
 *   write   ...                  what is there already is forced meanwhile; large files perhaps past
 *                                the page cache
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
     * @param bytes what is in it
     * @throws IOException if it is not what it should be: then it never gets its name
     */
    void check(Path written, FileBytes bytes) throws IOException;
  }

  private final Path pending;
  private final Path target;
  private final WriteMethod method;
  private final FileChannel channel;
  private final FileBody body;
  private final long begun = System.nanoTime();
  private long written;
  private long forceNanos;
  private boolean renamed;

  PendingFile(DurableFiles files, Path target, WriteMethod method, long expected)
      throws IOException {
    this.target = target;
    this.method = method;
    this.pending =
        target.resolveSibling(Names.pending(DurableFiles.nameOf(target), DurableFiles.nonce()));
    this.channel = files.createFile(pending);
    try {
      this.body = method.body(pending, channel, expected);
    } catch (RuntimeException | Error e) {
      channel.close();
      DurableFiles.deleteQuietly(pending, e);
      throw e;
    }
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    while (bytes.hasRemaining()) {
      ByteBuffer buffer = body.buffer();
      int some = Math.min(bytes.remaining(), buffer.remaining());
      buffer.put(bytes.slice(bytes.position(), some));
      bytes.position(bytes.position() + some);
      if (!buffer.hasRemaining()) {
        disk(body::flush);
      }
    }
    written += count;
    return count;
  }

  /** Something that waits for the disk. */
  private interface DiskWork {
    void run() throws IOException;
  }

  private void disk(DiskWork work) throws IOException {
    try {
      work.run();
    } catch (IOException | RuntimeException | Error e) {
      method.failed(body);
      throw e;
    }
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
    disk(() -> makeDurable(check));
    DurableFiles.rename(pending, target); // guard: rename
    renamed = true;
    DurableFiles.forceFolder(DurableFiles.parentOf(target)); // guard: force-folder
    method.took(body, written, System.nanoTime() - begun);
    return target;
  }

  private void makeDurable(Check check) throws IOException {
    body.end();
    try (FileBytes bytes = body.reread(pending)) {
      check.check(pending, bytes);
    }
    body.finish();
    long forced = System.nanoTime();
    channel.force(true); // guard: force-data
    forceNanos = body.nanosBeside() + System.nanoTime() - forced;
    channel.close();
  }

  /** How long the disk was busy with it beside whoever wrote it; once it is committed. */
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
    try (channel) {
      body.abandon();
    } finally {
      if (!renamed) {
        Files.deleteIfExists(pending);
      }
    }
  }
}
