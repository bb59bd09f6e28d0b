/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.DirectWrites;
import dev.cairn.Sharing;
import dev.cairn.crash.ScriptedRun.Script;
import dev.cairn.internal.store.DurableFiles;
import dev.cairn.testkit.CommitOrder;
import dev.cairn.testkit.CrashState;
import dev.cairn.testkit.CrashStates;
import dev.cairn.testkit.Failure;
import dev.cairn.testkit.Faults;
import dev.cairn.testkit.Operation;
import dev.cairn.testkit.PowerLossModel;
import dev.cairn.testkit.RecordingFileSystem;
import dev.cairn.testkit.Trace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The commit protocol, proved below the code that carries it out. */
@Timeout(300)
class CrashConsistencyTest {
  /** States for each operation and each model in which dice decide. */
  private static final int FEW = 3;

  private Path scratch;

  @BeforeAll
  static void takeOverWithoutWaiting() {
    // The owner on record in a crash state is this very process.
    System.setProperty("cairn.takeover", "true");
  }

  @AfterAll
  static void waitAgain() {
    System.clearProperty("cairn.takeover");
  }

  @BeforeEach
  void makeScratch() throws IOException {
    scratch = InMemory.create();
  }

  @AfterEach
  void removeScratch() throws IOException {
    CrashExploration.deleteAll(scratch);
  }

  @Test
  void shouldLoseNothingAcknowledgedInAnyCrashState() throws Exception {
    CrashExploration exploration = new CrashExploration(scratch);
    Trace trace = exploration.record(faults -> {});

    assertThat(exploration.findLoss(trace, 34)).isEmpty();

    report(exploration, trace, "a short run");
    assertThat(exploration.explored()).isGreaterThan(7_900);
  }

  private static void report(CrashExploration exploration, Trace trace, String what) {
    System.out.printf(
        "crash states of %s: %d distinct ones resumed from, of %d operations%n",
        what, exploration.explored(), trace.size());
  }

  /** Checkpoints that share blocks are written, pruned, demoted, adopted and gone on from. */
  @Test
  void shouldLoseNothingAcknowledgedOfChainsInAnyCrashState() throws Exception {
    CrashExploration exploration = new CrashExploration(scratch);
    AtomicInteger direct = new AtomicInteger();
    Trace trace =
        exploration.record(Script.CHAINS, faults -> countDirect(faults, direct), root -> {});

    assertThat(exploration.findLoss(trace, 19)).isEmpty();

    report(exploration, trace, "chains");
    assertThat(exploration.explored()).isGreaterThan(12_000);
    assertThat(trace.all(Operation.Rename.class))
        .as("a file that is kept for its blocks alone")
        .anyMatch(rename -> rename.path().contains("blocks-"));
    assertThat(direct.get()).as("files written past the page cache").isEqualTo(18);
  }

  /** A file that was made is opened again to be written only past the page cache. */
  private static void countDirect(Faults faults, AtomicInteger count) {
    faults.failAll(
        operation -> {
          if (operation instanceof Operation.Open open
              && open.writing()
              && open.path().contains("ckpt-")) {
            count.incrementAndGet();
          }
          return false;
        },
        Failure.INPUT_OUTPUT_ERROR);
  }

  @Test
  void shouldWriteThroughThePageCacheWhereTheFirstWritePastItFails() throws IOException {
    Predicate<Operation> write =
        operation ->
            operation instanceof Operation.Write && operation.path().contains("ckpt-000002");
    AtomicInteger direct = new AtomicInteger();
    Trace trace =
        new CrashExploration(scratch)
            .record(
                Script.DIRECT,
                faults -> {
                  faults.failFirst(write, Failure.INPUT_OUTPUT_ERROR);
                  countDirect(faults, direct);
                },
                root -> {});

    assertThat(trace.all(Operation.Mark.class))
        .extracting(Operation.Mark::label)
        .contains("acknowledged 2", "acknowledged 8")
        .noneMatch(mark -> mark.contains("fail"));
    assertThat(direct.get())
        .as(
            "two in the first attempt, then not tried again; four in the second, which knows nothing of it")
        .isEqualTo(2 + 4);
  }

  @Test
  void shouldGoOnAfterAFailureThatNobodyExpects() throws IOException {
    Predicate<Operation> write =
        operation ->
            operation instanceof Operation.Write && operation.path().contains("ckpt-000002");
    Failure unexpected =
        operation -> {
          throw new IllegalStateException("unexpected");
        };
    Trace trace =
        new CrashExploration(scratch)
            .record(Script.DIRECT, faults -> faults.failFirst(write, unexpected), root -> {});

    assertThat(
            trace.all(Operation.Mark.class).stream()
                .map(Operation.Mark::label)
                .filter(mark -> mark.contains("failed")))
        .singleElement()
        .asString()
        .contains("unexpected");
  }

