/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** A sample: the two-dimensional Ising model. */
package dev.cairn.samples.ising;
