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
 * Says what a field, a record component or an enum constant was called when older checkpoints were
 * written, so that they can still be read.
 *
 * <pre>{@code
 * @Formerly("sweep")
 * long sweeps;
 * }</pre>
 *
 * <p>For a class that was renamed or moved see {@link CheckpointBuilder#renamed}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Formerly {
  /**
   * The earlier names.
   *
   * @return one or more names, without the class
   */
  String[] value();
}
