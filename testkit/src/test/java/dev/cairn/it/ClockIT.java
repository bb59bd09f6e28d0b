/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The clock is set while a program runs, by years, forth and back (libfaketime plays it). */
@Timeout(120)
class ClockIT {
  private static final Path LIBRARIES = Path.of("/usr/lib");
  private static final String LIBRARY = "libfaketimeMT.so.1";
  private static final int DAYS = 3650;
  private static final String TEN_YEARS_BACK = "-" + DAYS + "d";
  private static final String TEN_YEARS_ON = "+" + DAYS + "d";

  @TempDir Path folder;

  /** What plays the clocks; a reason is given where it is missing. */
  static Path library() throws IOException {
    try (Stream<Path> all = Files.find(LIBRARIES, 3, (path, unused) -> path.endsWith(LIBRARY))) {
      List<Path> found = all.toList();
      Children.requireThat(!found.isEmpty(), "libfaketime (Debian's package) is not installed");
      return found.get(0);
    }
  }

  private ChildJvm start() throws IOException {
    return Children.program(Saver.class, folder, true)
        .environment("LD_PRELOAD", library().toString())
        .environment("FAKETIME_TIMESTAMP_FILE", folder.resolve("clock").toString())
        .environment("FAKETIME_NO_CACHE", "1")
        .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .environment("CAIRN_KEEP_EVERY", "1h")
        .start();
  }

  /** Sets the clock, and lets the program do one more step. */
  private void step(ChildJvm child, String clock, int number) throws Exception {
    Files.writeString(folder.resolve("clock"), clock + "\n");
    Files.createFile(folder.resolve(Saver.permit(number)));
    child.awaitLine("^durable " + number + "$", PATIENCE);
  }

  @Test
  void shouldGoOnFromTheNewestWhateverTheClockSays() throws Exception {
    Files.writeString(folder.resolve("clock"), "+0\n");
    try (ChildJvm child = start()) {
      step(child, "+0", 1);
      step(child, TEN_YEARS_ON, 2);
      step(child, TEN_YEARS_BACK, 3);
      child.killHard();
      child.awaitExit(PATIENCE);
    }
    int thatYear = LocalDate.now(ZoneOffset.UTC).minusDays(DAYS).getYear();
    Files.writeString(folder.resolve("clock"), "+0\n");
    try (ChildJvm child = start()) {
      child.awaitLine("^start at 3$", PATIENCE);
      assertThat(child.standardError())
          .containsPattern("RESUMED from checkpoint 1/\\d+ of " + thatYear);
      step(child, "+0", 4);
      step(child, TEN_YEARS_ON, 5);
      for (int number = 6; number <= Saver.STEPS; number++) {
        step(child, TEN_YEARS_BACK, number);
      }
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
      assertThat(child.standardError()).doesNotContain("WARNING").doesNotContain("ERROR");
      assertThat(child.standardOutput()).contains("result " + Saver.allLines());
    }
    assertThat(Files.readAllLines(folder.resolve(Saver.LINES))).isEqualTo(Saver.allLines());
  }
}
