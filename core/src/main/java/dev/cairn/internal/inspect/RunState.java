/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

/** How a run stands, as far as it can be told from its folder. */
public enum RunState {
  /** Its owner is alive, or was a moment ago. */
  RUNNING,
  /** Its owner was told to end, and is about to. */
  STOPPING,
  /** It was told to end, and goes on with the next start. */
  STOPPED,
  /** It has ended before it was finished, and nobody had asked it to: by an exception, perhaps. */
  ENDED,
  /** Its process is gone, and has not said why: it was killed, or its node has died. */
  KILLED,
  /** Nobody has heard of its owner for longer than that promised. */
  SILENT,
  /** It is finished. */
  COMPLETE,
  /** It has no attempt. */
  EMPTY,
  /** It cannot be read. */
  UNREADABLE;

  /** True where its owner is alive. */
  public boolean isAlive() {
    return this == RUNNING || this == STOPPING;
  }

  /** True where its owner is alive, or may be. */
  public boolean mayGoOn() {
    return isAlive() || this == SILENT;
  }
}
