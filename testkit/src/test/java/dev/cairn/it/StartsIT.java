/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.PATIENCE;
import static dev.cairn.it.Children.program;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointException;
import dev.cairn.Checkpointed;
import dev.cairn.RunInUseException;
import dev.cairn.SavedCheckpoint;
import dev.cairn.testkit.ChildJvm;
import dev.cairn.testkit.ChildJvmBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts of all kinds, side by side and one after the other: runs are never mixed. */
@Timeout(180)
class StartsIT {
  private static final long TOTAL = 2000;
  private static final long HOLD = 1000;
  private static final String SHORT_BEAT = "300ms";

  @TempDir static Path tools;
  @TempDir Path folder;

  private ChildJvmBuilder stepper(long seed) {
    return program(Stepper.class, folder, seed, TOTAL, HOLD)
        .environment("CAIRN_BEAT_PERIOD", SHORT_BEAT)
        .environment("CAIRN_EVERY", "50ms");
  }

  private static void assertFinished(ChildJvm child, long seed) throws Exception {
    assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
    assertThat(child.standardOutput())
        .contains("result " + Stepper.expected(seed, TOTAL) + "\n")
        .contains("complete\n");
  }

  // ---- several runs ----------------------------------------------------------------------------

  @Test
  void shouldKeepASweepOfThreeArgumentsApartThoughItStartsAtOnceAndIsKilledAtOnce()
      throws Exception {
    List<ChildJvm> sweep = new ArrayList<>();
    try {
      for (long seed = 1; seed <= 3; seed++) {
        sweep.add(stepper(seed).start());
      }
      for (ChildJvm child : sweep) {
        child.awaitLine("holding at " + HOLD, PATIENCE);
        // The first checkpoint is of step 0, so let one of the holding state come.
        child.awaitLine("run .*: NEW", PATIENCE);
      }
      sweep.forEach(ChildJvm::killHard);
    } finally {
      sweep.forEach(ChildJvm::close);
    }
    sweep.clear();
    Children.letGo(folder);
    try {
      for (long seed = 1; seed <= 3; seed++) {
        sweep.add(stepper(seed).start());
      }
      for (int i = 0; i < 3; i++) {
        assertFinished(sweep.get(i), i + 1);
        assertThat(sweep.get(i).standardOutput()).contains("resumed at ");
      }
    } finally {
      sweep.forEach(ChildJvm::close);
    }
    assertThat(Children.list(folder.resolve(Children.CHECKPOINTS))).hasSize(3);
    try (ChildJvm again = stepper(2).start()) {
      assertFinished(again, 2);
      assertThat(again.standardError()).contains("COMPLETE, nothing left to compute");
    }
  }

  /** A program of its own, with a state of its own. */
  static final class FirstProgram {
    private FirstProgram() {}

    public static void main(String[] arguments) {
      Stepper.main(arguments);
    }
  }

  /** Another one. */
  static final class SecondProgram {
    @Checkpointed
    static final class Counts {
      final Map<String, Long> byName = new TreeMap<>();
    }

    private SecondProgram() {}

    public static void main(String[] arguments) {
      try (Checkpoint<Counts> run = Checkpoint.resumeOrStart(Counts::new)) {
        Counts counts = run.state();
        System.out.println(run.resumedFrom().isPresent() ? "resumed" : "fresh");
        long total = Long.parseLong(arguments[1]);
        while (counts.byName.getOrDefault("all", 0L) < total && run.safepoint()) {
          long now = counts.byName.merge("all", 1L, Long::sum);
          counts.byName.merge("mod " + now % 7, now, Long::sum);
          if (now == HOLD && !Files.exists(Stepper.GO)) {
            run.checkpointNow();
            System.out.println("holding at " + now);
            Runtime.getRuntime().halt(9);
          }
        }
        System.out.println("result " + counts.byName.hashCode());
        run.complete();
      }
    }
  }

