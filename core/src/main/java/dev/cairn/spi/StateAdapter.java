/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.spi;

import java.io.IOException;

/**
 * State outside the heap, such as an off-heap map, that is saved as an image of its bytes. The
 * program says {@code configure().include(name, adapter)} before it opens the run; the adapter then
 * belongs to that run and is used for it alone.
 *
 * <pre>
 *   fresh start   begin()
 *   resume        restore(image)         again, with an older image, where that one was damaged
 *   checkpoint    capture(), its bytes are read while the program waits
 *   end           close()
 * </pre>
 *
 * <p>Called by one thread at a time, never while the program changes the state: it is at a
 * safepoint, or has not begun. An exception from {@link #capture} fails the checkpoint; one from
 * {@link #begin} or {@link #restore} fails the start of the run.
 */
public interface StateAdapter extends AutoCloseable {
  /**
   * {@return what its images are, such as {@code chronicle-map 1}; stored, and compared at a
   * resume}
   */
  String kind();

  /**
   * {@return how many bytes of the job's memory the state will take outside the heap, about; asked
   * once, before it is made}
   */
  default long memory() {
    return 0;
  }

  /**
   * Makes the state of a fresh run.
   *
   * @throws IOException if that is impossible
   */
  void begin() throws IOException;

  /**
   * Says what the state is at this safepoint.
   *
   * @return the image; not used once the program goes on
   * @throws IOException if that is impossible
   */
  StateImage capture() throws IOException;

  /**
   * Makes the state anew from an image. Nothing that an earlier process may have left is looked at.
   *
   * @param image a stored image; every byte that it gives has passed its checksum
   * @throws IOException if it cannot be read or the state cannot be made; what was made of it is
   *     removed
   */
  void restore(StateImage image) throws IOException;

  /** Gives back what it holds. Called once or more. */
  @Override
  void close();
}
