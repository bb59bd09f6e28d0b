/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.internal.format.TypeEntry;

/**
 * Classes whose objects cannot be allocated empty: each is built from its parts, once they are
 * there. Immutable.
 */
abstract class BuiltCodec extends TypeCodec {
  BuiltCodec(Class<?> type, TypeEntry entry) {
    super(type, entry);
  }

  @Override
  final boolean isBuilt() {
    return true;
  }

  @Override
  final Object allocate(GraphReader reader) {
    return null;
  }

  @Override
  abstract Object[] readParts(GraphReader reader);

  @Override
  abstract Object build(Object[] parts, GraphReader reader);
}
