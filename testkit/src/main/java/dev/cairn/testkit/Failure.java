/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Makes the exception that an injected fault throws.
 *
 * <pre>{@code
 * recording.faults().failNth(3, Failure.NO_SPACE_LEFT);
 * recording.faults().failNth(3, operation -> new IOException("my own"));
 * }</pre>
 *
 * <p>The JDK throws two shapes for the same error number: operations on names (open, rename,
 * delete) throw a {@link FileSystemException} whose reason is the text, operations on an open
 * channel (write, force) throw a plain {@link IOException} whose message is the text. Code that
 * tells a full disk from other failures has to cope with both, so both are here.
 *
 * <p>Threading: called by the thread whose operation fails; the constants have no state. Failure:
 * an implementation must return an exception, not throw one.
 */
@FunctionalInterface
public interface Failure {
  /** EIO, as a channel reports it. */
  Failure INPUT_OUTPUT_ERROR = operation -> new IOException("Input/output error");

  /** ENOSPC as a {@link FileSystemException} with a reason. */
  Failure NO_SPACE_LEFT = operation -> named(operation, "No space left on device");

  /** ENOSPC as a channel reports it: a plain {@link IOException}. */
  Failure NO_SPACE_LEFT_ON_CHANNEL = operation -> new IOException("No space left on device");

  /** EDQUOT as a {@link FileSystemException} with a reason. */
  Failure QUOTA_EXCEEDED = operation -> named(operation, "Disk quota exceeded");

  /** EDQUOT as a channel reports it: a plain {@link IOException}. */
  Failure QUOTA_EXCEEDED_ON_CHANNEL = operation -> new IOException("Disk quota exceeded");

  /** EACCES. */
  Failure ACCESS_DENIED = operation -> new AccessDeniedException(operation.path());

  /** ENOENT: what a rename over NFS can report although it took effect, when it was sent twice. */
  Failure NO_SUCH_FILE = operation -> new NoSuchFileException(oldName(operation));

  /**
   * Makes the exception.
   *
   * @param operation what is to fail
   * @return a new exception each time, so that stack traces are right
   */
  IOException exceptionFor(Operation operation);

  private static IOException named(Operation operation, String reason) {
    return operation instanceof Operation.Rename rename
        ? new FileSystemException(rename.from(), rename.to(), reason)
        : new FileSystemException(operation.path(), null, reason);
  }

  private static String oldName(Operation operation) {
    return operation instanceof Operation.Rename rename ? rename.from() : operation.path();
  }
}
