/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/** Who besides the owner may reach the checkpoints of a run. */
public enum Sharing {
  /** Nobody: folders 0700, files 0600. The default. */
  PRIVATE("rwx------", "rw-------"),
  /** The folder's group may read: folders 2750, files 0640. */
  GROUP_READ("rwxr-x---", "rw-r-----"),
  /** The folder's group may read and go on with the run: folders 2770, files 0660. */
  GROUP("rwxrwx---", "rw-rw----");

  private final String folderMode;
  private final String fileMode;

  Sharing(String folderMode, String fileMode) {
    this.folderMode = folderMode;
    this.fileMode = fileMode;
  }

  /** {@return the permissions of new folders, as rwxr-x---; setgid is inherited, never set} */
  public String folderMode() {
    return folderMode;
  }

  /** {@return the permissions of new files, as in rw-r-----} */
  public String fileMode() {
    return fileMode;
  }
}
