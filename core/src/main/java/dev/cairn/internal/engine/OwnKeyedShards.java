/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.KeyedShards;
import dev.cairn.Shards;
import dev.cairn.StateMismatchException;
import dev.cairn.internal.capture.IdentityHashes;
import dev.cairn.internal.rank.SplitMix;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/** What a rank has of shards by key. Used as the state that it is. */
public final class OwnKeyedShards<K, V> implements KeyedShards<K, V> {
  /** Whose hashCode follows from what they hold, as their specifications say. */
  private static final Set<Class<?>> PLAIN =
      Set.of(
          String.class,
          Long.class,
          Integer.class,
          Short.class,
          Byte.class,
          Character.class,
          Boolean.class,
          Double.class,
          Float.class,
          BigInteger.class,
          BigDecimal.class,
          UUID.class);

  private final String name;
  private final Shards<Map<K, V>> groups;

  /**
   * Shows them.
   *
   * @param name of the shards
   * @param groups the keys that this rank has, by group
   * @throws StateMismatchException if a key is not in the group of its hashCode
   */
  public OwnKeyedShards(String name, Shards<Map<K, V>> groups) {
    this.name = name;
    this.groups = groups;
    for (long group = groups.from(); group < groups.to(); group++) {
      requireSameHashes(group);
    }
  }

  /** Else a key that is there would not be found. */
  private void requireSameHashes(long group) {
    for (K key : in(group).keySet()) {
      if (groupOf(key) != group) {
        throw new StateMismatchException(
            "shards \""
                + name
                + "\": the hashCode of key "
                + key
                + ", a "
                + key.getClass().getName()
                + ", is not what it was when the checkpoint was written; let it follow from what the "
                + "key holds, and be the same in every JVM");
      }
    }
  }

  private Map<K, V> in(long group) {
    Map<K, V> found = groups.get(group);
    return found == null ? Map.of() : found;
  }

  private long groupOf(K key) {
    if (!PLAIN.contains(key.getClass())) {
      requireHash(key); // each: another list or record of that class may hold an enum
    }
    return (SplitMix.mix(key.hashCode()) >>> 1) % groups.total();
  }

  private long own(K key) {
    Objects.requireNonNull(key, "key");
    long group = groupOf(key);
    if (!groups.has(group)) {
      throw new IllegalArgumentException(
          "shards \""
              + name
              + "\": key "
              + key
              + " is on rank "
              + groups.rankOf(group)
              + "; ask owns(key) or rankOf(key) first");
    }
    return group;
  }

  @Override
  public boolean owns(K key) {
    return groups.has(groupOf(key));
  }

  @Override
  public int rankOf(K key) {
    return groups.rankOf(groupOf(key));
  }

  @Override
  public V get(K key) {
    return in(own(key)).get(key);
  }

  @Override
  public V put(K key, V value) {
    long group = own(key);
    Objects.requireNonNull(value, "value");
    if (groups.get(group) == null) {
      groups.set(group, new LinkedHashMap<>());
    }
    return groups.get(group).put(key, value);
  }

  private void requireHash(K key) {
    if (key.getClass().isArray() || IdentityHashes.isOrHashesOne(key)) {
      throw new IllegalArgumentException(
          "shards \""
              + name
              + "\": the hashCode of a "
              + key.getClass().getName()
              + " is another one in each JVM; take a key whose hashCode follows from what it holds, "
              + "of an enum its name(), also within a record or a list");
    }
  }

  @Override
  public V remove(K key) {
    Map<K, V> group = groups.get(own(key));
    return group == null ? null : group.remove(key);
  }

  @Override
  public long size() {
    long size = 0;
    for (long group = groups.from(); group < groups.to(); group++) {
      size += in(group).size();
    }
    return size;
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    for (long group = groups.from(); group < groups.to(); group++) {
      in(group).forEach(action);
    }
  }
}
