/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;

/** A lock of a real file that belongs to the channel that its caller knows. */
final class RecordingLock extends FileLock {
  private final FileLock delegate;

  RecordingLock(FileChannel channel, FileLock delegate) {
    super(channel, delegate.position(), delegate.size(), delegate.isShared());
    this.delegate = delegate;
  }

  @Override
  public boolean isValid() {
    return delegate.isValid();
  }

  @Override
  public void release() throws IOException {
    delegate.release();
  }
}
