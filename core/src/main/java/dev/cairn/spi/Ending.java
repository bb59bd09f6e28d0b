/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.spi;

import dev.cairn.Requeue;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How an attempt ends whose run is not finished.
 *
 * @param cause why
 * @param wanted what the user wants of the job
 * @param limit how often it may be started again at most
 * @param attempt which attempt of its run it is, counted from 1
 * @param fruitless how many attempts in a row, this one included, have ended in good order without
 *     a checkpoint but the one of their start
 * @param exitCode the exit code of unfinished work as the user has said it; empty where nobody has
 * @param ranks how many JVMs the run has, all of which have ended with this one
 * @param run the folder of the run
 * @param log tells the user; what is said once the scheduler was asked may come too late
 */
public record Ending(
    StopCause cause,
    Requeue wanted,
    int limit,
    long attempt,
    int fruitless,
    OptionalInt exitCode,
    int ranks,
    Path run,
    Consumer<String> log) {
  /** The exit code of unfinished work where nobody has said another: EX_TEMPFAIL of sysexits.h. */
  public static final int UNFINISHED = 75;
}
