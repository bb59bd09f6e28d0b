/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.io.IOException;
import java.io.InputStream;

/** Where a graph is read from. Used by one thread. */
public interface GraphSource {
  /** What the writer knew of the graph. */
  GraphImage image();

  /** The stream of classes and lengths. */
  InputStream shapes();

  /** The stream of what objects without setters are built from. */
  InputStream parts();

  /** The stream of contents. */
  InputStream bodies();

  /** The stream of what {@link GraphCodec#settle} found out. */
  InputStream aliases();

  /** The length of these streams in bytes: they justify no more objects than that. */
  long streamBytes();

  /**
   * Gives the next large array, in the order in which they were written. Its elements are there
   * after {@link #finishArrays}.
   *
   * @param arrayClass its class
   * @param length how many elements the graph says it has
   * @return the array
   * @throws IOException if it cannot be read
   * @throws dev.cairn.CorruptCheckpointException if there is none of this length
   */
  Object array(Class<?> arrayClass, int length) throws IOException;

  /**
   * Returns once all arrays given so far have their elements.
   *
   * @throws IOException if they cannot be read
   * @throws dev.cairn.CorruptCheckpointException if they are damaged
   */
  default void finishArrays() throws IOException {}

  /**
   * Fills arrays that the program had before. To be called once all others are read and every class
   * is known: nothing may be refused after that which could have been refused before.
   *
   * @throws IOException if they cannot be read
   * @throws dev.cairn.CorruptCheckpointException if they are damaged; then nothing was changed
   */
  default void fillReused() throws IOException {}

  /** As an error message names it: a file. */
  String describe();
}
