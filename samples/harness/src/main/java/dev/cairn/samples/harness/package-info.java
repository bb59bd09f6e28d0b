/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Starts, kills and resumes the samples, for their tests. */
package dev.cairn.samples.harness;
