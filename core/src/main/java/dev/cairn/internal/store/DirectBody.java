/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.internal.format.FileBytes;
import dev.cairn.internal.thread.LibraryThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Writes past the page cache. A thread that mostly waits for the disk writes one buffer while the
 * other is being filled; the last bytes, which are no whole block, go through the page cache.
 */
final class DirectBody implements FileBody {
  private final WriteMethod method;
  private final FileChannel channel;
  private final FileChannel direct;
  private final int alignment;
  private final ByteBuffer[] buffers;
  private int filling;
  private long position;
  private long nanos;
  private long waitedNanos;

  /** What is whole blocks goes here: {@link #direct} where that works. */
  private FileChannel whole;

  private Optional<Thread> thread = Optional.empty();
  private ByteBuffer full;
  private boolean ended;
  private Throwable failure;

  /**
   * Opens a file a second time, past the page cache.
   *
   * @param method has the memory for it, and is told if it does not work
   * @param path the file
   * @param channel the file, as it was opened first
   * @throws IOException if that cannot be
   */
  DirectBody(WriteMethod method, Path path, FileChannel channel) throws IOException {
    this.method = method;
    this.channel = channel;
    this.alignment = DirectAccess.alignment(path, WriteMethod.PIECE);
    this.buffers = method.aligned(alignment);
    this.direct = DirectAccess.open(path, StandardOpenOption.WRITE);
    this.whole = direct;
  }

  @Override
  public ByteBuffer buffer() {
    return buffers[filling];
  }

  @Override
  public void flush() throws IOException {
    if (!handOver(buffers[filling].flip())) {
      writeWhole(buffers[filling]);
    }
    filling = 1 - filling;
    buffers[filling].clear();
  }

  /** Gives the thread a buffer once it is done with the one before; false where there is none. */
  private synchronized boolean handOver(ByteBuffer buffer) throws IOException {
    if (thread.isEmpty()) {
      thread = LibraryThread.started("cairn-write", this::run);
    }
    awaitWritten();
    full = thread.isPresent() ? buffer : null;
    notifyAll();
    return thread.isPresent();
  }

  private synchronized void awaitWritten() throws IOException {
    long begun = System.nanoTime();
    boolean interrupted = false;
    while (full != null && failure == null) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    waitedNanos += System.nanoTime() - begun;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw new IOException("a checkpoint cannot be written: " + failure, failure);
    }
  }

  private void run() {
    try {
      for (ByteBuffer next = next(); next != null; next = next()) {
        long begun = System.nanoTime();
        writeWhole(next);
        nanos += System.nanoTime() - begun;
        written();
      }
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
    }
  }

  private synchronized ByteBuffer next() {
    while (full == null && !ended) {
      try {
        wait();
      } catch (InterruptedException e) {
        return null; // nobody but us knows this thread
      }
    }
    return full;
  }

  private synchronized void written() {
    full = null;
    notifyAll();
  }

  private synchronized void failed(Throwable what) {
    failure = what;
    notifyAll();
  }

  /** There are file systems that let one open a file so, and then do not take what one writes. */
  private void writeWhole(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    ByteBuffer again = bytes.duplicate();
    try {
      FileBody.write(whole, bytes, position);
    } catch (IOException e) {
      if (position > 0) {
        throw e;
      }
      whole = channel;
      FileBody.write(whole, again, 0);
      method.refuse("the first write failed: " + e);
    }
    position += count;
  }

  @Override
  public void end() throws IOException {
    awaitWritten();
    ByteBuffer last = buffers[filling].flip();
    int blocks = last.remaining() - last.remaining() % alignment;
    if (blocks > 0) {
      writeWhole(last.slice(0, blocks));
    }
    FileBody.write(channel, last.slice(blocks, last.remaining() - blocks), position);
  }

  @Override
  public FileBytes reread(Path path) throws IOException {
    return whole == direct ? new DirectBytes(path, alignment, buffers[0]) : FileBytes.open(path);
  }

  @Override
  public void finish() throws IOException {
    abandon();
  }

  @Override
  public void abandon() throws IOException {
    Optional<Thread> running;
    synchronized (this) {
      ended = true;
      notifyAll();
      running = thread;
    }
    running.ifPresent(LibraryThread::join);
    direct.close();
  }

  @Override
  public long nanosBeside() {
    return Math.max(0, nanos - waitedNanos);
  }
}
