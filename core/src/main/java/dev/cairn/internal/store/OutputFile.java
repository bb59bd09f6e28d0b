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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  /**
   * For whoever forces, who holds its monitor: the other one may be closed by an interrupt of the
   * program's.
   */
  private final FileChannel forcing;

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
   * @param key what tells it from what may have taken its place since
   * @param channel open for reading and writing; what it holds is forced
   * @param checksum of what it holds
   */
  OutputFile(Path path, Object key, FileChannel channel, RunningChecksum checksum)
      throws IOException {
    this.path = path;
    this.forcing = channel;
    this.key = key;
    this.channel = openOwn();
    this.checksum = checksum;
    this.written = checksum.length();
    this.forced = written;
  }

  /**
   * Makes sure that bytes can be taken, before any is.
   *
   * @throws IOException if it is closed, or so many bytes wait for a file that cannot be written to
   *     that no more can be kept in memory
   */
  public synchronized void requireRoom() throws IOException {
    if (closed) {
      throw new IOException(
          path
              + " is closed; write to it before close() of it, and complete() and close() of the run");
    }
    if (pendingLength > MOST_PENDING) {
      flush();
    }
  }

  /** Takes bytes. Where the file cannot be written to, it is tried again later. */
  public synchronized void write(byte[] bytes, int offset, int count) {
    if (pending.length - pendingLength < count) {
      int wanted = Math.max(pendingLength + count, 2 * pending.length);
      pending = Arrays.copyOf(pending, wanted);
    }
    System.arraycopy(bytes, offset, pending, pendingLength, count);
    pendingLength += count;
    if (pendingLength >= flushAt) {
      try {
        flush();
      } catch (IOException e) {
        // A checkpoint will fail for the same reason, and say so.
        flushAt = pendingLength + PIECE;
      }
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

  /**
   * Makes all that it was given so far durable. The program may go on writing meanwhile. Called by
   * threads that nobody interrupts.
   */
  public void force() throws IOException {
    synchronized (forcing) {
      forceNow();
    }
  }

  private void forceNow() throws IOException {
    long upTo;
    synchronized (this) {
      if (closed) {
        return;
      }
      requireStillThere();
      if (unsure) {
        writeAgain();
      }
      flush();
      upTo = written;
      if (forcing.size() != upTo) {
        throw replaced(
            path, "has " + forcing.size() + " bytes, not the " + upTo + " written", null);
      }
      unsure = true;
    }
    forcing.force(true); // guard: force-output
    synchronized (this) {
      unsure = false;
      forced = upTo;
    }
  }

  /** Reads all of it, and writes again what may have been lost by a force that failed. */
  private void writeAgain() throws IOException {
    RunningChecksum found = new RunningChecksum();
    byte[] piece = new byte[PIECE];
    for (long at = 0; at < written; at = found.length()) {
      ByteBuffer buffer = ByteBuffer.wrap(piece, 0, (int) Math.min(PIECE, written - at));
      int count = forcing.read(buffer, at);
      if (count < 0) {
        break;
      }
      ByteBuffer again = ByteBuffer.wrap(piece, 0, count);
      for (long to = at; at + count > forced && again.hasRemaining(); ) {
        to += forcing.write(again, to);
      }
      found.add(piece, 0, count);
    }
    found.add(pending, 0, pendingSummed);
    if (!found.part().equals(checksum.part())) {
      throw new IOException(
          path
              + " no longer holds what was written to it: a force of it failed, and the bytes since "
              + "the last checkpoint are lost; end this program, the next start goes on from there");
    }
  }

  private void requireStillThere() throws IOException {
    Object found;
    try {
      found = DurableFiles.keyOf(path);
    } catch (NoSuchFileException e) {
      throw replaced(path, "is gone", e);
    }
    if (!Objects.equals(key, found)) {
      throw replaced(path, "is another file than the one that this run writes to", null);
    }
  }

  static IOException replaced(Path path, String what, Throwable cause) {
    return new IOException(
        path
            + " "
            + what
            + ": somebody has moved, removed, changed or replaced it. What is written to it would be lost, so "
            + "no checkpoint is taken; put it back, or end this program and start it again",
        cause);
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
      channel = openOwn();
    }
  }

  /** Opens it by its name, which another file may have got meanwhile. */
  private FileChannel openOwn() throws IOException {
    FileChannel opened = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      requireStillThere();
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /** Writes what is pending, and no more; waits for a force that is going on. */
  @Override
  public void close() throws IOException {
    synchronized (forcing) {
      closeNow();
    }
  }

  private synchronized void closeNow() throws IOException {
    if (closed) {
      return;
    }
    try {
      flush();
    } finally {
      closed = true;
      channel.close();
      forcing.close();
    }
  }
}
