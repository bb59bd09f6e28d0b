/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import java.util.function.BiConsumer;

/**
 * State of a run that belongs to no rank: values by key. Each key falls into one of a fixed number
 * of groups, by its hashCode, and each rank has a range of the groups. A restart on another number
 * of ranks divides the groups anew.
 *
 * <pre>{@code
 * KeyedShards<String, Walker> walkers = run.keyedShards("walkers", 4096);
 * if (run.resumedFrom().isEmpty()) {
 *   for (String name : names) {
 *     if (walkers.owns(name)) walkers.put(name, new Walker(name));
 *   }
 * }
 * walkers.forEach((name, walker) -> walker.advance());
 * }</pre>
 *
 * <p>{@link #forEach} goes from group to group, and in a group in the order of the first {@link
 * #put}: over all ranks, one after the other, that is the same order on any number of them.
 *
 * <p>Keys are of a type whose hashCode is the same in every JVM: texts, numbers, UUIDs, and records
 * and classes of the program that compute it from such, but not from enums, which hash otherwise in
 * each JVM (take their names). That of a record is not specified by Java: write one where the run
 * may go on with another release of Java. Values are any state that refers to nothing outside
 * itself, see {@link Shards}.
 *
 * <p><b>Threading.</b> As for all state: one thread at a time, or guarded by the program. This
 * object is a view and no state: keep it in no field that is checkpointed.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface KeyedShards<K, V> {
  /**
   * {@return true where a key is on this rank}
   *
   * @param key may be there or not
   */
  boolean owns(K key);

  /**
   * {@return the rank that a key is on}
   *
   * @param key may be there or not
   */
  int rankOf(K key);

  /**
   * {@return the value of a key; null where there is none}
   *
   * @param key of this rank
   * @throws IllegalArgumentException if the key is on another rank; that is named
   */
  V get(K key);

  /**
   * Sets the value of a key.
   *
   * @param key of this rank
   * @param value its value, not null
   * @return the one before, or null
   * @throws IllegalArgumentException if the key is on another rank, which is named; if its hashCode
   *     is another one in each JVM
   */
  V put(K key, V value);

  /**
   * Removes a key.
   *
   * @param key of this rank
   * @return its value, or null
   * @throws IllegalArgumentException if the key is on another rank; that is named
   */
  V remove(K key);

  /** {@return how many keys are on this rank} */
  long size();

  /**
   * Goes through what is on this rank; keys are neither added nor removed meanwhile.
   *
   * @param action is given each key and its value
   */
  void forEach(BiConsumer<? super K, ? super V> action);
}
