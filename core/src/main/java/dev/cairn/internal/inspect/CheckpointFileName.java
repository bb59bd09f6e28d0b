/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.store.CheckpointFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A checkpoint that somebody has named.
 *
 * @param path its file
 * @param file what it is within its run; empty where only the file was named
 */
public record CheckpointFileName(Path path, Optional<CheckpointFile> file) {}
