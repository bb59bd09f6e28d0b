/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CheckpointTest {
  @Checkpointed
  static final class Walk {
    long step;
    double position;
    final Random random = new Random(42);
    final double[] trace = new double[2000];
    final List<Object> notes = new ArrayList<>();

    void stepOnce() {
      position += random.nextGaussian();
      trace[(int) (step % trace.length)] = position;
      step++;
    }
  }

  @TempDir Path folder;

  private CheckpointBuilder configure() {
    return Checkpoint.configure()
        .directory(folder)
        .name("walk")
        .every(Duration.ofDays(1))
        .stopSignals()
        .beatPeriod(Duration.ofMillis(200))
        .ignoreArguments();
  }

  private static double uninterrupted(long steps) {
    Walk walk = new Walk();
    while (walk.step < steps) {
      walk.stepOnce();
    }
    return walk.position;
  }

  @Test
  void shouldGoOnFromTheLastCheckpointBitForBit() {
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      assertThat(run.resumedFrom()).isEmpty();
      while (run.state().step < 1000 && run.safepoint()) {
        run.state().stepOnce();
      }
      CheckpointInfo info = run.checkpointNow().orElseThrow();
      assertThat(info.safepoints()).isEmpty(); // counted only for every(n)
      assertThat(info.reason()).isEqualTo(CheckpointReason.EXPLICIT);
      run.state().stepOnce(); // lost
    }
    try (Checkpoint<Walk> run =
        configure().resumeOrStart(() -> fail("the supplier must not run"))) {
      assertThat(run.resumedFrom().orElseThrow().sequence()).isEqualTo(2);
      assertThat(run.state().step).isEqualTo(1000);
      while (run.state().step < 3000 && run.safepoint()) {
        run.state().stepOnce();
      }
      assertThat(Double.doubleToRawLongBits(run.state().position))
          .isEqualTo(Double.doubleToRawLongBits(uninterrupted(3000)));
      run.complete();
    }
    assertThat(fileNames()).hasSize(1);
  }

  private static <T> T fail(String message) {
    throw new AssertionError(message);
  }

  private List<String> fileNames() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".cairn"))
          .filter(name -> !name.equals("latest"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldOnlyReadACompleteRun() {
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      assertThat(run.exitCode()).isEqualTo(75);
      assertThat(run.safepoint()).isTrue();
      run.state().stepOnce();
      run.complete();
      assertThat(run.safepoint()).isFalse();
      assertThat(run.isStopping()).isFalse();
      assertThat(run.isComplete()).isTrue();
      assertThat(run.exitCode()).isZero();
    }
    for (int i = 0; i < 2; i++) {
      try (Checkpoint<Walk> run = configure().resumeOrStart(() -> fail("complete"))) {
        assertThat(run.isComplete()).isTrue();
        assertThat(run.safepoint()).isFalse();
        assertThat(run.isStopping()).isFalse();
        assertThat(run.state().step).isEqualTo(1);
        assertThat(run.exitCode()).isZero();
        run.complete();
        assertThat(run.checkpointNow()).isPresent();
      }
    }
  }

  @Test
  void shouldTakeACheckpointAtExactlyEveryNthSafepoint() {
    CheckpointBuilder builder =
        Checkpoint.configure()
            .directory(folder)
            .name("walk")
            .every(100)
            .retention(Retention.keepLast(50))
            .ignoreArguments();
    for (int attempt = 1; attempt <= 2; attempt++) {
      try (Checkpoint<Walk> run = builder.resumeOrStart(Walk::new)) {
        while (run.state().step < 525 * attempt && run.safepoint()) {
          run.state().stepOnce();
        }
      }
      try (SavedCheckpoint newest = Checkpoint.open(folder.resolve("walk"))) {
        assertThat(newest.info().reason()).isEqualTo(CheckpointReason.SAFEPOINTS);
        assertThat(newest.info().safepoints().orElseThrow() % 100).isZero();
      }
    }
  }

  @Test
  void shouldFillAHolderInPlaceAndLeaveItsOtherFieldsAlone() {
    final class Simulation {
      @Checkpointed long time;
      @Checkpointed double[] field = new double[10];
      @Checkpointed Object self = this;
      List<String> window = new ArrayList<>(List.of("mine"));
    }
    try (Checkpoint<Simulation> run = configure().resumeInto(new Simulation())) {
      assertThat(run.safepoint()).isTrue();
      run.state().time = 7;
      run.state().field[3] = 1.5;
      run.checkpointNow();
    }
    Simulation holder = new Simulation();
    holder.window.add("kept");
    try (Checkpoint<Simulation> run = configure().resumeInto(holder)) {
      assertThat(run.state()).isSameAs(holder);
      assertThat(holder.time).isEqualTo(7);
      assertThat(holder.field[3]).isEqualTo(1.5);
      assertThat(holder.self).isSameAs(holder);
      assertThat(holder.window).containsExactly("mine", "kept");
      assertThat(run.safepoint()).isTrue();
    }
  }

  /** Large arrays of two sizes, one in two places, one below the size of large ones. */
  static class Field {
    @Checkpointed double[][] rows = new double[20][1000];
    @Checkpointed double[] other = rows[3];
    @Checkpointed long[] counts = new long[200_000];
    @Checkpointed int[] few = new int[10];
    @Checkpointed Map<String, double[]> named = new HashMap<>(Map.of("a", new double[700]));
  }

  @Test
  void shouldFillTheArraysThatAHolderHas() {
    try (Checkpoint<Field> run = configure().resumeInto(new Field())) {
      assertThat(run.safepoint()).isTrue();
      fill(run.state());
      run.checkpointNow();
    }
    Field holder = new Field();
    Field before = new Field();
    before.rows = holder.rows.clone();
    before.counts = holder.counts;
    before.named = new HashMap<>(holder.named);
    try (Checkpoint<Field> run = configure().reuseArrays().resumeInto(holder)) {
      Field expected = new Field();
      fill(expected);
      assertThat(holder.rows).isDeepEqualTo(expected.rows);
      assertThat(holder.counts).isSameAs(before.counts).isEqualTo(expected.counts);
      assertThat(holder.few).isEqualTo(expected.few);
      assertThat(holder.named.get("a"))
          .isSameAs(before.named.get("a"))
          .isEqualTo(expected.named.get("a"));
      assertThat(holder.other).isSameAs(holder.rows[3]);
      for (int i = 0; i < 20; i++) {
        // Behind a row that was made shorter each takes the next one that was there.
        assertThat(holder.rows[i] == before.rows[i < 7 ? i : i - 1]).isEqualTo(i != 7);
      }
      assertThat(run.safepoint()).isTrue();
    }
  }

  private static void fill(Field field) {
    field.rows[7] = new double[900];
    for (int i = 0; i < 20; i++) {
      Arrays.fill(field.rows[i], 1.5 * i);
    }
    Arrays.setAll(field.counts, i -> i * 31L);
    Arrays.fill(field.few, 4);
    Arrays.fill(field.named.get("a"), 0.25);
  }

  /** What stands behind the arrays is of a class that is no longer allowed. */
  static class Behind {
    @Checkpointed long[] counts = new long[2000];
    @Checkpointed Object last = new ArrayList<>();
  }

  @Test
  void shouldOverwriteNothingWhereAClassDoesNotFit() {
    try (Checkpoint<Behind> run =
        configure().allow(Index.class.getName()).resumeInto(new Behind())) {
      Arrays.fill(run.state().counts, 5);
      run.state().last = Index.atIndex(3);
      run.checkpointNow();
    }
    Behind holder = new Behind();
    assertThatThrownBy(() -> configure().reuseArrays().resumeInto(holder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(Index.class.getName());
    assertThat(holder.counts).containsOnly(0);
  }

  /** What a holder begins with need not be what could be saved; views need their maps. */
  static class Odd {
    @Checkpointed long[] counts = new long[2000];
    @Checkpointed Map<String, Long> map = new HashMap<>(Map.of("a", 1L));
    @Checkpointed java.util.Collection<Long> values = map.values();
    @Checkpointed Object last = null;
  }

  @Test
  void shouldResumeIntoAHolderThatCouldNotBeSaved() {
    try (Checkpoint<Odd> run = configure().resumeInto(new Odd())) {
      Arrays.fill(run.state().counts, 5);
      run.checkpointNow();
    }
    for (Object last : new Object[] {null, Thread.currentThread()}) {
      Odd holder = new Odd();
      holder.last = last;
      long[] before = holder.counts;
      try (Checkpoint<Odd> run = configure().reuseArrays().resumeInto(holder)) {
        assertThat(holder.counts).isSameAs(before).containsOnly(5);
        assertThat(holder.last).isNull();
        holder.map.put("b", 2L);
        assertThat(holder.values).containsExactlyInAnyOrder(1L, 2L);
        holder.map.remove("b");
        assertThat(run.safepoint()).isTrue();
        run.checkpointNow();
      }
    }
  }

  @Test
  void shouldOverwriteNothingWhereACheckpointIsDamaged() throws IOException {
    Path file;
    try (Checkpoint<Field> run =
        configure().compression(Compression.NONE).resumeInto(new Field())) {
      fill(run.state());
      file = run.checkpointNow().orElseThrow().path();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1; // among the counts
    Files.write(file, bytes);
    Field holder = new Field();
    assertThatThrownBy(() -> configure().reuseArrays().resumeInto(holder))
        .isInstanceOf(NoUsableCheckpointException.class);
    assertThat(holder.rows).isDeepEqualTo(new Field().rows);
    assertThat(holder.counts).containsOnly(0);
  }

  @Test
  void shouldKeepRootsOneGraphAndCarryUnclaimedOnes() {
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      List<Object> extra = run.register("extra", ArrayList::new);
      extra.add(run.state());
      run.register("forgotten", () -> new ArrayList<>(List.of("x")));
      run.checkpointNow();
    }
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      assertThat(run.forget("forgotten")).isTrue();
      run.checkpointNow(); // carries "extra", which nobody has claimed here
    }
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      List<Object> extra = run.register("extra", ArrayList::new);
      assertThat(extra).hasSize(1);
      assertThat(extra.get(0)).isSameAs(run.state());
      List<String> fresh = run.register("forgotten", ArrayList::new);
      assertThat(fresh).isEmpty();
      assertThatThrownBy(() -> run.register("extra", ArrayList::new))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("extra");
    }
  }

  @Checkpointed
  static final class Hooked {
    final List<String> calls;
    Hooked child;
    String name;
    transient String rebuilt;

    Hooked(String name, List<String> calls) {
      this.name = name;
      this.calls = calls;
    }

    @BeforeCapture
    void fold() {
      name = name.toUpperCase(java.util.Locale.ROOT);
    }

    @AfterRestore
    void rebuild() {
      rebuilt = "of " + name;
      calls.add(name);
    }
  }

  @Test
  void shouldComputeAStageOnceInTheWholeRun() {
    List<String> computed = new ArrayList<>();
    for (int attempt = 0; attempt < 3; attempt++) {
      try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
        List<String> loaded =
            run.once(
                "load",
                () -> {
                  computed.add("load");
                  return new ArrayList<>(List.of("a"));
                });
        Object nothing =
            run.once(
                "nothing",
                () -> {
                  computed.add("nothing");
                  return null;
                });
        assertThat(loaded).containsExactly("a");
        assertThat(nothing).isNull();
        assertThatThrownBy(() -> run.once("load", () -> "again"))
            .isInstanceOf(IllegalStateException.class);
        // Nothing is closed or saved beside: each stage was durable when it returned.
        if (attempt == 0) {
          assertThatThrownBy(
                  () ->
                      run.once(
                          "fails",
                          () -> {
                            throw new IllegalArgumentException("no input");
                          }))
              .isInstanceOf(IllegalArgumentException.class);
        }
      }
    }
    assertThat(computed).containsExactly("load", "nothing");
  }

  @Test
  void shouldCallHooksChildrenFirst() {
    List<String> calls = new ArrayList<>();
    try (Checkpoint<Hooked> run =
        configure()
            .resumeOrStart(
                () -> {
                  Hooked parent = new Hooked("parent", calls);
                  parent.child = new Hooked("child", calls);
                  return parent;
                })) {
      run.checkpointNow();
      assertThat(calls).isEmpty();
    }
    try (Checkpoint<Hooked> run = configure().resumeOrStart(() -> fail("resume"))) {
      assertThat(run.state().calls).containsExactly("CHILD", "PARENT");
      assertThat(run.state().child.rebuilt).isEqualTo("of CHILD");
    }
  }

  @Checkpointed
  static final class Failing {
    @AfterRestore
    void fail() {
      throw new IllegalStateException("not today");
    }
  }

  @Test
  void shouldFailTheResumeWhenAHookThrowsAndLeaveTheCheckpoint() {
    try (Checkpoint<Failing> run = configure().resumeOrStart(Failing::new)) {
      run.checkpointNow();
    }
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> configure().resumeOrStart(Failing::new))
          .isInstanceOf(RestoreFailedException.class)
          .hasMessageContaining("not today");
    }
  }

  @Test
  void shouldRefuseOtherParametersAndShowBoth() {
    try (Checkpoint<Walk> run = configure().parameters("beta=0.4").resumeOrStart(Walk::new)) {
      run.checkpointNow();
    }

    assertThatThrownBy(() -> configure().parameters("beta=0.5").resumeOrStart(Walk::new))
        .isInstanceOf(ParametersDifferException.class)
        .hasMessageContaining("then: [beta=0.4]")
        .hasMessageContaining("now:  [beta=0.5]");
    try (Checkpoint<Walk> run = configure().parameters("beta=0.4").resumeOrStart(Walk::new)) {
      assertThat(run.resumedFrom()).isPresent();
    }
  }

  @Test
  void shouldRefuseUnsupportedStateAtTheFirstSafepoint() {
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      run.state().notes.add(new Thread(() -> {}));
      assertThatThrownBy(run::safepoint)
          .isInstanceOf(UnsupportedStateException.class)
          .hasMessageContaining("Walk.notes[]");
    }
  }

  @Test
  void shouldWalkBackPastDamageAndFailWhenAllIsDamaged() throws IOException {
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      for (int i = 0; i < 3; i++) {
        run.state().stepOnce();
        run.checkpointNow();
      }
    }
    List<Path> files = checkpointFiles();
    assertThat(files).hasSize(3);
    byte[] newest = Files.readAllBytes(files.get(2));
    newest[newest.length / 2] ^= 1;
    Files.write(files.get(2), newest);
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      assertThat(run.state().step).isEqualTo(2);
      assertThat(run.resumedFrom().orElseThrow().sequence()).isEqualTo(2);
    }
    files = checkpointFiles(); // where modes do not bind, sealing has renamed their folder
    for (Path file : files) {
      Files.write(file, new byte[0]);
    }
    assertThatThrownBy(() -> configure().resumeOrStart(Walk::new))
        .isInstanceOf(NoUsableCheckpointException.class)
        .hasMessageContaining("1/3 (")
        .hasMessageContaining("1/1 (")
        .hasMessageContaining("nothing was deleted");
    assertThat(checkpointFiles()).hasSize(4); // the one resumed from has a second name
    try (Checkpoint<Walk> run = configure().resume(ResumeMode.NEVER).resumeOrStart(Walk::new)) {
      assertThat(run.state().step).isZero();
    }
  }

  private List<Path> checkpointFiles() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .filter(path -> path.toString().endsWith(".cairn"))
          .filter(path -> !Files.isSymbolicLink(path))
          .sorted()
          .toList();
    }
  }

  @Test
  void shouldRefuseASecondStartWhileTheFirstIsAliveAndNotTouchIt() {
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      run.checkpointNow();

      assertThatThrownBy(() -> configure().resumeOrStart(Walk::new))
          .isInstanceOf(RunInUseException.class)
          .hasMessageContaining("open already")
          .hasMessageContaining("name(...)");

      run.state().stepOnce();
      assertThat(run.safepoint()).isTrue();
      assertThat(run.checkpointNow()).isPresent();
    }
  }

  /** Between the claim of a later attempt and its seal, everything can still be written. */
  @Test
  void shouldNotSayThatACheckpointIsDurableOnceALaterAttemptHasClaimedTheRun() throws IOException {
    // No beat may notice it first.
    try (Checkpoint<Walk> run =
        configure().beatPeriod(Duration.ofHours(1)).resumeOrStart(Walk::new)) {
      Path first = run.checkpointNow().orElseThrow().path();
      Files.createDirectory(first.getParent().resolveSibling("epoch-000002"));
      run.state().stepOnce();

      assertThatThrownBy(run::checkpointNow).isInstanceOf(FencedException.class);
    }
  }

  @Test
  void shouldThrowFencedOnceTakenOver() {
    try (Checkpoint<Walk> first = configure().resumeOrStart(Walk::new)) {
      first.checkpointNow();
      System.setProperty("cairn.takeover", "true");
      try (Checkpoint<Walk> second = configure().resumeOrStart(Walk::new)) {
        second.state().stepOnce();
        second.checkpointNow();

        assertThatThrownBy(first::checkpointNow).isInstanceOf(FencedException.class);
        assertThatThrownBy(first::safepoint).isInstanceOf(FencedException.class);
        assertThat(second.checkpointNow()).isPresent();
      } finally {
        System.clearProperty("cairn.takeover");
      }
    }
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      assertThat(run.state().step).isEqualTo(1);
    }
  }

  @Test
  void shouldDoNothingWhenDisabled() throws IOException {
    try (Checkpoint<Walk> run = configure().enabled(false).resumeOrStart(Walk::new)) {
      for (int i = 0; i < 1000; i++) {
        assertThat(run.safepoint()).isTrue();
      }
      try (Worker worker = run.worker();
          Worker.Away away = worker.away()) {
        assertThat(worker.safepoint()).isTrue();
      }
      run.update(run.state()::stepOnce);
      run.request();
      assertThat(run.checkpointNow()).isEmpty();
      assertThat(run.exitCode()).isEqualTo(75);
      run.complete();
      assertThat(run.isComplete()).isTrue();
      assertThat(run.exitCode()).isZero();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void shouldRefuseContradictionsBeforeTouchingAnything() throws IOException {
    assertThatThrownBy(() -> configure().lossBound(Duration.ofHours(1)).resumeOrStart(Walk::new))
        .isInstanceOf(CheckpointSettingsException.class)
        .hasMessageContaining("every(...)")
        .hasMessageContaining("lossBound");
    assertThatThrownBy(() -> configure().every(Duration.ZERO))
        .isInstanceOf(CheckpointSettingsException.class);
    assertThatThrownBy(() -> configure().name("../up"))
        .isInstanceOf(CheckpointSettingsException.class);
    assertThatThrownBy(() -> configure().exitCode(0))
        .isInstanceOf(CheckpointSettingsException.class);
    assertThatThrownBy(() -> configure().stopSignals("USR2").resumeOrStart(Walk::new))
        .isInstanceOf(CheckpointSettingsException.class)
        .hasMessageContaining("USR1");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void shouldStopWhenAskedFromOutsideAndSaveWhatItHad() throws IOException {
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      assertThat(run.safepoint()).isTrue();
      Files.writeString(folder.resolve("walk/request"), "stop");
      while (run.safepoint()) {
        run.state().stepOnce();
      }
      assertThat(run.isStopping()).isTrue();
      assertThat(run.stopOutcome()).isEqualTo(StopOutcome.SAVED);
      assertThat(run.safepoint()).isFalse();
      assertThat(run.exitCode()).isEqualTo(75);
      assertThatThrownBy(run::complete).isInstanceOf(IllegalStateException.class);
      try (SavedCheckpoint saved = Checkpoint.open(folder.resolve("walk"))) {
        assertThat(saved.state(Walk.class).step).isEqualTo(run.state().step);
        assertThat(saved.info().reason()).isEqualTo(CheckpointReason.STOP);
      }
    }
  }

  @Test
  void shouldOpenReadOnlyWhatARunHasSaved() {
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      run.state().stepOnce();
      run.register("more", () -> new ArrayList<>(List.of("y")));
      run.checkpointNow();
      try (SavedCheckpoint saved = Checkpoint.open(folder.resolve("walk"))) {
        assertThat(saved.roots()).containsExactly("main", "more");
        assertThat(saved.state(Walk.class).step).isEqualTo(1);
        assertThat((Object) saved.state("more", List.class)).isEqualTo(List.of("y"));
        assertThatThrownBy(() -> saved.state(String.class))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
    assertThatThrownBy(() -> Checkpoint.open(folder.resolve("nothing")))
        .isInstanceOf(CheckpointFolderException.class);
  }

  @Test
  void shouldCallTheStateSuspectWhenAWorkerClosesWithoutHavingFinished() {
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      assertThat(run.safepoint()).isTrue();
      Thread thread =
          new Thread(
              () -> {
                try (Worker worker = run.worker()) {
                  throw new IllegalStateException("in the middle of a step");
                }
              });
      thread.setUncaughtExceptionHandler((dead, cause) -> {});
      thread.start();
      joinUninterrupted(thread);
      assertThatThrownBy(run::checkpointNow)
          .isInstanceOf(TornStateException.class)
          .hasMessageContaining("finish()");
      run.declareSound();
      assertThat(run.checkpointNow()).isPresent();
    }
  }

  private static void joinUninterrupted(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldHoldAThreadThatHadAWorkerHandleBefore() {
    try (Checkpoint<Walk> run =
        configure().retention(Retention.keepLast(20)).resumeOrStart(Walk::new)) {
      assertThat(run.safepoint()).isTrue();
      try (Worker worker = run.worker()) {
        assertThat(worker.safepoint()).isTrue();
        Worker.Away away = worker.away();
        away.close();
        away.close();
        worker.finish();
      }
      for (int i = 0; i < 20; i++) {
        run.request();
        long before = run.lastDurable().orElseThrow().sequence();
        while (run.lastDurable().orElseThrow().sequence() == before) {
          run.state().position = run.state().step;
          assertThat(run.safepoint()).isTrue();
          run.state().position = -1; // half a step
          run.state().step++;
        }
        try (SavedCheckpoint saved = Checkpoint.open(run.lastDurable().orElseThrow().path())) {
          Walk walk = saved.state(Walk.class);
          assertThat(walk.position).isEqualTo(walk.step);
        }
      }
    }
  }

  @Test
  void shouldSurviveInterruptsOfTheProgramsThread() {
    Thread.currentThread().interrupt();
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      assertThat(run.safepoint()).isTrue();
      run.state().stepOnce();
      assertThat(run.checkpointNow()).isPresent();
    }
    assertThat(Thread.interrupted()).isTrue();
    try (Checkpoint<Walk> run = configure().resumeOrStart(Walk::new)) {
      assertThat(run.state().step).isEqualTo(1);
    }
  }

  @Test
  void shouldNotHangWhenTheCaptureNeedsALockOfTheWaitingThread() {
    try (Checkpoint<Locked> run = configure().resumeOrStart(Locked::new)) {
      synchronized (run.state()) {
        assertThat(run.safepoint()).isTrue();
        assertThatThrownBy(run::checkpointNow)
            .isInstanceOf(CheckpointWriteException.class)
            .hasMessageContaining("lock");
      }
      assertThat(run.checkpointNow()).isPresent();
    }
  }

  @Checkpointed
  static final class Locked {
    long captures;

    @BeforeCapture
    synchronized void count() {
      captures++;
    }
  }

  @Test
  void shouldTakeAForeverForALongTime() {
    Duration forever = java.time.temporal.ChronoUnit.FOREVER.getDuration();
    try (Checkpoint<Walk> run =
        Checkpoint.configure()
            .directory(folder)
            .name("walk")
            .every(forever)
            .patience(forever)
            .ignoreArguments()
            .resumeOrStart(Walk::new)) {
      assertThat(run.safepoint()).isTrue();
      assertThat(run.checkpointNow()).isPresent();
    }
  }
}
