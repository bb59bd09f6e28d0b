/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.spi;

/**
 * What became of a job whose work is not finished.
 *
 * @param goesOn true where the scheduler will start it again, without anybody doing anything
 * @param message for the log: what was done, or what is to be done by hand and why
 */
public record Requeue(boolean goesOn, String message) {}
