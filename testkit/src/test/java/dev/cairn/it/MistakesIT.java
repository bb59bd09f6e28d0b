/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.PATIENCE;
import static dev.cairn.it.Children.program;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.it.MistakePrograms.WithBallast;
import dev.cairn.testkit.ChildJvm;
import dev.cairn.testkit.ChildJvmBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do wrong, and what they find when they do: told clearly, and nothing harmed. */
@Timeout(120)
class MistakesIT {
  private static final long TOTAL = 1000;
  private static final int UNFINISHED = 75;
  private static final String RESULT = "result " + Stepper.expected(1, TOTAL) + "\n";

  @TempDir static Path tools;
  @TempDir Path folder;

  private Path mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted != null) {
      Children.system("umount", mounted);
    }
  }

  private ChildJvmBuilder stepper() {
    return program(Stepper.class, folder, 1, TOTAL, TOTAL / 2);
  }

  private ChildJvmBuilder stepperThatEnds() {
    return program(Stepper.class, folder, 1, TOTAL, Stepper.NEVER);
  }

  private static void assertFinished(ChildJvm child) throws Exception {
    assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
    assertThat(child.standardOutput()).contains(RESULT);
  }

  private static String errorsOf(ChildJvmBuilder builder) throws Exception {
    try (ChildJvm child = builder.start()) {
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isEqualTo(1);
      return child.standardError();
    }
  }

  // ---- in the program --------------------------------------------------------------------------

  @Test
  void shouldSayAtTheEndThatThereWasNoSafepoint() throws Exception {
    try (ChildJvm child = program(MistakePrograms.WithoutSafepoint.class, folder).start()) {
      assertFinished(child);
      assertThat(child.standardError())
          .containsPattern("cairn: WARNING: run \\S+: .*safepoint\\(\\)");
    }
  }

  @Test
  void shouldNotAskForSafepointsWhereTheStateCouldNotBeMade() throws Exception {
    assertThat(errorsOf(program(MistakePrograms.WithoutState.class, folder)))
        .contains("the input is missing")
        .doesNotContain("safepoint() nor");
  }

  @Test
  void shouldSaveTheEndOfAProgramWithoutSafepoints() throws Exception {
    try (ChildJvm child =
        program(MistakePrograms.WithoutSafepoint.class, folder, "complete").start()) {
      assertFinished(child);
    }
    try (ChildJvm child =
        program(MistakePrograms.WithoutSafepoint.class, folder, "complete").start()) {
      assertFinished(child);
      assertThat(child.standardError()).contains("COMPLETE, nothing left to compute");
    }
  }

  @Test
  void shouldNameTheThreadThatDoesNotComeToASafepoint() throws Exception {
    try (ChildJvm child =
        program(MistakePrograms.FarBetween.class, folder)
            .environment("CAIRN_EVERY", "20ms")
            .environment("CAIRN_PATIENCE", "200ms")
            .start()) {
      child.awaitLine("WARNING.*not every thread came to a safepoint", PATIENCE);
      child.awaitLine("thread \"main\" has not come to a safepoint", PATIENCE);
      child.awaitLine("at \\S*MistakePrograms\\$FarBetween.main", PATIENCE);
      Children.letGo(folder);
      child.awaitLine("done", PATIENCE);
      assertThat(child.awaitExit(PATIENCE)).isZero();
    }
  }

  @Test
  void shouldNameThePathToAThreadInTheState() throws Exception {
    String errors = errorsOf(program(MistakePrograms.WithThread.class, folder));
    assertThat(errors)
        .contains("UnsupportedStateException")
        .contains(".helpers")
        .contains(".thread")
        .contains("java.lang.Thread")
        .contains("transient");
  }

  @Test
  void shouldNameThePathToALambdaInTheState() throws Exception {
    String errors = errorsOf(program(MistakePrograms.WithLambda.class, folder));
    assertThat(errors)
        .contains("UnsupportedStateException")
        .contains(".text")
        .contains("WithLambda");
  }

  @ParameterizedTest
  @CsvSource({
    "every, lossBound",
    "zero, every(PT0S) is not a positive span",
    "keep, at least 2",
    "share, ../escape",
    "exit, exitCode is \"0\""
  })
  void shouldRefuseContradictionsBeforeAnythingIsTouched(String what, String expected)
      throws Exception {
    String errors = errorsOf(program(MistakePrograms.Contradicting.class, folder, what));
    assertThat(errors).contains("CheckpointSettingsException").contains(expected);
    assertThat(folder.resolve(Children.CHECKPOINTS)).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "CAIRN_EVERY, banana",
    "CAIRN_EVERY, -5m",
    "CAIRN_EVERY_SAFEPOINTS, 0",
    "CAIRN_KEEP_LAST, 1",
    "CAIRN_RESUME, maybe",
    "CAIRN_NAME, a/b",
    "CAIRN_OVERHEAD_BUDGET, 2",
    "CAIRN_FAIL_AFTER, -1",
    "CAIRN_GRACE, 0s",
    "CAIRN_TAKEOVER, perhaps",
    "CAIRN_DIRECTORY, ''",
    "CAIRN_SITE_CONFIG, nowhere.properties"
  })
  void shouldNameTheVariableWhoseValueIsWrong(String variable, String value) throws Exception {
    String errors = errorsOf(stepperThatEnds().environment(variable, value));
    assertThat(errors).contains("CheckpointSettingsException").contains(variable).contains(value);
    assertThat(folder.resolve(Children.CHECKPOINTS)).doesNotExist();
  }

  @Test
  void shouldNameASettingThatIsMisspelt() throws Exception {
    try (ChildJvm child =
        program(MistakePrograms.WithoutSafepoint.class, folder)
            .environment("CAIRN_EVRY", "10m")
            .start()) {
      assertFinished(child);
      assertThat(child.standardError())
          .contains("WARNING: environment variable CAIRN_EVRY is not known and has no effect")
          .contains("was CAIRN_EVERY meant?");
    }
  }

  @Test
  void shouldNameThePropertyWhoseValueIsWrong() throws Exception {
    String errors = errorsOf(stepperThatEnds().jvmOptions("-Dcairn.every=often"));
    assertThat(errors)
        .contains("CheckpointSettingsException")
        .contains("cairn.every")
        .contains("often")
        .contains("expected a span such as 90s");
  }

  /** What is given by those who mean "never". */
  @ParameterizedTest
  @ValueSource(strings = {"EVERY", "PATIENCE", "GRACE", "BEAT_PERIOD", "LOSS_BOUND", "KEEP_EVERY"})
  void shouldTakeAVeryLongTimeForWhatItIs(String option) throws Exception {
    ChildJvmBuilder builder = stepper().environment("CAIRN_" + option, "999999999d");
    try (ChildJvm child = builder.start()) {
      child.awaitLine("holding", PATIENCE);
      child.signal("TERM");
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isEqualTo(UNFINISHED);
      assertThat(child.standardError()).doesNotContain("Exception").doesNotContain("ERROR");
    }
    Children.letGo(folder);
    try (ChildJvm child = builder.start()) {
      assertFinished(child);
      assertThat(child.standardOutput()).contains("resumed at 500");
    }
  }

  /** Arabic, Persian, Hindi and Thai digits; Turkish capitals. */
  @ParameterizedTest
  @ValueSource(
      strings = {"ar-EG", "fa-IR", "hi-IN-u-nu-deva", "th-TH-u-nu-thai-ca-buddhist", "tr-TR"})
  void shouldResumeWhateverTheLanguageOfTheUser(String tag) throws Exception {
    Locale locale = Locale.forLanguageTag(tag);
    String[] language = {
      "-Duser.language=" + locale.getLanguage(),
      "-Duser.country=" + locale.getCountry(),
      "-Duser.extensions=" + (tag.contains("-u-") ? tag.substring(tag.indexOf("u-")) : "")
    };
    try (ChildJvm child = stepper().jvmOptions(language).start()) {
      child.awaitLine("holding", PATIENCE);
      child.signal("TERM");
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isEqualTo(UNFINISHED);
    }
    Children.letGo(folder);
    // And in a job whose environment is another one.
    try (ChildJvm child = stepper().start()) {
      assertFinished(child);
      assertThat(child.standardOutput()).contains("resumed at 500");
    }
    try (ChildJvm child = stepper().jvmOptions(language).start()) {
      assertFinished(child);
      assertThat(child.standardError()).contains("COMPLETE, nothing left to compute");
    }
  }

  // ---- other arguments -------------------------------------------------------------------------

  @Test
  void shouldShowBothParametersWhereARunIsResumedWithOthers() throws Exception {
    try (ChildJvm child = stepper().environment("CAIRN_NAME", "fixed").start()) {
      child.awaitLine("holding", PATIENCE);
      child.signal("TERM");
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(UNFINISHED);
    }
    String errors =
        errorsOf(
            program(Stepper.class, folder, 2, TOTAL, TOTAL / 2).environment("CAIRN_NAME", "fixed"));
    assertThat(errors)
        .contains("ParametersDifferException")
        .contains("[1, 1000, 500]")
        .contains("[2, 1000, 500]");
    Children.letGo(folder);
    try (ChildJvm child = stepper().environment("CAIRN_NAME", "fixed").start()) {
      assertFinished(child);
      assertThat(child.standardOutput()).contains("resumed at 500");
    }
  }

  @Test
  void shouldNameTheOtherRunsOfAProgramThatStartsAnewForItsArguments() throws Exception {
    try (ChildJvm child = stepper().start()) {
      child.awaitLine("holding", PATIENCE);
      child.signal("TERM");
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(UNFINISHED);
    }
    try (ChildJvm child = program(Stepper.class, folder, 1, 2000, Stepper.NEVER).start()) {
      assertThat(child.awaitExit(PATIENCE)).isZero();
      assertThat(child.standardError())
          .contains("NEW")
          .contains("beside another run of this program")
          .contains("arguments [1, 1000, 500], now [1, 2000, -1]");
    }
  }

  // ---- folders ---------------------------------------------------------------------------------

  @Test
  void shouldSayThatAFolderIsReadOnly() throws Exception {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Children.ofNobody(folder);
    if (!Children.isRoot()) {
      Children.system("chmod", "555", closed);
    }
    String errors =
        errorsOf(
            Children.unprivileged(stepperThatEnds(), tools)
                .environment("CAIRN_DIRECTORY", closed.toString()));
    assertThat(errors)
        .contains("CheckpointFolderException")
        .contains(closed.toString())
        .contains("AccessDenied")
        .contains("directory(...)")
        .contains("CAIRN_DIRECTORY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "file/below"})
  void shouldSayThatAFolderIsAFile(String directory) throws Exception {
    Files.writeString(folder.resolve("file"), "mine");
    String errors = errorsOf(stepperThatEnds().environment("CAIRN_DIRECTORY", directory));
    assertThat(errors)
        .contains("CheckpointFolderException")
        .contains(folder.toRealPath().resolve("file") + " is a file");
    assertThat(folder.resolve("file")).hasContent("mine");
  }

  @Test
  void shouldMakeMissingParents() throws Exception {
    try (ChildJvm child = stepperThatEnds().environment("CAIRN_DIRECTORY", "a/b/c d/é").start()) {
      assertFinished(child);
    }
    assertThat(Children.list(folder.resolve("a/b/c d"))).hasSize(1);
  }

  @Test
  void shouldRefuseAFolderThatAnybodyMayWrite() throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"));
    Children.system("chmod", "0777", open);
    String errors = errorsOf(stepperThatEnds().environment("CAIRN_DIRECTORY", open + "/below"));
    assertThat(errors)
        .contains("CheckpointFolderException")
        .contains(open.toRealPath() + " can be written by everybody")
        .contains("chmod o-w");
    assertThat(Children.list(open)).isEmpty();
    Children.system("chmod", "1777", open);
    try (ChildJvm child =
        stepperThatEnds().environment("CAIRN_DIRECTORY", open.toString()).start()) {
      assertFinished(child);
    }
  }

  @Test
  void shouldRefuseARunOfSomebodyElse() throws Exception {
    Children.requireThat(Children.isRoot(), "only root can make folders of others");
    Path theirs = Files.createDirectories(folder.resolve("checkpoints/theirs"));
    Children.ofNobody(folder);
    Children.ofNobody(theirs.getParent());
    Children.system("chown", "daemon", theirs);
    String errors =
        errorsOf(
            Children.unprivileged(stepperThatEnds(), tools).environment("CAIRN_NAME", "theirs"));
    assertThat(errors)
        .contains("CheckpointFolderException")
        .contains("belongs to daemon, not to nobody")
        .contains("trust(\"daemon\")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIVATE", "GROUP_READ", "GROUP"})
  void shouldWorkInAProjectFolderOfSomebodyElse(String share) throws Exception {
    Children.requireThat(Children.isRoot(), "only root can make folders of others");
    Path project = Files.createDirectory(folder.resolve("project"));
    Children.system("chown", "daemon:" + Children.NOBODY, project);
    Children.system("chmod", "2770", project);
    Children.system("chmod", "755", folder);
    ChildJvmBuilder builder =
        Children.withGroup(stepper(), tools, Children.NOBODY)
            .environment("CAIRN_DIRECTORY", project.toString())
            .environment("CAIRN_SHARE", share);
    try (ChildJvm child = builder.start()) {
      child.awaitLine("holding", PATIENCE);
      child.signal("TERM");
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isEqualTo(UNFINISHED);
      assertThat(child.standardError()).doesNotContain("WARNING").doesNotContain("ERROR");
    }
    Children.letGo(folder);
    try (ChildJvm child = builder.start()) {
      assertFinished(child);
      assertThat(child.standardOutput()).contains("resumed at 500");
      assertThat(child.standardError()).doesNotContain("WARNING").doesNotContain("ERROR");
    }
  }

  @Test
  void shouldLetAColleagueGoOnWithARunOfTheGroup() throws Exception {
    Children.requireThat(Children.isRoot(), "only root can be two users");
    Path project = Files.createDirectory(folder.resolve("project"));
    Children.system("chown", "daemon:" + Children.NOBODY, project);
    Children.system("chmod", "2770", project);
    Children.system("chmod", "755", folder);
    try (ChildJvm child = Children.withGroup(inProject(project), tools, Children.NOBODY).start()) {
      child.awaitLine("holding", PATIENCE);
      child.killHard();
      child.awaitExit(PATIENCE);
    }
    String asColleague = Children.asUser(Children.NOBODY - 1, Children.NOBODY);
    String errors =
        errorsOf(
            Children.readable(Children.launchedBy(inProject(project), tools, asColleague), tools));
    assertThat(errors).contains("belongs to nobody").contains("trust(\"nobody\")");
    Children.letGo(folder);
    try (ChildJvm child =
        Children.readable(Children.launchedBy(inProject(project), tools, asColleague), tools)
            .environment("CAIRN_TRUST", "nobody")
            .start()) {
      assertFinished(child);
      assertThat(child.standardOutput()).contains("resumed at ");
      assertThat(child.standardError()).doesNotContain("WARNING").doesNotContain("ERROR");
    }
  }

  private ChildJvmBuilder inProject(Path project) {
    return stepper()
        .environment("CAIRN_DIRECTORY", project.toString())
        .environment("CAIRN_SHARE", "GROUP")
        // Of another user's process it may be unknown whether it is dead; then its beat is watched.
        .environment("CAIRN_BEAT_PERIOD", "300ms");
  }

  // ---- disks -----------------------------------------------------------------------------------

  /** A disk of 1 MiB, with room for some checkpoints of that many bytes. */
  private ChildJvmBuilder onSmallDisk(int bytes) throws Exception {
    Children.requireThat(
        Children.isRoot() && Children.succeeds("unshare -m true"), "only root can mount a disk");
    if (mounted == null) {
      Path disk = Files.createDirectory(folder.resolve("disk"));
      Children.system("mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", disk);
      mounted = disk;
    }
    return program(WithBallast.class, folder, bytes)
        .environment("CAIRN_EVERY", "50ms")
        .environment("CAIRN_DIRECTORY", mounted.toString());
  }

  private void fill(Path file) throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  @Test
  void shouldThrowWhereTheFirstCheckpointOfARunFindsTheDiskFull() throws Exception {
    String errors = errorsOf(onSmallDisk(2 << 20));
    assertThat(errors)
        .contains("Exception in thread \"main\" dev.cairn.CheckpointWriteException")
        .contains("No space left")
        .contains(mounted.toRealPath().toString());
    Path run = Children.list(mounted).get(0);
    assertThat(Children.checkpoints(run)).isEmpty();
    assertThat(Children.list(Children.epochs(run).get(0)))
        .noneMatch(file -> Children.name(file).contains(".pending-"));
  }

  @Test
  void shouldComputeOnWhileTheDiskIsFullAndSaveOnceItIsNot() throws Exception {
    try (ChildJvm child = onSmallDisk(100_000).start()) {
      child.awaitLine("durable 1/2", PATIENCE);
      Path filler = mounted.resolve("filler");
      // What the library gives back to save itself is taken as well.
      while (!child.standardError().contains("3 in a row")) {
        fill(filler);
        assertThat(child.isAlive()).isTrue();
      }
      assertThat(child.standardError())
          .contains("cairn: ERROR: run ")
          .contains("No space left")
          .contains("the program goes on");
      assertThat(Children.checkpoints(onlyRunOnDisk())).hasSizeGreaterThanOrEqualTo(2);
      String last = lastDurable(child);
      Files.delete(filler);
      child.awaitLine("^durable (?!" + seen(child) + ")", PATIENCE);
      assertThat(lastDurable(child)).isNotEqualTo(last);
      Children.letGo(folder);
      assertFinished(child);
    }
  }

  private Path onlyRunOnDisk() throws IOException {
    return Children.list(mounted).stream().filter(Files::isDirectory).findFirst().orElseThrow();
  }

  private static String lastDurable(ChildJvm child) {
    String output = child.standardOutput();
    return output.substring(output.lastIndexOf("durable ")).lines().findFirst().orElseThrow();
  }

  /** A pattern of the checkpoints that were reported so far. */
  private static String seen(ChildJvm child) {
    return child
        .standardOutput()
        .lines()
        .filter(line -> line.startsWith("durable "))
        .map(line -> line.substring("durable ".length()) + "$")
        .reduce((one, other) -> one + "|" + other)
        .orElseThrow();
  }

  /**
   * Each attempt leaves its files to the next: what is announced must be enough for all of them.
   */
  @Test
  void shouldSaveInEveryAttemptWithinTheSpaceThatIsAnnounced() throws Exception {
    for (int attempt = 1; attempt <= 4; attempt++) {
      // 150 KB each: five of them and the small files fit 1 MiB, seven do not.
      try (ChildJvm child = onSmallDisk(150_000).start()) {
        child.awaitLine("durable " + attempt + "/5", PATIENCE);
        child.killHard();
        child.awaitExit(PATIENCE);
        assertThat(child.standardError()).doesNotContain("ERROR");
        assertThat(child.standardError().contains("RESUMED")).isEqualTo(attempt > 1);
      }
    }
    assertThat(Children.checkpoints(Children.list(mounted).get(0))).hasSizeLessThan(8);
  }

  /** A chain of jobs that each take but a first and a last checkpoint. */
  @Test
  void shouldNotGrowWithEveryShortAttempt() throws Exception {
    for (int attempt = 1; attempt <= 6; attempt++) {
      try (ChildJvm child =
          program(WithBallast.class, folder, 10).environment("CAIRN_EVERY", "1d").start()) {
        child.awaitLine("durable " + attempt + "/1", PATIENCE);
        child.signal("TERM");
        assertThat(child.awaitExit(PATIENCE)).isEqualTo(UNFINISHED);
      }
    }
    assertThat(Children.checkpoints(Children.onlyRun(folder))).hasSizeLessThan(8);
  }

  @Test
  void shouldSaveNothingOfAStateThatAnExceptionHasLeftHalfChanged() throws Exception {
    for (String option : List.of("-Xrs", "-Dnothing")) {
      ChildJvmBuilder program =
          program(MistakePrograms.DiesInAStep.class, folder, option)
              .jvmOptions(option)
              .environment("CAIRN_EVERY", "20ms");
      try (ChildJvm child = program.start()) {
        child.awaitLine("in the middle of a step", PATIENCE);
        child.awaitLine("TornStateException", PATIENCE);
        child.killHard();
      }
      try (ChildJvm child = program.start()) {
        child.awaitLine("start 3 3", PATIENCE);
      }
    }
  }

  @Test
  void shouldNotMixWhatIsStreamedWhileTheLogWaitsForAThreadAtItsSafepoint() throws Exception {
    ChildJvmBuilder program =
        program(MistakePrograms.HoldsTheLog.class, folder)
            .jvmOptions("-XX:MaxDirectMemorySize=20m");
    for (int attempt = 0; attempt < 2; attempt++) {
      try (ChildJvm child = program.start()) {
        child.awaitLine("whole true", PATIENCE);
        child.awaitLine("does not fit", PATIENCE);
        child.awaitLine("changed", PATIENCE);
        child.killHard();
      }
    }
  }

  @Test
  void shouldNotSayCompleteWhereTheEndCannotBeSaved() throws Exception {
    ChildJvmBuilder builder = onSmallDisk(100_000);
    Path filler;
    try (ChildJvm child = builder.start()) {
      child.awaitLine("durable 1/2", PATIENCE);
      filler = mounted.resolve("filler");
      while (!child.standardError().contains("3 in a row")) {
        fill(filler);
      }
      Children.letGo(folder);
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(1);
      assertThat(child.standardOutput()).contains(RESULT).doesNotContain("complete");
      assertThat(child.standardError()).contains("CheckpointWriteException").contains("COMPLETE");
    }
    Files.delete(filler);
    try (ChildJvm child = builder.start()) {
      assertFinished(child);
      assertThat(child.standardOutput()).contains("resumed at ").contains("complete");
    }
  }

  @Test
  void shouldSayThatTheLastCheckpointFailedWhereTheDiskIsFullAtTheEnd() throws Exception {
    try (ChildJvm child = onSmallDisk(100_000).start()) {
      child.awaitLine("durable 1/2", PATIENCE);
      while (!child.standardError().contains("3 in a row")) {
        fill(mounted.resolve("filler"));
      }
      child.signal("TERM");
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(UNFINISHED);
      assertThat(child.standardOutput()).contains("stopped at 500 NOT_SAVED");
      assertThat(child.standardError())
          .contains("the last checkpoint FAILED")
          .contains("goes on from 1/");
    }
  }

  // ---- damage ----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"closed", "damaged", "cut off"})
  void shouldWalkBackAndNotDeleteWhatItCouldNotRead(String how) throws Exception {
    Children.ofNobody(folder);
    ChildJvmBuilder builder =
        Children.unprivileged(program(WithBallast.class, folder, 10_000), tools)
            .environment("CAIRN_EVERY", "20ms");
    try (ChildJvm child = builder.start()) {
      child.awaitLine("durable 1/3", PATIENCE);
      child.signal("TERM");
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(UNFINISHED);
    }
    List<Path> files = Children.checkpoints(Children.onlyRun(folder));
    Path newest = files.get(files.size() - 1);
    harm(newest, how);
    try (ChildJvm child = builder.start()) {
      child.awaitLine("durable 2/10$", PATIENCE);
      assertThat(child.standardError())
          .contains("WARNING: skipped checkpoint 1/")
          .contains(Children.name(newest))
          .contains("RESUMED from checkpoint 1/");
      assertThat(newest).exists();
      Children.letGo(folder);
      assertFinished(child);
    }
  }

  private static void harm(Path file, String how) throws Exception {
    switch (how) {
      case "closed" -> Children.system("chmod", "000", file);
      case "damaged" -> {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
      default -> Children.system("truncate", "-s", "-5", file);
    }
  }

  // ---- hands in the folder ---------------------------------------------------------------------

  @Test
  void shouldComputeOnWhereItsFolderIsClosedForAWhile() throws Exception {
    Children.ofNobody(folder);
    try (ChildJvm child =
        Children.unprivileged(program(WithBallast.class, folder, 10), tools)
            .environment("CAIRN_EVERY", "20ms")
            .start()) {
      child.awaitLine("durable 1/2", PATIENCE);
      Path epoch = Children.epochs(Children.onlyRun(folder)).get(0);
      Children.system("chmod", "555", epoch);
      child.awaitLine("ERROR: run .* 2 in a row; the program goes on", PATIENCE);
      String seen = seen(child);
      Children.system("chmod", "700", epoch);
      child.awaitLine("^durable (?!" + seen + ")", PATIENCE);
      Children.letGo(folder);
      assertFinished(child);
      assertThat(child.standardError()).doesNotContain("taken this run over");
    }
  }

  @Test
  void shouldComputeToTheEndThoughItsFolderWasRemoved() throws Exception {
    try (ChildJvm child =
        program(WithBallast.class, folder, 10).environment("CAIRN_EVERY", "20ms").start()) {
      child.awaitLine("durable 1/2", PATIENCE);
      Children.remove(folder.resolve(Children.CHECKPOINTS));
      child.awaitLine("ERROR: run .* in a row; the program goes on", PATIENCE);
      Children.letGo(folder);
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(1);
      assertThat(child.standardOutput()).contains(RESULT).doesNotContain("complete");
      assertThat(child.standardError())
          .contains("CheckpointWriteException")
          .contains(folder.toRealPath().resolve(Children.CHECKPOINTS).toString());
    }
  }

  @Test
  void shouldNotWriteIntoTheRoomOfANewcomerAfterItsOwnWasRemoved() throws Exception {
    try (ChildJvm first =
        program(WithBallast.class, folder, 10).environment("CAIRN_EVERY", "20ms").start()) {
      first.awaitLine("durable 1/2", PATIENCE);
      Children.remove(folder.resolve(Children.CHECKPOINTS));
      try (ChildJvm second =
          program(WithBallast.class, folder, 10).environment("CAIRN_EVERY", "20ms").start()) {
        second.awaitLine("durable 1/20$", PATIENCE);
        for (Path file : Children.checkpoints(Children.onlyRun(folder))) {
          assertThat(content(file)).doesNotContain("\"" + first.processId() + "\"");
        }
      }
    }
  }

  /** Of a checkpoint that may be pruned meanwhile. */
  private static String content(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
