/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import dev.cairn.internal.engine.SavedGraph;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.kryo.ClassPolicy;
import dev.cairn.internal.kryo.Evolution;
import java.nio.file.Path;
import java.util.Set;

/**
 * A committed checkpoint, opened for reading.
 *
 * <pre>{@code
 * try (SavedCheckpoint saved = Checkpoint.open(Path.of("checkpoints/Ising-1f3a9c02"))) {
 *   Ising ising = saved.state(Ising.class);
 * }
 * }</pre>
 *
 * <p>Changes nothing on disk. Not thread-safe. No hook of the program is called.
 */
public final class SavedCheckpoint implements AutoCloseable {
  private final SavedGraph graph;

  private SavedCheckpoint(SavedGraph graph) {
    this.graph = graph;
  }

  static SavedCheckpoint open(
      Path path, KeyRing keys, ClassPolicy policy, Evolution evolution, ClassLoader loader) {
    return new SavedCheckpoint(SavedGraph.open(path, keys, policy, evolution, loader));
  }

  /** {@return what is known of it} */
  public CheckpointInfo info() {
    return graph.info();
  }

  /** {@return the names of its roots} */
  public Set<String> roots() {
    return graph.roots();
  }

  /**
   * The state that was given to resumeOrStart or resumeInto.
   *
   * @param type its class
   * @param <T> its type
   * @return the state; the same object at every call
   */
  public <T> T state(Class<T> type) {
    return state(CheckpointBuilder.MAIN_ROOT, type);
  }

  /**
   * A root.
   *
   * @param name its name
   * @param type its class
   * @param <T> its type
   * @return the root; the same object at every call
   * @throws IllegalArgumentException if there is none of this name and type
   */
  public <T> T state(String name, Class<T> type) {
    return graph.root(name, type);
  }

  @Override
  public void close() {
    graph.close();
  }
}
