/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.io.Serializable;

/**
 * Stands in the Java form of one object for another object of the graph.
 *
 * @param number which of those that it refers to, in their order
 */
record Placeholder(int number) implements Serializable {}
