/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Tools for tests of code that must survive being killed, losing power and a failing disk.
 *
 * <p>{@link dev.cairn.testkit.RecordingFileSystem} records what code does to a folder, lets single
 * operations fail or stop, and cuts the power. {@link dev.cairn.testkit.CrashStates} turns such a
 * recording into all the states that a disk may be left in, and {@link
 * dev.cairn.testkit.CommitOrder} checks it for a safe order of steps. {@link
 * dev.cairn.testkit.ChildJvm} runs code in a process that can be killed for real.
 *
 * <pre>{@code
 * try (RecordingFileSystem recording = RecordingFileSystem.over(temporaryFolder)) {
 *   writeVersions(recording.root(), version -> recording.mark(version));
 *   CrashStates.of(recording.trace()).distinct(42).forEach(this::hasAllThatWasAcknowledged);
 * }
 * }</pre>
 *
 * <p>For a program that uses Cairn, {@link dev.cairn.testkit.InterruptionCheck} and {@link
 * dev.cairn.testkit.KillCheck} compare what it comes to when it is interrupted with what it comes
 * to when it is not; {@link dev.cairn.testkit.SavedRun} harms its checkpoints.
 *
 * <p>Nothing here depends on a test framework.
 */
package dev.cairn.testkit;
