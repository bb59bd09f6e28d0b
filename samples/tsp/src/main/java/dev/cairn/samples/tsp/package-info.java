/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** A sample: a genetic algorithm for the travelling salesman problem. */
package dev.cairn.samples.tsp;