  /** And another. */
  static final class ThirdProgram {
    private ThirdProgram() {}

    public static void main(String[] arguments) {
      long[] cells = new long[5000];
      try (Checkpoint<long[]> run = Checkpoint.configure().resumeOrStart(() -> cells)) {
        long[] state = run.state();
        System.out.println(run.resumedFrom().isPresent() ? "resumed" : "fresh");
        long total = Long.parseLong(arguments[1]);
        while (state[0] < total && run.safepoint()) {
          state[0]++;
          state[(int) (1 + state[0] % 4999)] += Stepper.mix(state[0]);
          if (state[0] == HOLD && !Files.exists(Stepper.GO)) {
            run.checkpointNow();
            Runtime.getRuntime().halt(9);
          }
        }
        System.out.println("result " + Arrays.hashCode(state));
        run.complete();
      }
    }
  }

  @Test
  void shouldKeepThreeProgramsInOneFolderApart() throws Exception {
    List<Class<?>> programs = List.of(FirstProgram.class, SecondProgram.class, ThirdProgram.class);
    for (Class<?> main : programs) {
      try (ChildJvm child = program(main, folder, 5, TOTAL, HOLD).start()) {
        child.awaitLine("fresh", PATIENCE);
        if (main == FirstProgram.class) {
          child.awaitLine("holding at", PATIENCE);
          child.killHard();
        }
        assertThat(child.awaitExit(PATIENCE)).isNotZero();
        assertThat(child.standardError()).doesNotContain("beside");
      }
    }
    assertThat(Children.list(folder.resolve(Children.CHECKPOINTS))).hasSize(3);
    Children.letGo(folder);
    List<String> results = new ArrayList<>();
    for (Class<?> main : programs) {
      try (ChildJvm child = program(main, folder, 5, TOTAL, HOLD).start()) {
        assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
        assertThat(child.standardOutput()).contains("resumed");
        results.add(child.awaitLine("result (.*)", PATIENCE).group(1));
      }
    }
    Path untouched = Files.createDirectory(folder.resolve("untouched"));
    Files.createFile(untouched.resolve(Stepper.GO));
    List<String> expected = new ArrayList<>();
    for (Class<?> main : programs) {
      try (ChildJvm child = program(main, untouched, 5, TOTAL, HOLD).start()) {
        expected.add(child.awaitLine("result (.*)", PATIENCE).group(1));
      }
    }
    assertThat(results).isEqualTo(expected);
  }

  /** A program that computes from all of its arguments, empty ones and those with blanks too. */
  static final class Joined {
    private Joined() {}

    public static void main(String[] arguments) {
      try (Checkpoint<StringBuilder> run =
          Checkpoint.resumeOrStart(() -> new StringBuilder(String.join("|", arguments)))) {
        if (run.safepoint()) {
          run.complete();
        }
        System.out.println("result " + run.state());
      }
    }
  }

  @Test
  void shouldKeepArgumentsApartThatLookTheSameWhenJoined() throws Exception {
    List<List<String>> sweep =
        List.of(
            List.of("", "5"),
            List.of("5", ""),
            List.of("5"),
            List.of("a b", "c"),
            List.of("a", "b c"),
            List.of("a", "b", "c"),
            List.of("a b c"));
    for (List<String> arguments : sweep) {
      try (ChildJvm child = program(Joined.class, folder, arguments.toArray()).start()) {
        assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
        assertThat(child.standardOutput())
            .isEqualTo("result " + String.join("|", arguments) + "\n");
      }
    }
  }

  // ---- the same run twice ----------------------------------------------------------------------

