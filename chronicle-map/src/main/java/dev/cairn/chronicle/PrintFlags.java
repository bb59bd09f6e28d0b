/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

/** The program that prints the flags; it needs nothing but this jar. */
final class PrintFlags {
  private PrintFlags() {}

  /**
   * Prints the flags.
   *
   * @param args none
   */
  public static void main(String[] args) {
    System.out.println(ChronicleFlags.all());
  }
}
