/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * For tests with JUnit Jupiter: {@link dev.cairn.testkit.junit.CairnTest} keeps the runs of a test
 * together and apart from all others. Needs JUnit Jupiter 5.10 or later on the class path of the
 * tests.
 */
package dev.cairn.testkit.junit;
