/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.testkit.Operation.ForceFile;
import dev.cairn.testkit.Operation.ForceFolder;
import dev.cairn.testkit.Operation.Open;
import dev.cairn.testkit.Operation.Rename;
import dev.cairn.testkit.Operation.SetPermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * What is to go wrong in a {@link RecordingFileSystem}.
 *
 * <pre>{@code
 * Faults faults = recording.faults();
 * faults.failNth(7, Failure.INPUT_OUTPUT_ERROR);
 * faults.ignore(operation -> operation instanceof Operation.ForceFolder);
 * ...
 * faults.clear();
 * }</pre>
 *
 * <p>Operations are counted when they are tried, one by one, from the call that added the rule. To
 * fail each operation of a protocol in turn, run it once, read {@link #counted}, and run it again
 * for each number up to that.
 *
 * <p>Threading: safe for use by many threads. Predicates and failures are called by the threads
 * that do the operations while all others wait, so they must not touch the recording file system.
 * Failure: adding a rule never fails, except for a number below 1.
 */
public final class Faults {
  private final List<FaultRule> rules = new ArrayList<>();
  private final List<Predicate<? super Operation>> ignored = new ArrayList<>();
  private final List<Predicate<? super Operation>> copied = new ArrayList<>();
  private SplittableRandom shortener;
  private boolean countingOpens;
  private long counted;

  Faults() {}

  /**
   * Fails one operation.
   *
   * @param n which one from now on; 1 is the next
   * @param failure what it throws
   */
  public synchronized void failNth(long n, Failure failure) {
    rules.add(new FaultRule(this::counts, atLeastOne(n), n, failure, Verdict.Kind.FAILED));
  }

  /**
   * Fails an operation and all that follow, until {@link #clear}.
   *
   * @param n the first of them from now on; 1 is the next
   * @param failure what they throw
   */
  public synchronized void failFromNth(long n, Failure failure) {
    rules.add(
        new FaultRule(this::counts, atLeastOne(n), Long.MAX_VALUE, failure, Verdict.Kind.FAILED));
  }

  /**
   * Fails the first operation of some sort.
   *
   * @param which the sort
   * @param failure what it throws
   */
  public synchronized void failFirst(Predicate<? super Operation> which, Failure failure) {
    rules.add(new FaultRule(which, 1, 1, failure, Verdict.Kind.FAILED));
  }

  /**
   * Fails all operations of some sort, until {@link #clear}.
   *
   * @param which the sort
   * @param failure what they throw
   */
  public synchronized void failAll(Predicate<? super Operation> which, Failure failure) {
    rules.add(new FaultRule(which, 1, Long.MAX_VALUE, failure, Verdict.Kind.FAILED));
  }

  /**
   * Lets the first operation of some sort take effect, and then throws nevertheless, as a rename
   * over NFS can do.
   *
   * @param which the sort
   * @param failure what it throws
   */
  public synchronized void failFirstAfterEffect(
      Predicate<? super Operation> which, Failure failure) {
    rules.add(new FaultRule(which, 1, 1, failure, Verdict.Kind.FAILED_AFTER_EFFECT));
  }

  /**
   * Silently leaves out operations although their callers are told that they were done: for tests
   * of tests. Only {@code ForceFile}, {@code ForceFolder}, {@code SetPermissions} and {@code
   * Rename} can be left out; the predicate is not asked about others.
   *
   * @param which those to leave out
   */
  public synchronized void ignore(Predicate<? super Operation> which) {
    ignored.add(which);
  }

  /**
   * Does renames of files by copying and deleting, which is not atomic.
   *
   * @param which the renames to do so; asked about {@code Rename} only, folders must be left out
   */
  public synchronized void renameByCopy(Predicate<? super Operation> which) {
    copied.add(which);
  }

  /**
   * Makes the numbers of {@link #failNth} and {@link #failFromNth} include opening an existing file
   * or folder. Rules with predicates see {@link Operation.Open} in any case.
   *
   * @param counting whether to count them; not so at first
   */
  public synchronized void countOpens(boolean counting) {
    countingOpens = counting;
  }

  /**
   * Has reads and writes of channels take part of what they are given, as the system may do with
   * any of them, until {@link #clear}.
   *
   * @param seed decides how much
   */
  public synchronized void shortenTransfers(long seed) {
    shortener = new SplittableRandom(seed);
  }

  /** How many of so many bytes a read or write takes. */
  synchronized int shortened(int length) {
    return shortener == null || length < 2 ? length : shortener.nextInt(1, length + 1);
  }

  /**
   * How many operations were tried since the file system was made, by the rules of {@link
   * #countOpens}.
   *
   * @return the number
   */
  public synchronized long counted() {
    return counted;
  }

  /** Forgets all rules; operations go well again. */
  public synchronized void clear() {
    rules.clear();
    ignored.clear();
    copied.clear();
    shortener = null;
  }

  synchronized Verdict judge(Operation operation) {
    if (counts(operation)) {
      counted++;
    }
    Verdict verdict = null;
    for (FaultRule rule : rules) {
      // All rules are asked, since each keeps its own count.
      Verdict own = rule.judge(operation).orElse(null);
      verdict = verdict == null ? own : verdict;
    }
    if (verdict != null) {
      return verdict;
    }
    return canBeIgnored(operation) && matches(ignored, operation) ? Verdict.IGNORED : Verdict.DONE;
  }

  synchronized boolean renamesByCopy(Rename rename) {
    return matches(copied, rename);
  }

  private boolean counts(Operation operation) {
    return countingOpens || !(operation instanceof Open);
  }

  private static boolean matches(List<Predicate<? super Operation>> any, Operation operation) {
    return any.stream().anyMatch(predicate -> predicate.test(operation));
  }

  private static boolean canBeIgnored(Operation operation) {
    return operation instanceof ForceFile
        || operation instanceof ForceFolder
        || operation instanceof SetPermissions
        || operation instanceof Rename;
  }

  private static long atLeastOne(long n) {
    if (n < 1) {
      throw new IllegalArgumentException("operations are counted from 1, not " + n);
    }
    return n;
  }
}
