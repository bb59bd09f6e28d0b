/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What the program says of how its classes have changed since checkpoints were written: new names,
 * and what to do with values that nobody else can place. Not thread-safe.
 */
public final class Evolution {
  private final Map<String, String> renamed = new LinkedHashMap<>();
  private final Map<Class<?>, BiConsumer<Object, Map<String, Object>>> migrations = new HashMap<>();

  /** A class was called otherwise; both names may end in {@code .*} for all of a package. */
  public void rename(String from, String to) {
    renamed.put(from, to);
  }

  /** Objects of a class are handed over with all values that were stored for them. */
  public <T> void migrate(Class<T> type, BiConsumer<? super T, Map<String, Object>> migration) {
    migrations.put(type, (object, values) -> migration.accept(type.cast(object), values));
  }

  /** What a stored class is called now. */
  String nameNow(String stored) {
    String exact = renamed.get(stored);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, String> entry : renamed.entrySet()) {
      String from = entry.getKey();
      if (from.endsWith(".*") && stored.startsWith(from.substring(0, from.length() - 1))) {
        String to = entry.getValue();
        return to.substring(0, to.length() - 1) + stored.substring(from.length() - 1);
      }
    }
    // Classes nested in one that was renamed go with it.
    int nested = stored.lastIndexOf('$');
    if (nested > 0) {
      String outer = stored.substring(0, nested);
      String now = nameNow(outer);
      return now.equals(outer) ? stored : now + stored.substring(nested);
    }
    return stored;
  }

  BiConsumer<Object, Map<String, Object>> migrationOf(Class<?> type) {
    return migrations.get(type);
  }
}
