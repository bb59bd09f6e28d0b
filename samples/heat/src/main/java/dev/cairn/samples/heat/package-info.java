/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The heat equation in two dimensions, on one JVM or several. */
package dev.cairn.samples.heat;
