/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Turns object graphs into bytes and back. All roots are one graph: an object that two of them
 * share comes back shared.
 *
 * <p>Used by one thread at a time.
 */
public interface GraphCodec {
  /**
   * Writes a graph. Nothing may change it meanwhile.
   *
   * @param roots the roots by name
   * @param target where it goes
   * @return what its reader needs to know
   * @throws dev.cairn.UnsupportedStateException if something in it cannot be saved; names the path
   */
  GraphImage write(Map<String, Object> roots, GraphTarget target);

  /**
   * Says how many objects the next graph is likely to have, where that is not known yet.
   *
   * @param objects how many
   */
  void expect(long objects);

  /** Does now what the next writing would have to do while the program waits. */
  void makeRoom();

  /**
   * Finishes what was written and lets go of its objects. To be called once, and best when the
   * program goes on: it takes a while. What was written can be read only after that.
   *
   * @param aliases where it puts what it finds out, for {@link GraphSource#aliases}
   */
  void settle(OutputStream aliases);

  /**
   * The large arrays of a graph, each once, in the order in which they are written; as far as it
   * can be gone through.
   *
   * @param roots the roots by name
   */
  List<Object> largeArrays(Map<String, Object> roots);

  /**
   * Reads a graph. No hook of the program has been called when it returns.
   *
   * @param source where it comes from
   * @param holders objects to be filled in place, by root name; they are filled last, once all else
   *     has been read without an error
   * @return the graph
   * @throws IOException if it cannot be read
   * @throws dev.cairn.CorruptCheckpointException if the bytes make no sense
   * @throws dev.cairn.StateMismatchException if it does not fit the classes of this program
   */
  RestoredGraph read(GraphSource source, Map<String, Object> holders) throws IOException;

  /**
   * A graph that was read.
   *
   * @param roots the roots by name
   * @param hooks finds the methods to be called once it is handed to the program
   * @param changes what has changed in the program's classes since it was written
   */
  record RestoredGraph(Map<String, Object> roots, HookOrder hooks, List<String> changes) {
    /** Those of all of it, in the order in which they are to be called. */
    public List<Hook> allHooks() {
      return hooks.of(roots.values(), List.of());
    }
  }

  /** Finds the hooks of the part of a graph that the program gets. */
  interface HookOrder {
    /**
     * Those of what can be reached from there, children first.
     *
     * @param given what the program gets
     * @param left what it does not get
     */
    List<Hook> of(Collection<?> given, Collection<?> left);
  }

  /** A method of the program that wants to be called. */
  interface Hook {
    /** Calls it. */
    void call();
  }
}