  @RepeatedTest(3)
  void shouldLetOneOfTwoSimultaneousStartsRunAndRefuseTheOther() throws Exception {
    try (ChildJvm one = stepper(7).start();
        ChildJvm other = stepper(7).start()) {
      CompletableFuture.anyOf(ended(one), ended(other)).get(60, TimeUnit.SECONDS);
      ChildJvm loser = one.isAlive() ? other : one;
      ChildJvm winner = loser == one ? other : one;
      assertThat(loser.awaitExit(PATIENCE)).isEqualTo(1);
      assertThat(winner.isAlive()).as(winner.standardError()).isTrue();
      assertThat(loser.standardError())
          .contains("dev.cairn.RunInUseException")
          .contains("is in use by process " + winner.processId() + " on ")
          .contains("CAIRN_TAKEOVER=1");
      winner.awaitLine("holding at " + HOLD, PATIENCE);
      Children.letGo(folder);
      assertFinished(winner, 7);
      assertUndisturbed(winner);
    }
  }

  @Test
  void shouldLetOneOfManySuccessorsOfADeadAttemptRun() throws Exception {
    try (ChildJvm first = stepper(18).start()) {
      first.awaitLine("holding at " + HOLD, PATIENCE);
      first.killHard();
      first.awaitExit(PATIENCE);
    }
    List<ChildJvm> successors = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        successors.add(stepper(18).start());
      }
      CountDownLatch losers = new CountDownLatch(3);
      successors.forEach(child -> ended(child).thenRun(losers::countDown));
      assertThat(losers.await(60, TimeUnit.SECONDS)).isTrue();
      ChildJvm winner = successors.stream().filter(ChildJvm::isAlive).findFirst().orElseThrow();
      for (ChildJvm loser : successors) {
        if (loser != winner) {
          assertThat(loser.awaitExit(PATIENCE)).isEqualTo(1);
          assertThat(loser.standardError())
              .contains("RunInUseException")
              .contains("process " + winner.processId() + " on ");
        }
      }
      winner.awaitLine("holding at " + HOLD, PATIENCE);
      Children.letGo(folder);
      assertFinished(winner, 18);
      assertUndisturbed(winner);
    } finally {
      successors.forEach(ChildJvm::close);
    }
  }

  private static CompletableFuture<ProcessHandle> ended(ChildJvm child) {
    return ProcessHandle.of(child.processId())
        .map(ProcessHandle::onExit)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private static void assertUndisturbed(ChildJvm child) {
    assertThat(child.standardError()).doesNotContain("ERROR").doesNotContain("WARNING");
    assertThat(child.standardOutput()).doesNotContain("fenced");
  }

  @Test
  void shouldRefuseASecondStartWhileTheFirstIsHealthy() throws Exception {
    try (ChildJvm first = stepper(8).start()) {
      first.awaitLine("holding at " + HOLD, PATIENCE);
      String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
      for (int i = 0; i < 2; i++) {
        try (ChildJvm second = stepper(8).start()) {
          assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
          assertThat(second.standardError())
              .contains("RunInUseException")
              .contains("process " + first.processId() + " on " + host);
          assertThat(second.standardOutput()).isEmpty();
        }
      }
      assertThat(Children.epochs(Children.onlyRun(folder))).hasSize(1);
      Children.letGo(folder);
      assertFinished(first, 8);
      assertUndisturbed(first);
    }
  }

  /** A program that opens its run a second time before it has closed the first. */
  static final class Twice {
    private Twice() {}

    public static void main(String[] arguments) {
      try (Checkpoint<long[]> run = Checkpoint.resumeOrStart(() -> new long[1])) {
        System.out.println("first " + run.safepoint());
        try (Checkpoint<long[]> again = Checkpoint.resumeOrStart(() -> new long[1])) {
          System.out.println("second " + again.safepoint());
        } catch (RunInUseException e) {
          System.out.println("refused " + e.getMessage());
        }
        System.out.println("first " + run.safepoint() + run.checkpointNow().isPresent());
      }
      try (Checkpoint<long[]> again = Checkpoint.resumeOrStart(() -> new long[1])) {
        System.out.println("third " + again.safepoint());
      }
    }
  }

  @Test
  void shouldRefuseASecondOpeningInTheSameJvm() throws Exception {
    try (ChildJvm child =
        program(Twice.class, folder).environment("CAIRN_BEAT_PERIOD", SHORT_BEAT).start()) {
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
      assertThat(child.standardOutput())
          .startsWith("first true\nrefused ")
          .contains("open already")
          .endsWith("first truetrue\nthird true\n");
    }
  }

  @Test
  void shouldTakeOverAKilledRunWithoutWaitingForItsBeat() throws Exception {
    // Three such periods are far beyond all patience: who waits for the beat fails here.
    try (ChildJvm first = stepper(9).environment("CAIRN_BEAT_PERIOD", "1h").start()) {
      first.awaitLine("holding at " + HOLD, PATIENCE);
      first.killHard();
      first.awaitExit(PATIENCE);
    }
    Children.letGo(folder);
    try (ChildJvm second = stepper(9).environment("CAIRN_BEAT_PERIOD", "1h").start()) {
      assertFinished(second, 9);
      assertThat(second.standardOutput()).contains("resumed at ");
    }
  }

  @Test
  void shouldNotTakeAnOwnerForDeadBecauseTheClockWasSet() throws Exception {
    String shift = "s/^btime .*/btime 1000000000/";
    Path stat = Files.createFile(folder.resolve("stat"));
    Children.requireThat(
        Children.isRoot()
            && Children.succeeds(
                "sed '"
                    + shift
                    + "' /proc/stat > "
                    + stat
                    + " && unshare -m mount --bind "
                    + stat
                    + " /proc/stat"),
        "a clock that was set needs root and a mount namespace to be played");
    // Where the clock is set, the time of the boot moves, and with it that of each process's start.
    String later = "unshare -m sh -c 'mount --bind " + stat + " /proc/stat && exec \"$@\"' sh ";
    try (ChildJvm first = stepper(12).start()) {
      first.awaitLine("holding at " + HOLD, PATIENCE);
      try (ChildJvm second = Children.launchedBy(stepper(12), tools, later).start()) {
        assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(second.standardError())
            .contains("RunInUseException")
            .contains("process " + first.processId());
      }
      Children.letGo(folder);
      assertFinished(first, 12);
      assertUndisturbed(first);
    }
  }

  @Test
  void shouldNotTakeAnotherUsersProcessForDeadBecauseItIsHidden() throws Exception {
    String hidden = "unshare -m sh -c 'mount -t proc -o hidepid=2 proc /proc && exec \"$@\"' sh ";
    int colleague = Children.NOBODY - 1;
    String asColleague = hidden + Children.asUser(colleague, Children.NOBODY);
    Children.requireThat(
        Children.isRoot() && Children.succeeds(asColleague + "true"),
        "hidden processes need root and a mount namespace to be played");
    Children.system("chown", Children.NOBODY + ":" + Children.NOBODY, folder);
    Children.system("chmod", "2770", folder);
    try (ChildJvm first = Children.withGroup(shared(), tools, Children.NOBODY).start()) {
      first.awaitLine("holding at " + HOLD, PATIENCE);
      try (ChildJvm second =
          Children.readable(Children.launchedBy(shared(), tools, asColleague), tools)
              .environment("CAIRN_TRUST", "nobody")
              .start()) {
        assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(second.standardError())
            .contains("RunInUseException")
            .contains("process " + first.processId());
      }
      Children.letGo(folder);
      assertFinished(first, 13);
      assertUndisturbed(first);
    }
  }

  @Test
  void shouldSayThatItWatchesAnOwnerItCannotSeeAndTakeOverWhereThatIsDead() throws Exception {
    String elsewhere = "unshare --pid --fork --kill-child --mount-proc ";
    Children.requireThat(
        Children.isRoot() && Children.succeeds(elsewhere + "true"),
        "a container of its own needs root and a pid namespace");
    try (ChildJvm first = stepper(16).start()) {
      first.awaitLine("holding at " + HOLD, PATIENCE);
      first.killHard();
    }
    Children.letGo(folder);
    try (ChildJvm second = Children.launchedBy(stepper(16), tools, elsewhere).start()) {
      assertFinished(second, 16);
      assertThat(second.standardError())
          .containsPattern("its last owner is process \\d+ on .*watched for up to 900 ms")
          .contains("RESUMED");
    }
  }

  @Test
  void shouldNameWhatAKillHasLeftOfACompleteRun() throws Exception {
    Children.letGo(folder);
    try (ChildJvm first = stepper(17).start()) {
      assertFinished(first, 17);
    }
    Path end = Children.checkpoints(Children.onlyRun(folder)).get(0);
    Path older = end.resolveSibling("ckpt-000000.cairn");
    Files.copy(end, older);
    try (ChildJvm again = stepper(17).start()) {
      assertFinished(again, 17);
      assertThat(again.standardError())
          .contains("COMPLETE, nothing left to compute; older checkpoints are left")
          .contains(older.toString())
          .doesNotContain("\n  " + end);
    }
    assertThat(older).exists();
  }

  private ChildJvmBuilder shared() {
    return stepper(13).environment("CAIRN_SHARE", "GROUP");
  }

  @Test
  void shouldNotPutALiveOwnerOutForAStartThatIsRefusedAnyway() throws Exception {
    try (ChildJvm first = stepper(14).environment("CAIRN_NAME", "same").start()) {
      first.awaitLine("holding at " + HOLD, PATIENCE);
      try (ChildJvm second =
          stepper(15)
              .environment("CAIRN_NAME", "same")
              .environment("CAIRN_TAKEOVER", "1")
              .start()) {
        assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(second.standardError()).contains("ParametersDifferException");
      }
      Children.letGo(folder);
      assertFinished(first, 14);
      assertUndisturbed(first);
    }
  }

  // ---- somewhere else --------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"mv", "cp -a", "cp -r"})
  void shouldResumeWhereTheFolderWasMovedTo(String command) throws Exception {
    try (ChildJvm child = stepper(16).start()) {
      child.awaitLine("holding at " + HOLD, PATIENCE);
      child.signal("TERM");
      child.awaitLine("stopped at " + HOLD + " SAVED", PATIENCE);
      child.awaitExit(PATIENCE);
    }
    // Another attempt, so that one is sealed.
    try (ChildJvm child = stepper(16).start()) {
      child.awaitLine("holding at " + HOLD, PATIENCE);
      child.killHard();
      child.awaitExit(PATIENCE);
    }
    Path moved = folder.resolve("moved");
    Children.system("sh", "-c", command + " " + folder.resolve(Children.CHECKPOINTS) + " " + moved);
    Children.letGo(folder);
    try (ChildJvm child = stepper(16).environment("CAIRN_DIRECTORY", moved.toString()).start()) {
      assertFinished(child, 16);
      assertThat(child.standardOutput()).contains("resumed at " + HOLD);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldResumeInAnotherJava(boolean upwards) throws Exception {
    Optional<Path> other = Children.javaHome(21);
    Children.requireThat(other.isPresent(), "no Java of at least 21");
    Path own = Path.of(System.getProperty("java.home"));
    try (ChildJvm child = stepper(17).javaHome(upwards ? own : other.get()).start()) {
      child.awaitLine("holding at " + HOLD, PATIENCE);
      child.signal("TERM");
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(75);
    }
    Children.letGo(folder);
    try (ChildJvm child = stepper(17).javaHome(upwards ? other.get() : own).start()) {
      assertFinished(child, 17);
      assertThat(child.standardOutput()).contains("resumed at " + HOLD);
    }
  }

  // ---- zombies ---------------------------------------------------------------------------------

  private ChildJvmBuilder zombie(boolean asRoot, long seed) throws Exception {
    ChildJvmBuilder builder = stepper(seed).environment("CAIRN_EVERY", "20ms");
    if (asRoot) {
      Children.requireThat(Children.isRoot(), "only root sees modes that do not bind");
      return builder;
    }
    Children.ofNobody(folder);
    return Children.unprivileged(builder, tools);
  }

  @ParameterizedTest(name = "root: {0}")
  @ValueSource(booleans = {true, false})
  void shouldFenceALiveOwnerThatIsPutOutByForce(boolean asRoot) throws Exception {
    try (ChildJvm first = zombie(asRoot, 10).start()) {
      first.awaitLine("holding at " + HOLD, PATIENCE);
      try (ChildJvm second = zombie(asRoot, 10).environment("CAIRN_TAKEOVER", "1").start()) {
        second.awaitLine("resumed at ", PATIENCE);
        first.awaitLine("gave up", PATIENCE);
        assertGaveUp(first);
        assertGoesOnAlone(second, 10);
      }
    }
  }

  @ParameterizedTest(name = "root: {0}")
  @ValueSource(booleans = {true, false})
  void shouldFenceAnOwnerThatWasFrozenAndWakesUp(boolean asRoot) throws Exception {
    try (ChildJvm first = zombie(asRoot, 11).start()) {
      first.awaitLine("holding at " + HOLD, PATIENCE);
      first.signal("STOP");
      try (ChildJvm second = zombie(asRoot, 11).start()) {
        second.awaitLine("resumed at ", PATIENCE);
        Optional<Map<String, Long>> before = contentOfFirst();
        first.signal("CONT");
        first.awaitLine("gave up", PATIENCE);
        assertGaveUp(first);
        // Its successor may have removed it; the zombie itself can change nothing.
        assertThat(contentOfFirst()).isIn(before, Optional.empty());
        assertGoesOnAlone(second, 11);
      }
    }
  }

  private static void assertGaveUp(ChildJvm zombie) throws Exception {
    assertThat(zombie.awaitExit(PATIENCE)).isEqualTo(3);
    assertThat(zombie.standardOutput())
        .contains("has taken this run over")
        .contains("checkpointNow threw FencedException")
        .contains("update threw FencedException")
        .contains("safepoint threw FencedException")
        .contains("complete threw FencedException")
        .doesNotContain("result");
    assertThat(zombie.standardError()).contains("cairn: ERROR: ");
  }

  private void assertGoesOnAlone(ChildJvm second, long seed) throws Exception {
    second.awaitLine("holding at " + HOLD, PATIENCE);
    Path run = Children.onlyRun(folder);
    for (Path file : Children.checkpoints(run)) {
      try (SavedCheckpoint saved = Checkpoint.configure().allow("dev.cairn.it.*").open(file)) {
        assertThat(saved.info().path()).isEqualTo(file);
      } catch (CheckpointException e) {
        // Removed meanwhile by its owner, or else it was mixed.
        assertThat(file).as(e.toString()).doesNotExist();
      }
    }
    Children.letGo(folder);
    assertFinished(second, seed);
    assertUndisturbed(second);
    assertThat(Children.checkpoints(run)).hasSize(1);
  }

  /** Empty where the successor has removed it. */
  private Optional<Map<String, Long>> contentOfFirst() throws IOException {
    Optional<Path> first =
        Children.epochs(Children.onlyRun(folder)).stream()
            .filter(path -> Children.name(path).startsWith("epoch-000001"))
            .findFirst();
    return first.isPresent() ? Optional.of(content(first.get())) : Optional.empty();
  }

  /**
   * Names and checksums. The beat of a zombie may move, nobody listens to it; and what it was about
   * to write it may write on, that gets no name any more.
   */
  private static Map<String, Long> content(Path epoch) throws IOException {
    Map<String, Long> content = new TreeMap<>();
    for (Path file : Children.list(epoch)) {
      if (!Children.name(file).equals("beat") && !Children.name(file).contains(".pending-")) {
        CRC32 crc = new CRC32();
        crc.update(Files.readAllBytes(file));
        content.put(Children.name(file), crc.getValue());
      }
    }
    return content;
  }
}
