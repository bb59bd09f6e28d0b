/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Checks that a trace commits files in the order that makes them durable: write, force the file,
 * rename or link it to its final name, force the folder, and only then acknowledge.
 *
 * <pre>{@code
 * assertThat(CommitOrder.forNames(".*\\.cairn").violations(recording.trace())).isEmpty();
 * }</pre>
 *
 * <p>A final name is one whose last part matches the pattern. These are violations:
 *
 * <ul>
 *   <li>a file got a final name although its last write or cut was not followed by a force, or
 *       after a force of it had failed, which no later force makes good;
 *   <li>a final name was used that something had before, or by creating the file there;
 *   <li>a mark was set before the folder was forced in which a file had got a final name, or before
 *       the folders were forced in which that folder and those above it were created;
 *   <li>a file with a final name was deleted or renamed while another one of the same folder had
 *       its final name but the folder was not forced yet;
 *   <li>a file was written to or cut after it had got a final name.
 * </ul>
 *
 * <p>Threading: immutable. Failure: never fails; a commit at the end of a trace that no mark
 * follows is not a violation.
 */
public final class CommitOrder {
  private final Predicate<String> isFinalName;

  private CommitOrder(Predicate<String> isFinalName) {
    this.isFinalName = isFinalName;
  }

  /**
   * A checker for some final names.
   *
   * @param pattern a regular expression that the last part of a path matches as a whole
   * @return the checker
   */
  public static CommitOrder forNames(String pattern) {
    return new CommitOrder(Pattern.compile(pattern).asMatchPredicate());
  }

  /**
   * What is wrong in a trace.
   *
   * @param trace to check
   * @return one text for each violation, which names the operation by its number and the file
   */
  public List<String> violations(Trace trace) {
    CommitOrderCheck check = new CommitOrderCheck(isFinalName, trace.initial());
    trace.operations().forEach(check::next);
    return check.violations();
  }
}