  /** A job script, or an attempt that was killed, may have made the folders and not forced them. */
  @Test
  void shouldLoseNothingWhereTheFoldersWereMadeByWhoeverWas() throws Exception {
    CrashExploration exploration = new CrashExploration(scratch);
    Trace trace =
        exploration.record(
            Script.SHORT,
            faults -> {},
            root -> Files.createDirectories(root.resolve("runs").resolve("run")));

    assertThat(exploration.findLoss(trace, FEW)).isEmpty();
  }

  /** Not even where nothing else forces what lies around it. */
  @Test
  void shouldForceTheNameOfEachFolderThatItMakes() throws IOException {
    Path real = Files.createDirectory(scratch.resolve("recorded"));
    Path disk = Files.createDirectory(scratch.resolve("disk"));
    try (RecordingFileSystem recording = RecordingFileSystem.over(real)) {
      new DurableFiles(Sharing.PRIVATE).createFolders(recording.root().resolve("scratch/ada/runs"));

      CrashStates.of(recording.trace()).stream(CrashExploration.SEED, PowerLossModel.UNSYNCED_LOST)
          .reduce((earlier, later) -> later)
          .orElseThrow()
          .writeTo(disk);
    }
    assertThat(disk.resolve("scratch").resolve("ada").resolve("runs")).isDirectory();
  }

  @Test
  void shouldLoseNoFileOfTheUserThatLayWhereTheOutputIs() throws IOException {
    Trace trace =
        new CrashExploration(scratch)
            .record(
                Script.SHORT,
                faults -> {},
                root -> {
                  Path folder = Files.createDirectories(root.resolve("results").resolve("of"));
                  Path file = folder.resolve("out.csv");
                  Files.writeString(file, "precious");
                  for (Path at = file; at != null && !at.equals(root); at = at.getParent()) {
                    force(at);
                  }
                  force(root);
                });
    int replaced = firstReplacement(trace, "out.csv");
    Iterator<CrashState> states =
        Stream.concat(
                CrashStates.of(trace).distinct(CrashExploration.SEED),
                // The dice decide whether the file's other name goes alone: they are thrown often.
                CrashStates.of(trace).withSamples(40).stream(
                        CrashExploration.SEED, PowerLossModel.REORDERED)
                    .takeWhile(state -> state.prefix() <= replaced)
                    .filter(state -> state.prefix() == replaced))
            .iterator();
    while (states.hasNext()) {
      CrashState state = states.next();
      Path disk = Files.createDirectory(scratch.resolve("disk"));
      state.writeTo(disk);
      boolean begun = Files.isDirectory(disk.resolve("runs"));
      if (begun) {
        assertThat(holds(disk, "precious")).as(state.description()).isTrue();
      }
      CrashExploration.deleteAll(disk);
    }
  }

