/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.spi;

/**
 * Which of several JVMs that were started together this one is.
 *
 * @param rank from 0
 * @param size how many there are
 * @param launch what all of them have in common, and no other start of the same program has: not
 *     even a later one of the same job
 */
public record LaunchedRank(int rank, int size, String launch) {}
