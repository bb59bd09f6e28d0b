/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.inspect.CheckpointView;
import dev.cairn.internal.inspect.RankHeads;
import dev.cairn.internal.inspect.RunView;
import dev.cairn.internal.store.CheckpointFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command shows of a run of several ranks. */
@Timeout(180)
class RankVerbsTest {
  private static final String SLOWEST = "3 ranks, rank \\d the slowest";

  /** Parts of 240, 160 and 80 KB, and a little more. */
  private static final String IN_A_LINE =
      SLOWEST
          + ": pause [\\d.]+ m?s, \\d\\.\\d times the mean; "
          + "rank 0 the largest: 24\\d KB, 1.5 times the mean";

  @TempDir Path folder;

  private RankedSim ranked() {
    return new RankedSim(folder, "ring");
  }

  private static Path checkpoint(Path run, int number) {
    return run.resolve("epoch-000001/ckpt-00000" + number + ".cairn");
  }

  private static Path part(Path run, int rank, int number) {
    return run.resolve("epoch-000001/rank-0000" + rank + "/ckpt-00000" + number + ".cairn");
  }

  private static List<RankEntry.PartFile> parts(Path checkpoint) throws IOException {
    try (CheckpointView view = CheckpointView.open(checkpoint, KeyRing.NONE)) {
      return view.ranks().orElseThrow().parts();
    }
  }

  private static int slowest(Path checkpoint) throws IOException {
    return parts(checkpoint).stream()
        .max(
            Comparator.comparingLong(
                    (RankEntry.PartFile part) -> part.arrivalNanos() + part.captureNanos())
                .thenComparing(RankEntry.PartFile::rank, Comparator.reverseOrder()))
        .orElseThrow()
        .rank();
  }