  private static int firstReplacement(Trace trace, String name) {
    for (int i = 1; i <= trace.size(); i++) {
      if (trace.number(i) instanceof Operation.Rename rename && rename.to().endsWith("/" + name)) {
        return i;
      }
    }
    throw new AssertionError(name + " was not replaced");
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static boolean holds(Path folder, String text) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
      return false;
    }
  }

  @Test
  void shouldForceAndRenameInTheRightOrder() throws IOException {
    Trace trace = new CrashExploration(scratch).record(faults -> {});

    List<String> marks =
        trace.all(Operation.Mark.class).stream().map(Operation.Mark::label).toList();
    assertThat(marks)
        .contains("acknowledged 1", "acknowledged 8")
        .noneMatch(m -> m.contains("fail"));
    assertThat(CommitOrder.forNames("ckpt-\\d+\\.cairn").violations(trace)).isEmpty();
  }

  static Stream<Arguments> mutations() {
    Predicate<Operation> dataForce =
        operation -> operation instanceof Operation.ForceFile && operation.path().contains("ckpt-");
    Predicate<Operation> epochForce =
        operation ->
            operation instanceof Operation.ForceFolder && operation.path().contains("epoch-");
    Predicate<Operation> runForce =
        operation ->
            operation instanceof Operation.ForceFolder && operation.path().endsWith("/run");
    Predicate<Operation> parentForce =
        operation -> operation instanceof Operation.ForceFolder && operation.path().equals("runs");
    Predicate<Operation> rename =
        operation -> operation instanceof Operation.Rename && operation.path().endsWith(".cairn");
    Predicate<Operation> outputForce =
        operation ->
            operation instanceof Operation.ForceFile && operation.path().contains("out.csv");
    Predicate<Operation> outputFolderForce =
        operation ->
            operation instanceof Operation.ForceFolder && operation.path().endsWith("results/of");
    return Stream.of(
        mutation("the force of the output", faults -> faults.ignore(outputForce)),
        mutation("the force of the output's folder", faults -> faults.ignore(outputFolderForce)),
        mutation("the force of the data", faults -> faults.ignore(dataForce)),
        mutation("the force of the attempt's folder", faults -> faults.ignore(epochForce)),
        mutation("the force of the run's folder", faults -> faults.ignore(runForce)),
        mutation("the force of the runs' folder", faults -> faults.ignore(parentForce)),
        mutation("the rename", faults -> faults.ignore(rename)),
        mutation("the atomicity of the rename", faults -> faults.renameByCopy(rename)));
  }

  private static Arguments mutation(String what, Consumer<Faults> faults) {
    return Arguments.of(what, faults);
  }

  @ParameterizedTest(name = "without {0}")
  @MethodSource("mutations")
  void shouldNoticeThatSomethingIsMissing(String what, Consumer<Faults> faults) throws Exception {
    CrashExploration exploration = new CrashExploration(scratch);
    Trace trace = exploration.record(faults);
    List<String> violations = CommitOrder.forNames("ckpt-\\d+\\.cairn").violations(trace);

    // What is read back before it is acknowledged may not get that far.
    boolean refused =
        trace.all(Operation.Mark.class).stream().anyMatch(mark -> mark.label().contains("failed"));

    assertThat(refused || !violations.isEmpty() || exploration.findLoss(trace, FEW).isPresent())
        .as("a loss, a violation or a refusal without " + what)
        .isTrue();
  }

  static Stream<Failure> failures() {
    return Stream.of(
        Failure.INPUT_OUTPUT_ERROR, Failure.NO_SPACE_LEFT_ON_CHANNEL, Failure.ACCESS_DENIED);
  }

  static Stream<Failure> moreFailures() {
    return Stream.of(
        Failure.NO_SPACE_LEFT, Failure.QUOTA_EXCEEDED, Failure.QUOTA_EXCEEDED_ON_CHANNEL);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void shouldSurviveAFailureOfAnySingleOperation(Failure failure) throws Exception {
    int operations = failEach(Script.SHORT, failure);

    System.out.println("operations failed one by one: " + operations);
    assertThat(operations).isGreaterThan(100);
  }

  @ParameterizedTest
  @MethodSource("moreFailures")
  @Tag("long")
  void shouldSurviveMoreFailuresOfAnySingleOperation(Failure failure) throws Exception {
    assertThat(failEach(Script.SHORT, failure)).isGreaterThan(100);
  }

  @Test
  void shouldSurviveAFailureOfAnySingleOperationPastThePageCache() throws Exception {
    assertThat(failEach(Script.DIRECT, Failure.NO_SPACE_LEFT_ON_CHANNEL)).isGreaterThan(100);
  }

  /** A system may take less of a write, and give less of a read, than it is asked to. */
  @Test
  void shouldCopeWithReadsAndWritesThatTakePart() throws IOException {
    Script script = new Script(9, 17, 300 << 10, DirectWrites.NEVER);
    Path real = Files.createDirectory(scratch.resolve("short"));
    List<String> marks = new ArrayList<>();
    try (RecordingFileSystem recording = RecordingFileSystem.over(real)) {
      recording.faults().shortenTransfers(1);
      ScriptedRun.play(script, recording.root().resolve("runs"), marks::add);
      assertThat(ScriptedRun.resume(recording.root().resolve("runs"))).isEqualTo(18);
    }
    assertThat(marks).noneMatch(mark -> mark.contains("failed"));
    assertThat(ScriptedRun.resume(real.resolve("runs"))).isEqualTo(18);
  }

  /** Fails each operation of the script in turn, on all cores; returns how many there were. */
  private int failEach(Script script, Failure failure) throws Exception {
    AtomicInteger next = new AtomicInteger(1);
    AtomicInteger most = new AtomicInteger();
    AllCores.run(
        () -> {
          int n = next.getAndIncrement();
          while (playWithFailure(script, n, failure) >= n) {
            most.accumulateAndGet(n, Math::max);
            n = next.getAndIncrement();
          }
          return null;
        });
    return most.get();
  }

  /** Plays the script with one failing operation; returns how many operations there were. */
  private long playWithFailure(Script script, int n, Failure failure) throws IOException {
    Path real = Files.createDirectory(scratch.resolve("real-" + n));
    List<String> marks = Collections.synchronizedList(new ArrayList<>());
    long counted;
    try (RecordingFileSystem recording = RecordingFileSystem.over(real)) {
      recording.faults().failNth(n, failure);
      ScriptedRun.play(script, recording.root().resolve("runs"), marks::add);
      counted = recording.faults().counted();
    }
    assertThat(ScriptedRun.resume(real.resolve("runs")))
        .as("operation " + n + " failed; " + marks)
        .isGreaterThanOrEqualTo(ScriptedRun.newestAcknowledged(marks));
    CrashExploration.deleteAll(real);
    return counted;
  }
}
