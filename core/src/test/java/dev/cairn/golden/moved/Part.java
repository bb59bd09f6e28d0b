/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.golden.moved;

/** It was in the package {@code dev.cairn.golden.before}. */
public final class Part {
  public int inside;
}
