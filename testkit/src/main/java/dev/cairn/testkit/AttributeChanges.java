/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.testkit.Operation.SetAttribute;
import dev.cairn.testkit.Operation.SetPermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Changes permissions, times, owners and groups of real files and records that. */
record AttributeChanges(RecordedFolder recorded) {
  /** Sets an attribute given by its name in the form of {@link Files#setAttribute}. */
  void set(Path real, String attribute, Object value, LinkOption... options) throws IOException {
    String name = attribute.contains(":") ? attribute : "basic:" + attribute;
    if (name.equals("unix:mode")) {
      throw new UnsupportedOperationException("set posix:permissions instead of unix:mode");
    }
    recorded
        .recorder()
        .perform(
            Step.of(
                () -> operation(real, name, value, options),
                () -> Files.setAttribute(real, name, value, options)));
  }

  private Operation operation(Path real, String name, Object value, LinkOption... options)
      throws IOException {
    String path = recorded.locations().of(real, options);
    long inode = recorded.inodes().of(real, options);
    return name.endsWith(":permissions")
        ? new SetPermissions(path, inode, RecordedFolder.permissions(value))
        : new SetAttribute(path, inode, name, String.valueOf(value));
  }
}
