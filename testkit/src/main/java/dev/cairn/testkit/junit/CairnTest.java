/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * The runs that a test opens, in this JVM, have their checkpoints in a folder of that test alone,
 * wherever the program would put them otherwise; what is in it is removed after the test, unless it
 * has failed. A parameter of type {@link java.nio.file.Path} is that folder.
 *
 * <pre>{@code
 * @CairnTest
 * class SimulationTest {
 *   @Test
 *   void shouldGoOnFromTheOneBeforeWhereTheNewestIsDamaged(Path checkpoints) throws Exception {
 *     Simulation.run(100);
 *     SavedRun saved = SavedRun.onlyOneIn(checkpoints);
 *     saved.flipBit(saved.newest(), 1000);
 *     assertEquals(expected, Simulation.run(200));
 *   }
 * }
 * }</pre>
 *
 * <p>Threading: tests so marked, and others that lock the system properties, do not run at once.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(CairnExtension.class)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
public @interface CairnTest {}
