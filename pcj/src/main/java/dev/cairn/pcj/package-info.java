/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Ranks of PCJ as ranks of a run. */
package dev.cairn.pcj;
