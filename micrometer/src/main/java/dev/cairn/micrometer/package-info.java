/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Checkpoints as metrics of Micrometer. */
package dev.cairn.micrometer;
