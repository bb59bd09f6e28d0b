/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;

/** Something to do with files that can fail. */
@FunctionalInterface
interface Action<R> {
  R run() throws IOException;
}
