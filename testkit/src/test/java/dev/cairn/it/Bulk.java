/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import dev.cairn.Checkpoint;
import dev.cairn.Checkpointed;
import java.nio.file.Files;

/** A state of 100 MB, all of it changed at each step. */
final class Bulk {
  private static final int ARRAYS = 5;
  private static final int LENGTH = 2_500_000;

  private Bulk() {}

  /** Large arrays that all belong to one step. */
  @Checkpointed
  static final class Field {
    final long[][] cells = new long[ARRAYS][LENGTH];
    long step;

    void advance() {
      step++;
      for (int i = 0; i < ARRAYS; i++) {
        for (int k = 0; k < LENGTH; k++) {
          cells[i][k] = cell(i, k);
        }
      }
    }

    private long cell(int array, int index) {
      return step * 1_000_003 + array * 31L + index;
    }

    void check() {
      for (int i = 0; i < ARRAYS; i++) {
        for (int k = 0; k < LENGTH; k++) {
          if (step > 0 && cells[i][k] != cell(i, k)) {
            throw new IllegalStateException("TORN: step " + step + ", array " + i + " at " + k);
          }
        }
      }
    }
  }

  /** Argument: at which step to end. */
  public static void main(String[] arguments) {
    long total = Long.parseLong(arguments[0]);
    try (Checkpoint<Field> run = Checkpoint.resumeOrStart(Field::new)) {
      Field field = run.state();
      field.check();
      System.out.println("start at " + field.step);
      while ((field.step < total || !Files.exists(Stepper.GO)) && run.safepoint()) {
        field.advance();
        System.out.println("step " + field.step);
      }
      field.check();
      System.out.println("end at or after " + total + ": " + (field.step >= total));
      run.complete();
    }
  }
}