  /** As a disk may do it: the file looks as it did before. */
  private static void damage(Path file) throws IOException {
    FileTime changed = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 3] ^= 0x20;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, changed);
  }

  private static List<String> ids(Path run) {
    return RunView.of(run, Instant.now()).checkpoints().stream().map(CheckpointFile::id).toList();
  }

  private static int count(String what, String text) {
    return text.split(what, -1).length - 1;
  }

  // ---- list ------------------------------------------------------------------------------------

  @Test
  void shouldListOfHowManyRanksARunIs() throws Exception {
    Path run = ranked().run(2);
    Sim.run(folder, "single", 2);
    long bytes = Files.size(checkpoint(run, 2));
    for (int rank = 0; rank < RankedSim.SIZE; rank++) {
      bytes += Files.size(part(run, rank, 2));
    }
    assertThat(bytes).as("of all parts").isGreaterThan(480_000);

    assertThat(Command.run("list", folder).good().out().lines().map(String::strip))
        .anyMatch(line -> line.matches("ring +ended +1 +1/2 .* s +48\\d KB of 3 ranks"))
        .anyMatch(line -> line.matches("single +ended .* s +4.0 MB"));
    JsonObject json = Command.run("list", "--json", run).good().json().objects("runs").get(0);
    assertThat(json.number("newestBytes")).isEqualTo(bytes);
    JsonObject ranks = json.object("ranks");
    assertThat(ranks.number("count")).isEqualTo(3);
    assertThat(ranks.number("slowest")).isEqualTo(slowest(checkpoint(run, 2)));
    assertThat(ranks.number("largest")).isZero();
    assertThat(ranks.number("largestBytes")).isEqualTo(Files.size(part(run, 0, 2)));
    assertThat(Command.run("list", "--json", folder.resolve("single")).good().out())
        .doesNotContain("ranks");
  }

  // ---- show, verify ----------------------------------------------------------------------------

  @Test
  void shouldShowTheParts() throws Exception {
    Path run = ranked().run(2);

    assertThat(Command.run("show", run).good().out())
        .containsPattern("size +48\\d KB of 3 ranks")
        .containsPattern("ranks +" + IN_A_LINE)
        .containsPattern("rank 0 +part 2, 24\\d KB, paused .* ms, at safepoint 2\n")
        .containsPattern("rank 2 +part 2, 8\\d KB, paused .* ms, at safepoint 2\n");
    JsonObject ranks = Command.run("show", "--json", run).good().json().object("ranks");
    assertThat(ranks.number("slowest")).isEqualTo(slowest(checkpoint(run, 2)));
    assertThat(ranks.objects("parts")).hasSize(3);
  }

  @Test
  void shouldShowValuesOfOnePart() throws Exception {
    Path run = ranked().run(2);

    assertThat(Command.run("show", run, "--path", "step").ends(ExitCode.NOT_FOUND).err())
        .contains("is of 3 ranks", "name the file of one, for rank 0 " + part(run, 0, 2));
    assertThat(Command.run("show", part(run, 1, 2), "--path", "step").good().out().strip())
        .isEqualTo("main.step = 2");
    assertThat(Command.run("export", run, "noise", "-").ends(ExitCode.NOT_FOUND).err())
        .contains("name the file of one, for rank 0 " + part(run, 0, 2));
  }

  /** Their files have no state of their own that could differ. */
  @Test
  void shouldCompareParts() throws Exception {
    Path run = ranked().run(2);

    assertThat(Command.run("diff", run + "@1/1", run).ends(ExitCode.NOT_FOUND).err())
        .contains("is of 3 ranks", "name the file of one, for rank 0 " + part(run, 0, 1));
    assertThat(Command.run("diff", part(run, 1, 1), part(run, 1, 2)).ends(ExitCode.NOT_SO).out())
        .contains("main.step: 1 -> 2");
  }

  @Test
  void shouldVerifyAllParts() throws Exception {
    Path run = ranked().run(2);
    assertThat(Command.run("verify", run).good().out())
        .contains("2 checkpoints read, all sound")
        .containsPattern("sound \\S+ckpt-000002.cairn +48\\d KB of 3 ranks");

    byte[] bytes = Files.readAllBytes(part(run, 2, 1));
    bytes[5000] ^= 0x20;
    Files.write(part(run, 2, 1), bytes);

    assertThat(Command.run("verify", run).ends(ExitCode.NOT_SO).out())
        .contains("DAMAGED", part(run, 2, 1).toString())
        .contains("2 checkpoints read, 1 damaged");
  }

  // ---- watch -----------------------------------------------------------------------------------

  @Test
  void shouldWatchTheRanks() throws Exception {
    ranked()
        .whileOpen(
            2,
            run -> {
              String out = Command.run("watch", "--once", run).good().out();
              assertThat(out)
                  .contains("ring  running  attempt 1")
                  .containsPattern("checkpoint 1/2, .*KB, rank 0 paused .* ms, durable after")
                  .containsPattern("\n  " + IN_A_LINE + "\n");
            });

    JsonObject run =
        Command.run("watch", "--once", "--json", folder).good().json().objects("runs").get(0);
    assertThat(run.object("ranks").number("count")).isEqualTo(3);
    for (int other = 0; other < 4; other++) {
      Sim.run(folder, "other-" + "abcd".charAt(other), 1);
    }
    assertThat(Command.run("watch", "--once", folder).good().out().lines())
        .as("a line each")
        .hasSize(5)
        .anyMatch(line -> line.matches("ring +ended .* saved .* ago  " + SLOWEST))
        .filteredOn(line -> line.contains("rank"))
        .hasSize(1);
  }

  /** There are many ranks, and it is looked at again and again. */
  @Test
  void shouldReadTheNewestOnceForAsLongAsItIsTheSame() throws Exception {
    Path run = ranked().run(2);
    Path newest = checkpoint(run, 2);
    RankHeads heads = new RankHeads(() -> KeyRing.NONE);
    assertThat(RunView.of(run, Instant.now(), heads).ranks()).isPresent();
    long bytes = RunView.of(run, Instant.now(), heads).newestBytes();

    damage(newest);
    assertThat(RunView.of(run, Instant.now(), heads).ranks()).as("known").isPresent();
    assertThat(RunView.of(run, Instant.now(), heads).newestBytes()).isEqualTo(bytes);
    assertThat(RunView.of(run, Instant.now()).ranks()).as("read").isEmpty();

    Files.setLastModifiedTime(newest, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
    assertThat(RunView.of(run, Instant.now(), heads).ranks()).as("another file").isEmpty();
  }

  @Test
  void shouldKnowItAtTheNextLook() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(stream, stream, Terminal.Look.PLAIN);
    String look = "attempt 1";
    Path ring = folder.resolve("ring");
    Thread watch = new Thread(() -> Cairn.run(terminal, "watch", "-n", "1", ring.toString()));
    ranked()
        .whileOpen(
            1,
            run -> {
              watch.start();
              await().until(() -> out.toString(StandardCharsets.UTF_8).contains("3 ranks"));
              damage(checkpoint(run, 1));
              int before = count(look, out.toString(StandardCharsets.UTF_8));
              await()
                  .atMost(Duration.ofSeconds(60))
                  .until(() -> count(look, out.toString(StandardCharsets.UTF_8)) >= before + 2);
            });
    watch.join();

    String all = out.toString(StandardCharsets.UTF_8);
    assertThat(count("3 ranks", all)).isEqualTo(count(look, all)).isGreaterThanOrEqualTo(3);
  }

  // ---- report ----------------------------------------------------------------------------------

  @Test
  void shouldReportOnTheRanks() throws Exception {
    Path run = ranked().run(3);
    Map<Integer, Long> times = new HashMap<>();
    for (int number = 1; number <= 3; number++) {
      times.merge(slowest(checkpoint(run, number)), 1L, Long::sum);
    }
    int last = slowest(checkpoint(run, 3));

    String html = Command.run("report", run, "-o", "-").good().out();

    assertThat(html)
        .containsPattern("newest checkpoint 1/3, .* old, 48\\d KB of 3 ranks")
        .containsPattern("<h3>Ranks</h3>\n<p>Checkpoint 1/3: " + IN_A_LINE + "\\.</p>")
        .containsPattern("<th>part</th></tr>\n<tr><td>" + last + "</td><td>[\\d.]+ m?s</td>")
        .containsPattern("<tr><td>0</td>.*<td>24\\d KB</td></tr>")
        .contains("<p>The slowest in 3 kept checkpoints: rank ")
        .contains("rank " + last + " in " + times.get(last))
        .contains("those of rank 0")
        .doesNotContain("others")
        .doesNotContain("Not readable");
    JsonObject ranks =
        Command.run("report", "--json", run).good().json().objects("runs").get(0).object("ranks");
    assertThat(ranks.string("checkpoint")).isEqualTo("1/3");
    assertThat(ranks.number("slowest")).isEqualTo(last);
    assertThat(ranks.objects("parts"))
        .extracting(part -> part.number("rank"))
        .containsExactly(0L, 1L, 2L);
    assertThat(ranks.objects("slowestRanks"))
        .hasSize(times.size())
        .allMatch(
            one -> one.number("checkpoints") == times.get(Math.toIntExact(one.number("rank"))));
    assertThat(ranks.number("checkpointsRead")).isEqualTo(3);
  }

  @Test
  void shouldSayNothingOfRanksWhereThereAreNone() {
    Path run = Sim.run(folder, "sim", 3);

    assertThat(
            Command.run("report", run, "-o", "-").good().out()
                + Command.run("report", "--json", run).good().out()
                + Command.run("watch", "--once", run).good().out()
                + Command.run("list", run).good().out())
        .doesNotContain("rank")
        .doesNotContain("Rank");
  }

  // ---- what is damaged, or closed --------------------------------------------------------------

  @Test
  void shouldSayWhatItCanOfADamagedOne() throws Exception {
    Path run = ranked().run(2);
    damage(checkpoint(run, 2));

    assertThat(Command.run("list", run).good().out())
        .containsPattern("ring +ended +1 +1/2")
        .doesNotContain("rank");
    assertThat(Command.run("watch", "--once", run).good().out())
        .contains("checkpoint 1/2", ", rank 0 paused ")
        .doesNotContain("3 ranks");
    assertThat(Command.run("report", run, "-o", "-").good().out())
        .contains("Checkpoint 1/1: 3 ranks")
        .contains("The slowest in 1 kept checkpoint: ")
        .contains("Not readable: 1 checkpoint; `cairn verify` says why.");
    JsonObject json = Command.run("list", "--json", run).good().json().objects("runs").get(0);
    assertThat(json.members()).doesNotContainKey("ranks");
    assertThat(json.number("newestBytes")).isEqualTo(Files.size(checkpoint(run, 2)));

    damage(checkpoint(run, 1));
    assertThat(Command.run("report", run, "-o", "-").good().out())
        .contains("Run ring")
        .doesNotContain("<h3>Ranks</h3>");
    Files.write(checkpoint(run, 2), new byte[7]);
    Command.run("list", run).good();
    Command.run("watch", "--once", run).good();
    Command.run("report", "--json", run).good();
  }

  @Test
  void shouldListAnEncryptedOneForWhoeverHasTheKey() throws Exception {
    Path key = folder.resolve("key");
    Files.writeString(key, "A".repeat(43) + "=\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Path run = ranked().with(builder -> builder.keyFile(key)).run(1);

    assertThat(Command.run("list", run).good().out())
        .containsPattern("ring +ended +1 +1/1")
        .doesNotContain("rank");
    System.setProperty("cairn.keyFile", key.toString());
    try {
      assertThat(Command.run("list", run).good().out()).contains("KB of 3 ranks");
      assertThat(Command.run("report", run, "-o", "-").good().out()).contains("Checkpoint 1/1: 3");
    } finally {
      System.clearProperty("cairn.keyFile");
    }
    System.setProperty("cairn.keyFile", folder.resolve("no-such-key").toString());
    try {
      Command.run("list", run).good();
      Command.run("report", run, "-o", "-").good();
    } finally {
      System.clearProperty("cairn.keyFile");
    }
  }

  // ---- rm, prune -------------------------------------------------------------------------------

  /** From outside nobody can tell which parts are still needed. */
  @Test
  void shouldLeaveSingleCheckpointsToTheProgram() throws Exception {
    Path run = ranked().run(3);

    for (Command refused :
        List.of(Command.run("prune", run, "--yes"), Command.run("rm", run + "@1/1", "--yes"))) {
      assertThat(refused.ends(ExitCode.NOT_SO).err())
          .contains("is of several ranks: its program removes older ones itself")
          .contains("CAIRN_KEEP_LAST")
          .contains("only the whole run can be removed");
    }

    assertThat(ids(run)).containsExactly("1/1", "1/2", "1/3");
    Command.run("verify", run).good();
    Command.run("rm", "--run", run, "--yes").good();
    assertThat(run).doesNotExist();
  }
}
