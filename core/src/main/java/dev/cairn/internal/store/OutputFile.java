/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.internal.format.OutputRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;

/**
 * A file that only grows. What is written to it is gathered in memory and goes to the file in large
 * pieces, always to its own place: a piece that failed, or was interrupted, is simply written
 * again.
 *
 * <p>A failed force may have lost what was written since the last good one, and a second force
 * would succeed over that loss. So all of it is read back and written again first.
 *
 * <p>Thread-safe.
 */
public final class OutputFile implements Closeable {
  private static final int PIECE = 64 << 10;

  /** So much is kept where the file cannot be written to, before the program is told. */
  private static final int MOST_PENDING = 64 << 20;

  private final Path path;
  private final Object key;
  private final RunningChecksum checksum;
  private volatile FileChannel channel;
  private byte[] pending = new byte[PIECE];
  private int pendingLength;
  private int pendingSummed;
  private int flushAt = PIECE;
  private long written;
  private long forced;
  private boolean unsure;
  private boolean closed;

  /** Something that is done with the file, and may be done again from the start. */
  private interface Action {
    void on(FileChannel channel) throws IOException;
  }

  /**
   * Creates the file's writer.
   *
   * @param path where it is
   * @param channel open for reading and writing; what it holds is forced
   * @param checksum of what it holds
   */
  OutputFile(Path path, FileChannel channel, RunningChecksum checksum) throws IOException {
    this.path = path;
    this.channel = channel;
    this.checksum = checksum;
    this.written = checksum.length();
    this.forced = written;
    this.key = keyOf(path);
  }

  /**
   * Takes bytes. They are taken whatever happens: where the file cannot be written to, it is tried
   * again later.
   *
   * @throws IOException if it is closed, which takes nothing; or if far too many wait already
   */
  public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
    if (closed) {
      throw new IOException(
          path + " is closed; write to it before complete() and close() of the run");
    }
    if (pending.length - pendingLength < count) {
      int wanted = Math.max(pendingLength + count, 2 * pending.length);
      pending = Arrays.copyOf(pending, wanted);
    }
    System.arraycopy(bytes, offset, pending, pendingLength, count);
    pendingLength += count;
    if (pendingLength >= flushAt) {
      flushOrKeep();
    }
  }

  private void flushOrKeep() throws IOException {
    try {
      flush();
    } catch (IOException e) {
      if (pendingLength > MOST_PENDING) {
        throw e;
      }
      flushAt = pendingLength + PIECE;
    }
  }

  /** What it holds now, as a checkpoint records it. Nothing is written to the file. */
  public synchronized OutputRecord.Part mark() {
    sum();
    return checksum.part();
  }

  private void sum() {
    checksum.add(pending, pendingSummed, pendingLength - pendingSummed);
    pendingSummed = pendingLength;
  }

  private void flush() throws IOException {
    sum();
    onChannel(
        file -> {
          for (int at = 0; at < pendingLength; ) {
            ByteBuffer piece = ByteBuffer.wrap(pending, at, Math.min(PIECE, pendingLength - at));
            at += file.write(piece, written + at);
          }
        });
    written += pendingLength;
    pendingLength = 0;
    pendingSummed = 0;
    flushAt = PIECE;
    if (pending.length > 2 * PIECE) {
      pending = new byte[PIECE];
    }
  }

  /** Makes all that it was given so far durable. The program may go on writing meanwhile. */
  public void force() throws IOException {
    long upTo;
    synchronized (this) {
      if (unsure) {
        writeAgain();
      }
      flush();
      upTo = written;
    }
    requireStillThere();
    try {
      forceChannel();
    } catch (IOException e) {
      synchronized (this) {
        unsure = true;
      }
      throw e;
    }
    synchronized (this) {
      forced = upTo;
    }
  }

  private void forceChannel() throws IOException {
    onChannel(file -> file.force(true)); // guard: force-output
  }

  /** Reads all of it, and writes again what may have been lost by a force that failed. */
  private void writeAgain() throws IOException {
    RunningChecksum found = new RunningChecksum();
    onChannel(
        file -> {
          byte[] piece = new byte[PIECE];
          for (long at = found.length(); at < written; at = found.length()) {
            ByteBuffer buffer = ByteBuffer.wrap(piece, 0, (int) Math.min(PIECE, written - at));
            int count = file.read(buffer, at);
            if (count < 0) {
              break;
            }
            ByteBuffer again = ByteBuffer.wrap(piece, 0, count);
            for (long to = at; at + count > forced && again.hasRemaining(); ) {
              to += file.write(again, to);
            }
            found.add(piece, 0, count);
          }
        });
    found.add(pending, 0, pendingSummed);
    if (!found.part().equals(checksum.part())) {
      throw new IOException(
          path
              + " no longer holds what was written to it: a force of it failed, and the bytes since "
              + "the last checkpoint are lost; end this program, the next start goes on from there");
    }
    unsure = false;
  }

  private void requireStillThere() throws IOException {
    Object found;
    try {
      found = keyOf(path);
    } catch (NoSuchFileException e) {
      throw replaced("is gone", e);
    }
    if (!Objects.equals(key, found)) {
      throw replaced("is another file than the one that this run writes to", null);
    }
  }

  private IOException replaced(String what, Throwable cause) {
    return new IOException(
        path
            + " "
            + what
            + ": somebody has moved, removed or replaced it. What is written to it would be lost, so "
            + "no checkpoint is taken; put it back, or end this program and start it again",
        cause);
  }

  private static Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** An interrupt of the thread that is at it closes a channel: then the file is opened again. */
  private void onChannel(Action action) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        FileChannel current = channel;
        try {
          action.on(current);
          return;
        } catch (ClosedChannelException e) {
          interrupted |= Thread.interrupted();
          reopen(current, e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void reopen(FileChannel lost, ClosedChannelException reason)
      throws IOException {
    if (closed) {
      throw reason;
    }
    if (channel == lost) {
      requireStillThere();
      channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      requireStillThere();
    }
  }

  /** Writes what is pending, and no more. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    try {
      flush();
    } finally {
      closed = true;
      channel.close();
    }
  }
}
