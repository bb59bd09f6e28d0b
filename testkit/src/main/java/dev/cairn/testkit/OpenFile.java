/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

/** What a channel is open on, and how. */
record OpenFile(String path, long inode, boolean folder, boolean shielded, OpenMode mode) {
  Operation force() {
    return folder ? new Operation.ForceFolder(path, inode) : new Operation.ForceFile(path, inode);
  }
}
