/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What Cairn can be extended with. */
package dev.cairn.spi;
