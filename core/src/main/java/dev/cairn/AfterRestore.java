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
 * Marks a method without parameters that is called on a restored object, once the whole graph is
 * there: children first, the holder and the roots last.
 *
 * <pre>{@code
 * @AfterRestore
 * void reopen() {
 *   lookupTable = buildTable(size);
 * }
 * }</pre>
 *
 * <p>It runs on the thread that resumes. If it throws, the resume fails with a {@link
 * RestoreFailedException}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AfterRestore {}
