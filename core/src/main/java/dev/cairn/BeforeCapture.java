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
 * Marks a method without parameters that is called on an object just before it is captured, while
 * every thread waits at its safepoint.
 *
 * <p>It may change only the fields of its own object, for example to fold a buffer into a total. It
 * runs on the thread that captures and is part of the pause: keep it short. If it throws, this
 * checkpoint is given up, logged and tried again later.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface BeforeCapture {}
