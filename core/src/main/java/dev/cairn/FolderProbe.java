/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What {@link Checkpoint#probe} has found of a folder: what will and will not be safe there.
 * Immutable.
 *
 * @param folder what was tried
 * @param findings all that was found, in the order in which it was tried
 */
public record FolderProbe(Path folder, List<Finding> findings) {
  /** What a finding means for checkpoints. */
  public enum Verdict {
    /** As it should be. */
    GOOD,
    /** Checkpoints are kept and found again, but something is to be known. */
    MIND,
    /** A checkpoint could be lost, or none can be written. */
    UNSAFE
  }

  /**
   * One thing that was tried.
   *
   * @param subject what
   * @param verdict what it means
   * @param found what was found
   * @param advice what to do; empty where there is nothing to do
   */
  public record Finding(String subject, Verdict verdict, String found, String advice) {}

  /**
   * Keeps the findings as they are now.
   *
   * @param folder what was tried
   * @param findings all that was found
   */
  public FolderProbe {
    findings = List.copyOf(findings);
  }

  /**
   * Tells whether checkpoints are safe there.
   *
   * @return true where nothing is {@link Verdict#UNSAFE}
   */
  public boolean isSafe() {
    return findings.stream().noneMatch(finding -> finding.verdict() == Verdict.UNSAFE);
  }

  /** A line for each finding, for people. */
  @Override
  public String toString() {
    return findings.stream()
        .map(
            finding ->
                String.format(
                    Locale.ROOT,
                    "%-6s %-24s %s%s",
                    finding.verdict(),
                    finding.subject(),
                    finding.found(),
                    finding.advice().isEmpty() ? "" : "; " + finding.advice()))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
