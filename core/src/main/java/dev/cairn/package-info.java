/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Checkpoint and resume for long computations on the JVM. Start with {@link dev.cairn.Checkpoint}.
 */
package dev.cairn;
