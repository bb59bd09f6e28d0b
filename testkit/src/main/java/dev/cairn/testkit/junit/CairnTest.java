/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * The runs that a test opens, in this JVM, have their checkpoints in a folder of that test alone,
 * wherever the program would put them otherwise; what is in it is removed after the test, unless it
 * has failed. A parameter of type {@link java.nio.file.Path} is that folder; one of type {@link
 * dev.cairn.testkit.TestRuns} sets what else is to hold for the runs.
 *
 * <pre>{@code
 * @CairnTest
 * class SimulationTest {
 *   @Test
 *   void shouldGoOnFromTheOneBeforeWhereTheNewestIsDamaged(TestRuns runs) throws Exception {
 *     runs.with("everySafepoints", "10").with("stopAfterSafepoints", "55");
 *     Simulation.run(200);
 *     SavedRun saved = SavedRun.onlyOneIn(runs.directory());
 *     saved.flipBit(saved.newest(), 1000);
 *     runs.with("stopAfterSafepoints", "1000");
 *     assertEquals(expected, Simulation.run(200));
 *   }
 * }
 * }</pre>
 *
 * <p>Threading: tests so marked, and others that lock the system properties, do not run at once.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(CairnExtension.class)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
public @interface CairnTest {}
