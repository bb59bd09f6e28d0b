/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks state.
 *
 * <p>On a class: all its non-transient instance fields are state, and checkpoints of it may be
 * read. On fields of a class that is itself not marked, for {@link Checkpoint#resumeInto}: only
 * these fields are state, the others stay as the program built them.
 *
 * <pre>{@code
 * @Checkpointed
 * final class Ising {
 *   byte[] spins;
 *   long sweep;
 *   transient Image preview; // not state: null after a resume
 * }
 * }</pre>
 *
 * <p>Constructors and field initialisers do not run when state is restored; what must be rebuilt is
 * rebuilt in a method marked {@link AfterRestore}.
 *
 * <p>The class of a root can say that it is {@link #common()} to all ranks of a run that has
 * several:
 *
 * <pre>{@code
 * @Checkpointed(common = true)
 * final class Clock {
 *   long step;
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD})
public @interface Checkpointed {
  /**
   * Of the class of a root, in a run of several ranks: true where at each checkpoint all ranks have
   * the same in it. Then a restart on another number of ranks gives it to each of them, see {@link
   * Checkpoint#shards}. Without a meaning on fields, and on classes of which no root is.
   *
   * @return whether it is; by default what a rank has is its own
   */
  boolean common() default false;
}
