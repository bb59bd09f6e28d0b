/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpoint;
import dev.cairn.Checkpointed;
import dev.cairn.testkit.KillCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The check that users have for their programs. */
@Timeout(120)
class KillCheckIT {
  private static final int STEPS = 800;

  /** Writes into a file of its own, or by way of the run; keeps a number in its state, or not. */
  static final class Program {
    private static long forgotten = 1;

    @Checkpointed
    static final class Sum {
      int step;
      long value = 1;
    }

    public static void main(String[] arguments) throws Exception {
      boolean sound = arguments[0].equals("sound");
      try (Checkpoint<Sum> run = Checkpoint.configure().resumeOrStart(Sum::new)) {
        Sum sum = run.state();
        var lines = run.output(Path.of("lines.txt"));
        while (sum.step < STEPS && run.safepoint()) {
          sum.value = work(sum.value + sum.step);
          forgotten = work(forgotten + sum.step);
          sum.step++;
          if (arguments[0].equals("own file")) {
            append(Path.of("own.txt"), "step " + sum.step + "\n");
          } else {
            lines.println("step " + sum.step);
          }
        }
        System.out.println("progress " + System.nanoTime());
        System.out.println("result " + (sound ? sum.value : forgotten));
        run.complete();
      }
    }

    private static long work(long from) {
      long value = from;
      for (int i = 0; i < 200_000; i++) {
        value = Stepper.mix(value);
      }
      return value;
    }

    private static void append(Path file, String line) throws IOException {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  private static KillCheck check(String how) {
    return KillCheck.of(Program.class, how)
        .kills(6) // one that comes just after a checkpoint shows nothing
        .savingEvery(Duration.ofMillis(60))
        .with(builder -> builder.jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
  }

  @Test
  void shouldPassAProgramThatIsSound() throws Exception {
    check("sound").verify();
  }

  @Test
  void shouldNoticeWhatIsKeptInAStaticField() {
    assertThatThrownBy(() -> check("static").verify())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the result: expected [result ")
        .hasMessageContaining("seed");
  }

  @Test
  void shouldNoticeAFileThatIsNotAnOutputOfTheRun() {
    assertThatThrownBy(() -> check("own file").verify())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("own.txt: differs from byte");
  }
}
