/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.testkit.Operation.Close;
import dev.cairn.testkit.Operation.Truncate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A channel of a real file or folder whose changes are recorded. */
final class RecordingChannel extends FileChannel {
  private static final int TRANSFER_SIZE = 1 << 16;

  private final FileChannel delegate;
  private final OpenFile file;
  private final Recorder recorder;

  RecordingChannel(FileChannel delegate, OpenFile file, Recorder recorder) {
    this.delegate = delegate;
    this.file = file;
    this.recorder = recorder;
    recorder.opened(this);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return (int) counted(() -> (long) shortened(target, delegate::read));
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return counted(() -> delegate.read(targets, offset, length));
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return (int) counted(() -> (long) shortened(target, some -> delegate.read(some, position)));
  }

  /** A read of a channel. */
  private interface Read {
    int into(ByteBuffer target) throws IOException;
  }

  /** Reads into part of a buffer, where the system is to give less than is asked for. */
  private int shortened(ByteBuffer target, Read read) throws IOException {
    int limit = target.limit();
    target.limit(target.position() + recorder.faults().shortened(target.remaining()));
    try {
      return read.into(target);
    } finally {
      target.limit(limit);
    }
  }

  private long counted(Action<Long> read) throws IOException {
    long bytes = running(read);
    recorder.countRead(bytes);
    return bytes;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int written = write(Bytes.remainingIn(source), WriteStep.AT_CHANNEL_POSITION);
    source.position(source.position() + written);
    return written;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    Bytes bytes = Bytes.remainingIn(sources, offset, length);
    int written = write(bytes, WriteStep.AT_CHANNEL_POSITION);
    int left = written;
    for (int i = offset; left > 0; i++) {
      int taken = Math.min(left, sources[i].remaining());
      sources[i].position(sources[i].position() + taken);
      left -= taken;
    }
    return written;
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    if (position < 0) {
      throw new IllegalArgumentException("negative position " + position);
    }
    int written = write(Bytes.remainingIn(source), position);
    source.position(source.position() + written);
    return written;
  }

  private int write(Bytes bytes, long position) throws IOException {
    Bytes some = bytes.first(recorder.faults().shortened(bytes.length()));
    WriteStep step = new WriteStep(delegate, file, some, position);
    int written = interruptible(() -> bytes.length() == 0 ? step.run() : recorder.perform(step));
    if (file.mode().forcesEachWrite() && written > 0) {
      force(true);
    }
    return written;
  }

  @Override
  public long position() throws IOException {
    return running(delegate::position);
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    running(() -> delegate.position(newPosition));
    return this;
  }

  @Override
  public long size() throws IOException {
    return running(delegate::size);
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    changing(
        Step.of(
            () -> new Truncate(file.path(), file.inode(), size), () -> delegate.truncate(size)));
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    changing(
        Step.of(
            this::intendedForce,
            () -> {
              delegate.force(metaData);
              return null;
            }));
  }

  /** Checks here, since an ignored force never comes to ask the real channel. */
  private Operation intendedForce() throws IOException {
    if (!delegate.isOpen()) {
      throw new ClosedChannelException();
    }
    return file.force();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return counted(() -> delegate.transferTo(position, count, target));
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    if (position > size()) {
      return 0;
    }
    long transferred = 0;
    while (transferred < count) {
      int wanted = (int) Math.min(TRANSFER_SIZE, count - transferred);
      ByteBuffer buffer = ByteBuffer.allocate(wanted);
      if (source.read(buffer) <= 0) {
        break;
      }
      transferred += write(buffer.flip(), position + transferred);
    }
    return transferred;
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    if (mode != MapMode.READ_ONLY) {
      throw new UnsupportedOperationException("a writable mapping could not be recorded");
    }
    return running(() -> delegate.map(mode, position, size));
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return new RecordingLock(this, running(() -> delegate.lock(position, size, shared)));
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    FileLock lock = running(() -> delegate.tryLock(position, size, shared));
    return lock == null ? null : new RecordingLock(this, lock);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    recorder.closed(this);
    if (recorder.isClosed()) {
      // The recording is over: closing late is no mistake of the code under test.
      delegate.close();
      return;
    }
    try {
      if (file.mode().writes()) {
        recorder.perform(Step.of(() -> new Close(file.path(), file.inode()), this::closeDelegate));
      } else {
        recorder.requireRunning();
      }
    } finally {
      // Like the system call, a close that fails closes all the same.
      delegate.close();
    }
  }

  private Void closeDelegate() throws IOException {
    delegate.close();
    return null;
  }

  /** Closes the real channel, which drops its locks, without recording anything. */
  void abandon() {
    try {
      delegate.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <R> R running(Action<R> action) throws IOException {
    recorder.requireRunning();
    return interruptible(action);
  }

  private void changing(Step<Void> step) throws IOException {
    interruptible(() -> recorder.perform(step));
  }

  private <R> R interruptible(Action<R> action) throws IOException {
    try {
      return file.shielded() ? InterruptShield.run(action) : action.run();
    } catch (ClosedByInterruptException e) {
      closeToo(e);
      throw e;
    }
  }

  /** The real channel has closed itself, and this one must not seem open. */
  private void closeToo(ClosedByInterruptException interrupt) {
    try {
      close();
    } catch (IOException e) {
      interrupt.addSuppressed(e);
    }
  }
}
