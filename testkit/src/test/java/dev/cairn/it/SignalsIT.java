/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.PATIENCE;
import static dev.cairn.it.Children.program;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.ChildJvm;
import dev.cairn.testkit.ChildJvmBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Being told to stop, at every moment and more than once. */
@Timeout(120)
class SignalsIT {
  private static final long TOTAL = 1000;
  private static final int UNFINISHED = 75;
  private static final int TERMINATED = 128 + 15;
  private static final int INTERRUPTED = 128 + 2;

  @TempDir Path folder;

  private ChildJvmBuilder stepper() {
    return program(Stepper.class, folder, 1, TOTAL, TOTAL / 2);
  }

  private ChildJvmBuilder chain(Class<?> main) {
    return program(main, folder);
  }

  private static void assertResult(ChildJvm child) throws Exception {
    assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
    assertThat(child.standardOutput()).contains("result " + Stepper.expected(1, TOTAL) + "\n");
  }

  // ---- programs that listen --------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void shouldSaveAndEndWithTheCodeOfUnfinishedWork(String signal) throws Exception {
    try (ChildJvm child = stepper().start()) {
      child.awaitLine("holding at " + TOTAL / 2, PATIENCE);
      child.signal(signal);
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(UNFINISHED);
      assertThat(child.standardOutput()).contains("stopped at " + TOTAL / 2 + " SAVED");
      assertThat(child.standardError())
          .contains("signal " + signal + ": a last checkpoint is taken")
          .contains("stopped, saved as checkpoint")
          .doesNotContain("ERROR");
    }
    // The program called System.exit and not close(): its successor on another host need not wait.
    assertThat(Children.newestBeat(folder)).isEqualTo("released");
    Children.letGo(folder);
    try (ChildJvm child = stepper().start()) {
      assertResult(child);
      assertThat(child.standardOutput()).contains("resumed at " + TOTAL / 2);
    }
  }

  @Test
  void shouldStopAtTheFirstSafepointWhereTheSignalCameBefore() throws Exception {
    try (ChildJvm child = chain(SignalPrograms.Late.class).start()) {
      child.awaitLine("preparing", PATIENCE);
      child.signal("TERM");
      child.awaitLine("a last checkpoint is taken", PATIENCE);
      Children.letGo(folder);
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isEqualTo(UNFINISHED);
      assertThat(child.standardOutput()).contains("stopped at 0 SAVED");
    }
    try (ChildJvm child = chain(SignalPrograms.Late.class).start()) {
      assertResult(child);
      assertThat(child.standardError()).contains("RESUMED");
    }
  }

  @Test
  void shouldTakeTheSecondTermForTheFirst() throws Exception {
    try (ChildJvm child = chain(SignalPrograms.Late.class).start()) {
      child.awaitLine("preparing", PATIENCE);
      child.signal("TERM");
      child.awaitLine("a last checkpoint is taken", PATIENCE);
      child.signal("TERM");
      child.signal("TERM");
      Children.letGo(folder);
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isEqualTo(UNFINISHED);
      assertThat(child.standardError()).containsOnlyOnce("a last checkpoint is taken");
    }
    try (ChildJvm child = chain(SignalPrograms.Late.class).start()) {
      assertResult(child);
    }
  }

  @Test
  void shouldObeyTheSecondInterruptAtOnce() throws Exception {
    try (ChildJvm child = chain(SignalPrograms.Late.class).start()) {
      child.awaitLine("preparing", PATIENCE);
      child.signal("INT");
      child.awaitLine("a last checkpoint is taken", PATIENCE);
      child.signal("INT");
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(INTERRUPTED);
    }
    Children.letGo(folder);
    try (ChildJvm child = chain(SignalPrograms.Late.class).start()) {
      assertResult(child);
    }
  }

  @Test
  void shouldStopTwoRunsOfOneProgram() throws Exception {
    Class<?> main = SignalPrograms.TwoRuns.class;
    try (ChildJvm child = chain(main).start()) {
      child.awaitLine("left holding", PATIENCE);
      child.awaitLine("right holding", PATIENCE);
      child.signal("TERM");
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isEqualTo(UNFINISHED);
      assertThat(child.standardOutput())
          .contains("left stopped at " + TOTAL / 2 + " SAVED")
          .contains("right stopped at " + TOTAL / 2 + " SAVED");
    }
    Children.letGo(folder);
    try (ChildJvm child = chain(main).start()) {
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
      assertThat(child.standardError()).contains("run left ").contains("run right ");
      assertThat(child.standardOutput())
          .contains("left result " + Stepper.expected(4, TOTAL) + "\n")
          .contains("right result " + Stepper.expected(5, TOTAL) + "\n");
    }
  }

  @Test
  void shouldListenForTheSecondOfTwoRunsWhenTheFirstHasEnded() throws Exception {
    Class<?> main = SignalPrograms.TwoRuns.class;
    try (ChildJvm child = program(main, folder, "one after the other").start()) {
      child.awaitLine("left holding", PATIENCE);
      child.signal("TERM");
      child.awaitLine("left stopped at " + TOTAL / 2 + " SAVED", PATIENCE);
      child.awaitLine("right holding", PATIENCE);
      child.signal("TERM");
      child.awaitLine("right stopped at " + TOTAL / 2 + " SAVED", PATIENCE);
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(UNFINISHED);
    }
  }

  @Test
  void shouldBeCompleteThoughToldToStopAfterTheLastSafepoint() throws Exception {
    try (ChildJvm child = chain(SignalPrograms.AtTheEnd.class).start()) {
      child.awaitLine("last step done", PATIENCE);
      child.signal("TERM");
      child.awaitLine("a last checkpoint is taken", PATIENCE);
      Children.letGo(folder);
      assertResult(child);
      assertThat(child.standardOutput()).contains("complete\n");
      assertThat(child.standardError()).doesNotContain("Exception").doesNotContain("ERROR");
    }
  }

  @Test
  void shouldHaveSavedWhatItWasAskedToSaveWhileItWasToldToStop() throws Exception {
    try (ChildJvm child = program(SignalPrograms.AtTheEnd.class, folder, "save").start()) {
      child.awaitLine("last step done", PATIENCE);
      child.signal("TERM");
      child.awaitLine("a last checkpoint is taken", PATIENCE);
      Children.letGo(folder);
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isEqualTo(UNFINISHED);
      assertThat(child.standardOutput()).contains("saved true").contains("safepoint false");
      assertThat(child.standardError()).doesNotContain("Exception").doesNotContain("ERROR");
    }
  }

  @Test
  void shouldListenToARequestFromOutsideAsToASignal() throws Exception {
    try (ChildJvm child = stepper().start()) {
      child.awaitLine("holding at " + TOTAL / 2, PATIENCE);
      Files.writeString(
          Children.onlyRun(folder).resolve("request"), "stop" + System.lineSeparator());
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(UNFINISHED);
      assertThat(child.standardOutput()).contains("stopped at " + TOTAL / 2 + " SAVED");
    }
  }

  // ---- programs that do not listen -------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void shouldLetTheSignalTakeItsCourseWhereFalseIsIgnored(String signal, int code)
      throws Exception {
    try (ChildJvm child =
        chain(SignalPrograms.Stubborn.class).environment("CAIRN_GRACE", "1s").start()) {
      child.awaitLine("first checkpoint", PATIENCE);
      child.signal(signal);
      child.awaitLine("ignored", PATIENCE);
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(code);
      assertThat(child.standardError())
          .contains("stopped, saved as checkpoint")
          .contains("has not ended within 1 s of signal " + signal);
    }
  }

  /** The default patience is a minute, as long as this test waits: grace must not depend on it. */
  @Test
  void shouldLetTheSignalTakeItsCourseWhereNoSafepointComes() throws Exception {
    try (ChildJvm child =
        chain(SignalPrograms.Deaf.class)
            .environment("CAIRN_GRACE", "1s")
            .environment("CAIRN_PATIENCE", "1h")
            .start()) {
      child.awaitLine("deaf", PATIENCE);
      child.signal("TERM");
      child.awaitLine("a last checkpoint is taken", PATIENCE);
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(TERMINATED);
      assertThat(child.standardError()).contains("has not ended within 1 s of signal TERM");
    }
  }

  // ---- other handlers, and none ----------------------------------------------------------------

  @Test
  void shouldCallTheProgramsOwnHandlerAndGiveItBack() throws Exception {
    try (ChildJvm child = chain(SignalPrograms.WithHandler.class).start()) {
      child.awaitLine("first checkpoint", PATIENCE);
      child.signal("TERM");
      child.awaitLine("closed", PATIENCE);
      assertThat(child.standardOutput()).contains("stopped SAVED");
      assertThat(child.standardOutput()).containsOnlyOnce("own handler SIGTERM 1");
      child.signal("TERM");
      child.awaitLine("own handler SIGTERM 2", PATIENCE);
      Children.letGo(folder);
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(UNFINISHED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM,NOSUCH", "TERM,QUIT", "TERM,KILL"})
  void shouldNotSwallowTheSignalsItCanHaveBecauseOfOneItCannot(String signals) throws Exception {
    String refused = signals.substring(signals.indexOf(',') + 1);
    try (ChildJvm child = stepper().environment("CAIRN_STOP_SIGNALS", signals).start()) {
      child.awaitLine("holding at " + TOTAL / 2, PATIENCE);
      assertThat(child.standardError()).contains("WARNING").contains(refused);
      child.signal("TERM");
      assertThat(child.awaitExit(PATIENCE)).isIn(UNFINISHED, TERMINATED);
      assertThat(child.standardError()).contains("stopped, saved as checkpoint");
    }
  }

  @Test
  void shouldSayThatUnderXrsSignalsKillAtOnceAndLoseNothingThatWasDurable() throws Exception {
    try (ChildJvm child = stepper().jvmOptions("-Xrs").environment("CAIRN_EVERY", "20ms").start()) {
      child.awaitLine("holding at " + TOTAL / 2, PATIENCE);
      child.signal("TERM");
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(TERMINATED);
      // No hook of the JVM runs then, so nobody may be promised a last checkpoint.
      assertThat(child.standardError()).contains("WARNING").contains("-Xrs");
    }
    Children.letGo(folder);
    try (ChildJvm child = stepper().jvmOptions("-Xrs").start()) {
      assertResult(child);
      assertThat(child.standardOutput()).contains("resumed at ");
    }
  }

  /** The default grace is five minutes: a hook that waited for it would be seen here. */
  @Test
  void shouldNotHoldUpAnExitUnderXrs() throws Exception {
    try (ChildJvm child = chain(SignalPrograms.Quitter.class).jvmOptions("-Xrs").start()) {
      child.awaitLine("quitting", PATIENCE);
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(4);
    }
  }

  @Test
  void shouldSaveOnShutdownWhereTheRuntimeHasNoSignals() throws Exception {
    try (ChildJvm child = withoutSignals(stepper()).start()) {
      child.awaitLine("holding at " + TOTAL / 2, PATIENCE);
      child.signal("TERM");
      child.awaitExit(PATIENCE);
      assertThat(child.standardError())
          .contains("jdk.unsupported")
          .contains("stopped, saved as checkpoint");
    }
    Children.letGo(folder);
    try (ChildJvm child = withoutSignals(stepper()).start()) {
      assertResult(child);
      assertThat(child.standardOutput()).contains("resumed at " + TOTAL / 2);
    }
  }

  private static ChildJvmBuilder withoutSignals(ChildJvmBuilder builder) {
    return builder.jvmOptions("--limit-modules", "java.base,java.logging,jdk.management");
  }
}
