/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * A run that is open, as JMX shows it: {@code dev.cairn:type=Run,name="NAME"}.
 *
 * <p>Figures are of the moment they are asked for. All may be called from any thread.
 */
public interface RunMXBean {
  /** {@return the name of the run} */
  String getRun();

  /** {@return its folder} */
  String getFolder();

  /** {@return RUNNING, STOPPING, STOPPED, COMPLETE, FENCED or ENDED} */
  String getState();

  /** {@return which attempt at the run this is, from 1} */
  long getEpoch();

  /** {@return the newest durable checkpoint, as 3/42; empty where there is none} */
  String getNewestCheckpoint();

  /** {@return how many bytes the file of the newest has} */
  long getNewestBytes();

  /** {@return how long the program waited for the newest, in milliseconds} */
  long getNewestPauseMillis();

  /** {@return until the next checkpoint is due, in seconds} */
  long getSecondsUntilNext();

  /** {@return how many checkpoints of this attempt are durable} */
  long getTaken();

  /** {@return how many have failed} */
  long getFailed();

  /** {@return how many were left out since the one before was still being written} */
  long getSkipped();

  /** {@return why the last one that failed did; empty where none has} */
  String getLastFailure();

  /** {@return the time computed over all attempts, in seconds} */
  long getComputeSeconds();

  /** {@return how many units of its work the program says are done; -1 where it says nothing} */
  long getProgressDone();

  /** {@return how many units there are; 0 where nobody knows} */
  long getProgressTotal();

  /** Takes a checkpoint as soon as every thread is at a safepoint; does not wait for it. */
  void requestCheckpoint();

  /** Takes a last checkpoint and has the program end; does not wait for it. */
  void requestStop();
}
