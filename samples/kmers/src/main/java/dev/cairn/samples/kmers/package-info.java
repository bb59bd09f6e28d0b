/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** A sample: counts the k-mers of sequencing data. */
package dev.cairn.samples.kmers;
