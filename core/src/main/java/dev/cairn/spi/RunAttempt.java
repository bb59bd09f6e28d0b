/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.spi;

import dev.cairn.CheckpointInfo;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One attempt at a run, as a {@link CheckpointListener} is told of it.
 *
 * @param run the name of the run
 * @param folder its folder
 * @param epoch the number of the attempt, from 1
 * @param resumedFrom the checkpoint that it went on from; empty where it began anew
 */
public record RunAttempt(
    String run, Path folder, long epoch, Optional<CheckpointInfo> resumedFrom) {}
