/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

/**
 * One thing that was done to the recorded folder, in terms of what a disk has to keep.
 *
 * <p>Paths are relative to the recorded folder, with {@code /} between names; the folder itself is
 * the empty string. An inode number stands for one file, folder or symbolic link for as long as it
 * exists, whatever its names are; it is never given out twice within a trace.
 *
 * <pre>{@code
 * Predicate<Operation> commits =
 *     operation -> operation instanceof Operation.Rename && operation.path().endsWith(".cairn");
 * }</pre>
 *
 * <p>Threading: all operations are immutable. Failure: none of their methods fails.
 */
public sealed interface Operation {
  /**
   * The file or folder that this is about; the new name where there are two, empty for a mark.
   *
   * @return a path relative to the recorded folder
   */
  String path();

  /**
   * A file came into being, still empty.
   *
   * @param path its name
   * @param inode its number
   * @param permissions like {@code rw-r--r--}
   */
  record CreateFile(String path, long inode, String permissions) implements Operation {}

  /**
   * Bytes were written.
   *
   * @param path the name that the file was opened under
   * @param inode the file
   * @param position where in the file
   * @param bytes what
   */
  record Write(String path, long inode, long position, Bytes bytes) implements Operation {}

  /**
   * A file was cut to a length; a file that is shorter already stays as it is.
   *
   * @param path the name that the file was opened under
   * @param inode the file
   * @param size its greatest length from now on
   */
  record Truncate(String path, long inode, long size) implements Operation {}

  /**
   * The content of a file was forced to the disk.
   *
   * @param path the name that the file was opened under
   * @param inode the file
   */
  record ForceFile(String path, long inode) implements Operation {}

  /**
   * The entries of a folder were forced to the disk.
   *
   * @param path the folder
   * @param inode the folder
   */
  record ForceFolder(String path, long inode) implements Operation {}

  /**
   * A channel that could write was closed.
   *
   * @param path the name that the file was opened under
   * @param inode the file
   */
  record Close(String path, long inode) implements Operation {}

  /**
   * A file, folder or link got another name, replacing what had that name.
   *
   * @param from the old name
   * @param to the new name
   * @param inode what was renamed
   */
  record Rename(String from, String to, long inode) implements Operation {
    @Override
    public String path() {
      return to;
    }
  }

  /**
   * A name was removed.
   *
   * @param path the name
   * @param inode what had it
   */
  record Delete(String path, long inode) implements Operation {}

  /**
   * A folder came into being, still empty.
   *
   * @param path its name
   * @param inode its number
   * @param permissions like {@code rwxr-xr-x}
   */
  record CreateFolder(String path, long inode, String permissions) implements Operation {}

  /**
   * Permissions were changed.
   *
   * @param path the file or folder
   * @param inode the file or folder
   * @param permissions like {@code r-xr-xr-x}
   */
  record SetPermissions(String path, long inode, String permissions) implements Operation {}

  /**
   * Times, the owner, the group or another attribute was changed.
   *
   * @param path the file or folder
   * @param inode the file or folder
   * @param name which attribute
   * @param value its new value as text
   */
  record SetAttribute(String path, long inode, String name, String value) implements Operation {}

  /**
   * A file got one more name.
   *
   * @param existing a name that it had
   * @param path the further name
   * @param inode the file
   */
  record Link(String existing, String path, long inode) implements Operation {}

  /**
   * A symbolic link came into being.
   *
   * @param path its name
   * @param inode its number
   * @param target what it points to, as given
   */
  record SymbolicLink(String path, long inode, String target) implements Operation {}

  /**
   * The test noted something, usually that a version was acknowledged.
   *
   * @param label what
   */
  record Mark(String label) implements Operation {
    @Override
    public String path() {
      return "";
    }
  }

  /**
   * An existing file or folder was opened and nothing changed. Never in a trace: offered to faults
   * and pauses only.
   *
   * @param path the file or folder
   * @param inode the file or folder
   * @param writing whether the channel can write
   */
  record Open(String path, long inode, boolean writing) implements Operation {}

  /**
   * A fault made this operation not happen although success was reported.
   *
   * @param operation what was asked for
   */
  record Ignored(Operation operation) implements Operation {
    @Override
    public String path() {
      return operation.path();
    }
  }

  /**
   * A fault made this operation not happen, and its caller was told so.
   *
   * @param operation what was asked for
   */
  record Failed(Operation operation) implements Operation {
    @Override
    public String path() {
      return operation.path();
    }
  }
}
