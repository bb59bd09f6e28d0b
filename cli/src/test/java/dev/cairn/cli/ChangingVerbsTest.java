/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpoint;
import dev.cairn.FencedException;
import dev.cairn.Retention;
import dev.cairn.Sharing;
import dev.cairn.internal.inspect.RunView;
import dev.cairn.internal.store.CheckpointFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verbs that change something: what they do, and what they never do. */
@Timeout(120)
class ChangingVerbsTest {
  @TempDir Path folder;

  private static List<String> ids(Path run) {
    return RunView.of(run, Instant.now()).checkpoints().stream().map(CheckpointFile::id).toList();
  }

  private static long sweepOfNext(Path directory, String name) {
    try (Checkpoint<Sim> run = Sim.configure(directory, name).resumeOrStart(Sim::new)) {
      run.safepoint();
      return run.state().sweep;
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void shouldKeepTwoThatShareNothing() {
    Path run = Sim.run(folder, "sim", 8); // all but the first share the blocks of the first
    assertThat(ids(run)).hasSize(8);
    assertThat(Command.run("prune", run, "--yes").good().out())
        .contains("become free")
        .contains("removed");
    List<String> left = ids(run);
    assertThat(left).contains("1/8").hasSizeLessThan(8);
    Command.run("verify", run).good();
    assertThat(sweepOfNext(folder, "sim")).isEqualTo(7);
    Command.run("verify", run).good();
  }

  @Test
  void shouldKeepThePinned() {
    Path run = Sim.run(folder, "sim", 3);
    Command.run("pin", run + "@1/1").good();
    Sim.run(folder, "sim", 3);
    Sim.run(folder, "sim", 3);
    assertThat(ids(run)).contains("1/1");
    Command.run("prune", run, "--yes").good();
    assertThat(ids(run)).contains("1/1");
    assertThat(Command.run("rm", run + "@1/1", "--yes").ends(ExitCode.NOT_SO).err())
        .contains("is pinned");
    Command.run("unpin", run + "@1/1").good();
    Command.run("prune", run, "--yes").good();
    assertThat(ids(run)).doesNotContain("1/1");
    Command.run("verify", run).good();
    assertThat(sweepOfNext(folder, "sim")).isEqualTo(6);
  }

  @Test
  void shouldKeepThePinnedWhileTheProgramPrunes() {
    try (Checkpoint<Sim> open =
        Sim.configure(folder, "sim").retention(Retention.keepLast(2)).resumeOrStart(Sim::new)) {
      Sim.advance(open, 2);
      Command.run("pin", folder.resolve("sim") + "@1/2").good();
      Sim.advance(open, 6);
    }
    assertThat(ids(folder.resolve("sim"))).contains("1/2");
    Command.run("verify", folder).good();
  }

  @Test
  void shouldRemoveOneAndSayWhatIsLeft() {
    Path run = Sim.run(folder, "sim", 4);
    assertThat(Command.run("rm", run + "@1/4", "--yes").good().out())
        .contains("1/1, 1/2, 1/3 stay");
    assertThat(ids(run)).containsExactly("1/1", "1/2", "1/3");
    Command.run("rm", run + "@1/1", "--yes").good(); // whose blocks the others need
    Command.run("verify", run).good();
    Command.run("rm", run + "@1/2", "--yes").good();
    assertThat(Command.run("rm", run + "@1/3", "--yes").ends(ExitCode.NOT_SO).err())
        .contains("no checkpoint that can be used would be left");
    Command.run("verify", run).good();
    assertThat(sweepOfNext(folder, "sim")).isEqualTo(2);
  }

  /** Of a file whose head is damaged the blocks may be sound, and others need them. */
  @Test
  void shouldKeepTheBlocksOfADamagedOneThatGoes() throws IOException {
    Path run = Sim.run(folder, "sim", 5);
    CheckpointFile first = RunView.of(run, Instant.now()).checkpoints().get(0);
    byte[] bytes = Files.readAllBytes(first.path());
    bytes[bytes.length - 300] ^= 0x20; // in what stands behind the blocks
    Files.write(first.path(), bytes);
    assertThat(Command.run("verify", run).ends(ExitCode.NOT_SO).out()).contains("1 damaged");
    Command.run("rm", run + "@1/1", "--yes").good();
    assertThat(Command.run("verify", run).good().out()).contains("4 checkpoints read, all sound");
    assertThat(sweepOfNext(folder, "sim")).isEqualTo(4);
  }

  /** Others of the group must be able to list what is pinned. */
  @Test
  void shouldGiveTheRightsOfTheRunToWhatItMakes() throws IOException {
    Path run = folder.resolve("sim");
    try (Checkpoint<Sim> open =
        Sim.configure(folder, "sim").share(Sharing.GROUP).resumeOrStart(Sim::new)) {
      Sim.advance(open, 2);
    }
    Command.run("pin", run).good();
    assertThat(Files.getPosixFilePermissions(run.resolve("pins")))
        .isEqualTo(Files.getPosixFilePermissions(run));
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    Path run = Sim.run(folder, "sim", 3);
    Command.run("pin", run + "@1/1").good();
    assertThat(Command.run("rm", "--run", run, "--yes").ends(ExitCode.NOT_SO).err())
        .contains("unpin first");
    assertThat(Command.run("takeover", run, "--yes").ends(ExitCode.NOT_SO).err())
        .contains("nothing to take over");
    assertThat(Command.run("branch", run, "--name", "../x").ends(ExitCode.USAGE).err())
        .contains("--name");
  }

  /** A link to a run is not the run: what is moved is that to which it leads. */
  @Test
  void shouldFollowALinkToARun() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path run = Sim.run(real, "sim", 2);
    Path link = Files.createSymbolicLink(folder.resolve("link"), run);
    Command.run("rm", "--run", link, "--yes").good();
    assertThat(run).doesNotExist();
  }

  /** A request that nobody takes must not end a later attempt. */
  @Test
  void shouldTakeBackARequestThatNobodyTakes() throws IOException {
    try (Checkpoint<Sim> open =
        Sim.configure(folder, "sim").beatPeriod(Duration.ofDays(1)).resumeOrStart(Sim::new)) {
      Sim.advance(open, 2);
      Files.delete(folder.resolve("sim/epoch-000001/owner.json")); // so that it looks in vain
      Command stop = Command.run("stop", folder.resolve("sim"), "--wait", "1");
      assertThat(stop.ends(ExitCode.NOT_SO).out()).contains("taken back");
    }
    assertThat(folder.resolve("sim/request")).doesNotExist();
  }

  @Test
  void shouldKeepWhatCannotBeRead() throws IOException {
    Path run = Sim.run(folder, "sim", 6);
    CheckpointFile third = RunView.of(run, Instant.now()).checkpoints().get(2);
    Files.write(third.path(), new byte[] {1, 2, 3});
    Command.run("prune", run, "--yes").good();
    assertThat(ids(run)).contains("1/3", "1/6");
    assertThat(sweepOfNext(folder, "sim")).isEqualTo(5);
  }

  @Test
  void shouldDoNothingToARunThatIsAlive() {
    try (Checkpoint<Sim> open =
        Sim.configure(folder, "sim").retention(Retention.keepLast(5)).resumeOrStart(Sim::new)) {
      Sim.advance(open, 5);
      Path run = folder.resolve("sim");
      List<String> before = ids(run);
      for (List<Object> verb :
          List.of(
              List.<Object>of("prune", run, "--yes"),
              List.<Object>of("rm", run + "@1/4", "--yes"),
              List.<Object>of("rm", "--run", run, "--yes"),
              List.<Object>of("fresh", run, "--yes"))) {
        assertThat(Command.run(verb.toArray()).ends(ExitCode.IN_USE).err())
            .contains("is in use: process");
      }
      assertThat(ids(run)).isEqualTo(before);
      Command.run("clean", "--complete", "--older-than", "0s", folder, "--yes").good();
      open.state().step();
      assertThat(open.checkpointNow()).isPresent();
    }
    assertThat(ids(folder.resolve("sim"))).contains("1/6");
  }

  @Test
  void shouldAskAndDoNothingWhereNobodyAnswers() {
    Path run = Sim.run(folder, "sim", 5);
    assertThat(Command.run("prune", run).ends(ExitCode.NOT_SO).err()).contains("say --yes");
    assertThat(ids(run)).hasSize(5);
  }

  @Test
  void shouldHaveARunningProgramSaveAndStop() throws Exception {
    Path run = folder.resolve("sim");
    Thread program =
        new Thread(
            () -> {
              try (Checkpoint<Sim> open = Sim.configure(folder, "sim").resumeOrStart(Sim::new)) {
                while (open.safepoint()) {
                  open.state().sweep++;
                  Thread.onSpinWait();
                }
              }
            });
    program.start();
    while (ids(run).isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(Command.run("request", run).good().out()).contains("is running");
    assertThat(ids(run)).hasSizeGreaterThanOrEqualTo(2);
    assertThat(Command.run("stop", run).good().out()).contains("is stopped");
    program.join();
    assertThat(Command.run("request", run).ends(ExitCode.NOT_SO).err()).contains("nobody to ask");
  }

  @Test
  void shouldPutTheOwnerOut() {
    try (Checkpoint<Sim> open = Sim.configure(folder, "sim").resumeOrStart(Sim::new)) {
      Sim.advance(open, 2);
      assertThat(Command.run("takeover", folder.resolve("sim"), "--yes").good().out())
          .contains("the next start goes on from 1/2");
      open.state().step();
      assertThatThrownBy(() -> open.checkpointNow()).isInstanceOf(FencedException.class);
    }
    assertThat(sweepOfNext(folder, "sim")).isEqualTo(1);
  }

  @Test
  void shouldPutARunAside() throws IOException {
    Path run = Sim.run(folder, "sim", 3);
    Command.run("fresh", run, "--yes").good();
    assertThat(run).doesNotExist();
    String aside = names(folder).get(0);
    assertThat(aside).startsWith("sim.before-");
    assertThat(sweepOfNext(folder, "sim")).isZero();
    Command.run("rm", "--run", run, "--yes").good();
    Files.move(folder.resolve(aside), run);
    assertThat(sweepOfNext(folder, "sim")).isEqualTo(2);
    assertThat(names(folder)).containsExactly("sim");
  }

  @Test
  void shouldCleanOnlyWhatIsFinishedAndOld() throws IOException {
    Sim.complete(folder, "finished");
    Sim.run(folder, "open", 2);
    Files.createDirectories(folder.resolve(".removed-something-123/left"));
    assertThat(Command.run("clean", "--complete", folder, "--yes").good().out())
        .contains("0 finished runs");
    assertThat(names(folder)).containsExactly("finished", "open");
    Files.createDirectories(folder.resolve(".removed-by-somebody-else"));
    Command.run("pin", folder.resolve("finished")).good();
    Command.run("clean", "--complete", "--older-than", "0s", folder, "--yes").good();
    assertThat(names(folder)).contains("finished", ".removed-by-somebody-else");
    Command.run("unpin", folder.resolve("finished")).good();
    Command.run("clean", "--complete", "--older-than", "0s", folder, "--yes").good();
    assertThat(names(folder)).containsExactly(".removed-by-somebody-else", "open");
    Command.run("clean", folder, "--yes").ends(ExitCode.USAGE);
    Command.run("clean", "--complete", "--older-than", "soon", folder).ends(ExitCode.USAGE);
  }

  @Test
  void shouldBranchFromAnOldCheckpoint() {
    Path run = Sim.run(folder, "sim", 4);
    String out = Command.run("branch", run + "@1/2", "--name", "other").good().out();
    assertThat(out).contains("CAIRN_BRANCH_FROM=").contains("ckpt-000002.cairn CAIRN_NAME=other");
    assertThat(RunView.of(run, Instant.now()).checkpoints().get(1).pinned()).isTrue();
    assertThat(
            Command.run(
                    "branch", run + "@1/3", "--name", "b", "--no-pin", "--", "sh", "-c", "exit 9")
                .code())
        .isEqualTo(9);
    assertThat(RunView.of(run, Instant.now()).checkpoints().get(2).pinned()).isFalse();
  }
}
