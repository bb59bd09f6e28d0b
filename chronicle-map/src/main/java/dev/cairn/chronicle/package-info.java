/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Chronicle Maps, which are outside the heap, as state of a run. */
package dev.cairn.chronicle;
