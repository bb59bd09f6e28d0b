/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * What was done to a recorded folder, in the order in which it took effect, together with what the
 * folder held at first. Operations are numbered from 1.
 *
 * <pre>{@code
 * Trace trace = recording.trace();
 * int renames = trace.all(Operation.Rename.class).size();
 * }</pre>
 *
 * <p>Threading: safe for use by many threads; the lists handed out are unchangeable copies that do
 * not follow what is recorded later. Failure: {@link #number} of an operation that does not exist
 * throws {@link IndexOutOfBoundsException}.
 */
public final class Trace {
  private final DiskImage initial;
  private final List<Operation> operations;

  Trace(DiskImage initial) {
    this(initial, List.of());
  }

  private Trace(DiskImage initial, List<Operation> operations) {
    this.initial = initial;
    this.operations = new ArrayList<>(operations);
  }

  /**
   * A trace made by hand, of a folder that is empty at first and has the inode number 1.
   *
   * @param operations in order
   * @return a trace of them
   */
  public static Trace of(Operation... operations) {
    return new Trace(DiskImage.empty(), List.of(operations));
  }

  synchronized void add(Operation operation) {
    operations.add(operation);
  }

  DiskImage initial() {
    return initial;
  }

  /**
   * All operations so far.
   *
   * @return a copy
   */
  public synchronized List<Operation> operations() {
    return List.copyOf(operations);
  }

  /**
   * How many operations there are so far.
   *
   * @return also the number of the last one
   */
  public synchronized int size() {
    return operations.size();
  }

  /**
   * One operation.
   *
   * @param number from 1
   * @return the operation with that number
   */
  public synchronized Operation number(int number) {
    return operations.get(number - 1);
  }

  /**
   * The operations of one kind.
   *
   * @param <T> the kind
   * @param kind such as {@code Operation.Rename.class}
   * @return those of that kind, in order
   */
  public <T extends Operation> List<T> all(Class<T> kind) {
    return operations().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** One numbered operation a line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (Operation operation : operations()) {
      number++;
      text.append(number).append(' ').append(operation).append('\n');
    }
    return text.toString();
  }
}
