/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

/**
 * How much was read through a {@link RecordingFileSystem}; reads are counted but not traced.
 *
 * <pre>{@code
 * long before = recording.reads().bytes();
 * }</pre>
 *
 * <p>Threading: immutable. Failure: none.
 *
 * @param opens how often something was opened without being able to write
 * @param bytes how many bytes were read from channels and streams
 */
public record ReadCount(long opens, long bytes) {}
