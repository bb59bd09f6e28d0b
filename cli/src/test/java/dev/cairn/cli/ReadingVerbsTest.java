/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import dev.cairn.internal.format.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verbs that only look. */
@Timeout(120)
class ReadingVerbsTest {
  @TempDir Path folder;

  private static Path file(Path run, String name) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      return files
          .filter(path -> path.getFileName().toString().equals(name))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void damage(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int before = bytes.read();
      bytes.seek(at);
      bytes.write(before ^ 0x55);
    }
  }

  // ---- list ------------------------------------------------------------------------------------

  @Test
  void shouldListRunsAsTheyStand() throws IOException {
    Sim.run(folder, "open", 3);
    Sim.complete(folder, "finished");
    Files.createDirectories(folder.resolve("somebody-elses"));
    try (Checkpoint<Sim> run = Sim.configure(folder, "alive").resumeOrStart(Sim::new)) {
      Sim.advance(run, 2);
      String out = Command.run("list", folder).good().out();
      assertThat(out)
          .containsPattern("open +ended +2.0 % +1 +1/3")
          .containsPattern("finished +complete +1.0 % +1 +1/3")
          .containsPattern("alive +running +1.0 % +1 +1/2 .*:" + ProcessHandle.current().pid())
          .doesNotContain("somebody-elses")
          .doesNotContain("\u001b");
    }
    JsonObject json = Command.run("list", "--json", folder.resolve("open")).good().json();
    JsonObject run = json.objects("runs").get(0);
    assertThat(run.string("state")).isEqualTo("ended");
    assertThat(run.string("newest")).isEqualTo("1/3");
    assertThat(run.number("checkpoints")).isEqualTo(3);
    assertThat(run.object("status").object("progress").number("done")).isEqualTo(2);
  }

  @Test
  void shouldShowManyTasksInALine() {
    for (int task = 0; task < 8; task++) {
      Sim.run(folder, "Sim-sweep-" + task + "-0a1b2c3" + task, 1);
    }
    Sim.run(folder, "other", 1);
    String out = Command.run("list", folder).good().out();
    assertThat(out).contains("Sim-sweep-*-*  8 runs: 8 ended").containsPattern("other +ended");
    assertThat(out.lines()).hasSize(3);
    assertThat(Command.run("list", "--all", folder).good().out().lines()).hasSize(10);
    for (int job = 77; job < 79; job++) {
      for (int task = 0; task < 6; task++) {
        Sim.run(folder, "job-" + job + "_" + task, 1);
      }
    }
    assertThat(Command.run("list", folder).good().out())
        .contains("job-77_*  6 runs: 6 ended")
        .contains("job-78_*  6 runs: 6 ended");
    System.setProperty("cairn.directory", folder.toString());
    try {
      assertThat(Command.run("list", "--all", "job-77_*").good().out().lines()).hasSize(7);
      assertThat(Command.run("list", "job-9*").ends(ExitCode.NOT_FOUND).err())
          .contains("no run is named");
    } finally {
      System.clearProperty("cairn.directory");
    }
  }

  @Test
  void shouldSayWhereItLookedAndFoundNothing() {
    Path nowhere = folder.resolve("nowhere");
    assertThat(Command.run("list", nowhere).ends(ExitCode.NOT_FOUND).err())
        .contains("no run \"" + nowhere + "\"");
    assertThat(Command.run("show", folder).ends(ExitCode.NOT_FOUND).err())
        .contains(folder + " is no run");
    assertThat(Command.run("lisst").ends(ExitCode.USAGE).err())
        .startsWith("cairn: ERROR: ")
        .contains("--help");
    assertThat(Command.run("show", folder + "@5").ends(ExitCode.USAGE).err())
        .contains("ising@3/42");
    assertThat(Command.run("verify", folder).ends(ExitCode.NOT_FOUND).err()).contains("no runs in");
  }

  /** What is for people alone may be anything: the checkpoints count. */
  @Test
  void shouldJudgeARunByItsCheckpoints() throws IOException {
    Path run = Sim.complete(folder, "sim");
    for (String status :
        List.of(
            "{",
            "\u0000\u0001",
            "{\"epoch\": \"x\", \"newestAt\": 5, \"progress\": {\"done\": \"x\"}}")) {
      Files.writeString(run.resolve("status.json"), status);
      assertThat(Command.run("list", folder).good().out()).containsPattern("sim +complete");
      Command.run("watch", "--once", run).good();
      Command.run("why", run).good();
      Command.run("report", run, "-o", folder.resolve("r.html")).good();
      assertThat(Command.run("verify", run).good().out()).contains("all sound");
    }
    Files.write(run.resolve("status.json"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(Command.run("list", folder).good().out()).containsPattern("sim +complete");
  }

  @Test
  void shouldListFoldersThatAreNotWhatTheySeem() throws IOException {
    Path run = Sim.run(folder, "odd", 2);
    Files.writeString(run.resolve("status.json"), "{\"state\": 7");
    Files.write(run.resolve("history"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Files.writeString(run.resolve("run.json"), "[]");
    Files.createFile(run.resolve("epoch-000099"));
    Files.createDirectory(folder.resolve("epochs"));
    Files.createDirectories(folder.resolve("bare/epoch-000001"));
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("gone"));
    assertThat(Command.run("list", folder).good().out())
        .containsPattern("odd +ended +1 +1/2")
        .containsPattern("bare +\\w+ +1 +none");
    Command.run("why", run).good();
    Command.run("watch", "--once", folder).good();
    Command.run("report", run, "-o", folder.resolve("odd.html")).good();
  }

  // ---- show ------------------------------------------------------------------------------------

  @Test
  void shouldShowACheckpoint() {
    Path run = Sim.run(folder, "sim", 3);
    assertThat(Command.run("show", run).good().out())
        .contains("checkpoint 1/3 of run sim")
        .contains("reason EXPLICIT")
        .contains("roots      main")
        .contains("Sim.grid")
        .containsPattern("Sim.grid +4.0 MB +1");
    assertThat(Command.run("show", run + "@1/2").good().out())
        .contains("checkpoint 1/2 of run sim");
    assertThat(Command.run("show", "--schema", run).good().out())
        .contains(Sim.class.getName() + "  FIELDS")
        .contains("  grid : [D");
    JsonObject json = Command.run("show", "--json", run).good().json();
    assertThat(json.string("checkpoint")).isEqualTo("1/3");
    assertThat(json.objects("fields").get(0).string("field")).isEqualTo("Sim.grid");
    assertThat(Command.run("show", run + "@1/9").ends(ExitCode.NOT_FOUND).err())
        .contains("no checkpoint 1/9; it has [1/1, 1/2, 1/3]");
  }

  private static double grid101() {
    Sim sim = new Sim();
    sim.step();
    sim.step();
    return sim.grid[101];
  }

  private String value(Path run, String path) {
    return Command.run("show", run, "--path", path).good().out().strip();
  }

  @Test
  void shouldShowValuesOfTheState() {
    Path run = Sim.run(folder, "sim", 3);
    assertThat(value(run, "sweep")).isEqualTo("main.sweep = 2");
    assertThat(value(run, "main.note")).isEqualTo("main.note = \"quiet\"");
    assertThat(value(run, "begun")).isEqualTo("main.begun = 2026-01-02T03:04:05Z");
    assertThat(value(run, "walkers[1].x")).isEqualTo("main.walkers[1].x = 2.0");
    assertThat(value(run, "walkers[2].name")).isEqualTo("main.walkers[2].name = \"w2\"");
    assertThat(value(run, "counts{alpha}")).isEqualTo("main.counts{alpha} = 3");
    assertThat(value(run, "rows[2]"))
        .startsWith("main.rows[2]: double[4] min 0.0, max 2.0, mean 0.5, 3 zeros")
        .endsWith("[1] = 2.0\n    [2] = 0.0\n    [3] = 0.0".replace("    ", "  "));
    assertThat(value(run, "grid[101]")).isEqualTo("main.grid[101] = " + grid101());
    assertThat(value(run, "grid"))
        .startsWith("main.grid: double[500,000] min ")
        .contains(", max ")
        .contains(", mean 0.4997")
        .contains(", 1 NaN\n  [0] = ")
        .endsWith("... 499,990 more (--elements)");
    assertThat(value(run, "main"))
        .contains("main: " + Sim.class.getName())
        .contains("  walkers: java.util.ArrayList of 3")
        .contains("    {alpha} = 3");
    // More than a block of the file holds.
    assertThat(
            Command.run("show", run, "--path", "grid", "--elements", 200_000).good().out().lines())
        .hasSize(200_002)
        .contains("  [131072] = " + new Sim().grid[131_072]);
    JsonObject json = Command.run("show", run, "--json", "--path", "grid").good().json();
    assertThat(json.object("value").number("nan")).isEqualTo(1);
    assertThat(json.object("value").number("length")).isEqualTo(500_000);
  }

  @Test
  void shouldSayWhatThereIsWhereAPathLeadsNowhere() {
    Path run = Sim.run(folder, "sim", 1);
    assertThat(Command.run("show", run, "--path", "swep").ends(ExitCode.NOT_FOUND).err())
        .contains("has no field \"swep\"; it has [")
        .contains("sweep");
    assertThat(Command.run("show", run, "--path", "walkers[7]").ends(ExitCode.NOT_FOUND).err())
        .contains("of 3 elements");
    assertThat(Command.run("show", run, "--path", "counts{gamma}").ends(ExitCode.NOT_FOUND).err())
        .contains("none has the key \"gamma\"");
    assertThat(Command.run("show", run, "--path", "sweep.x").ends(ExitCode.NOT_FOUND).err())
        .contains("main.sweep is 0");
    assertThat(Command.run("show", run, "--path", "a[").ends(ExitCode.NOT_FOUND).err())
        .contains("is no path");
  }

  // ---- diff ------------------------------------------------------------------------------------

  @Test
  void shouldShowWhatHasChanged() {
    Path run = Sim.run(folder, "sim", 3);
    String out = Command.run("diff", run + "@1/2", run + "@1/3").ends(ExitCode.NOT_SO).out();
    assertThat(out.lines())
        .contains("main.sweep: 1 -> 2", "main.counts{alpha}: 2 -> 3")
        .contains("main.walkers[1].x: 1.0 -> 2.0")
        .contains("main.grid: 2 of 500000 elements, in [100..101], by at most 2.0")
        .noneMatch(
            line -> line.contains("beta") || line.contains("rows") || line.contains("begun"));
    assertThat(Command.run("diff", run, run).good().err()).contains("no difference");
    JsonObject json = Command.run("diff", "--json", run + "@1/2", run).ends(ExitCode.NOT_SO).json();
    assertThat(json.objects("changes"))
        .anyMatch(change -> change.string("path").equals("main.sweep"));
  }

  @Test
  void shouldCountWhatHasChangedInManyPlaces() {
    Path run = folder.resolve("sim");
    try (Checkpoint<Sim> open = Sim.configure(folder, "sim").resumeOrStart(Sim::new)) {
      open.safepoint();
      for (int i = 0; i < 3; i++) {
        open.state().walkers.set(i, new Sim.Walker(10 + i, -i, "w" + i));
      }
      open.state().walkers.add(new Sim.Walker(0, 0, "new"));
      open.state().note = null;
      assertThat(open.checkpointNow()).isPresent();
    }
    assertThat(Command.run("diff", run + "@1/1", run).ends(ExitCode.NOT_SO).out().lines())
        .contains("main.walkers[*].x: in 3 places, first main.walkers[0].x: 0.0 -> 10.0")
        .contains("main.walkers: 3 -> 4 elements")
        .contains("main.note: an object -> null");
  }

  // ---- verify ----------------------------------------------------------------------------------

  @Test
  void shouldFindDamageAndNameIt() throws IOException {
    Path run = Sim.run(folder, "sim", 2);
    assertThat(Command.run("verify", folder).good().out())
        .contains("2 checkpoints read, all sound");
    damage(file(run, "ckpt-000001.cairn"), 5000);
    assertThat(Command.run("verify", run).ends(ExitCode.NOT_SO).out())
        .contains("DAMAGED " + file(run, "ckpt-000001.cairn"));
    Path cut = file(run, "ckpt-000002.cairn");
    Files.write(cut, new byte[100]);
    JsonObject json = Command.run("verify", "--json", run).ends(ExitCode.NOT_SO).json();
    assertThat(json.number("damaged")).isEqualTo(2);
    assertThat(Command.run("verify", cut).ends(ExitCode.NOT_SO).out()).contains("DAMAGED");
    assertThat(Command.run("show", cut).ends(ExitCode.NOT_SO).err()).contains(cut.toString());
    assertThat(Command.run("why", run).good().out())
        .contains("not usable: 1/2")
        .contains("the next start FAILS: none of its 2 checkpoints can be used");
  }

  // ---- why, du, watch, report ------------------------------------------------------------------

  @Test
  void shouldSayWhatTheNextStartWillDo() throws IOException {
    Path run = Sim.run(folder, "sim", 3);
    assertThat(Command.run("why", run).good().out())
        .contains("attempt 1 NEW on")
        .contains("attempt 1 ended: ENDED")
        .contains("the next start goes on from 1/3");
    damage(file(run, "ckpt-000003.cairn"), 100);
    assertThat(Command.run("why", run).good().out())
        .contains("not usable: 1/3")
        .contains("the next start goes on from 1/2")
        .contains("since newer ones cannot be used");
    assertThat(Command.run("why", Sim.complete(folder, "done")).good().out())
        .contains("finds the run complete");
    try (Checkpoint<Sim> open = Sim.configure(folder, "alive").resumeOrStart(Sim::new)) {
      open.safepoint();
      assertThat(Command.run("why", folder.resolve("alive")).good().out())
          .contains("is refused while its owner is alive");
    }
  }

  @Test
  void shouldCountAFileWithSeveralNamesOnce() {
    Path run = Sim.run(folder, "sim", 2);
    Sim.run(folder, "sim", 2); // goes on from a link to the newest
    JsonObject json = Command.run("du", "--json", run).good().json();
    assertThat(json.number("bytes")).isLessThan(4 * 4_100_000L);
    assertThat(Command.run("du", folder).good().out()).contains("in all");
  }

  @Test
  void shouldWatchOnceWithoutATerminal() {
    try (Checkpoint<Sim> open = Sim.configure(folder, "alive").resumeOrStart(Sim::new)) {
      Sim.advance(open, 3);
      assertThat(Command.run("watch", "--once", folder).good().out())
          .contains("alive  running  attempt 1")
          .contains("[#.......................................] 2.0 %")
          .contains("2 of 100")
          .contains("checkpoint 1/3")
          .contains("3 taken, 0 failed, 0 left out")
          .doesNotContain("\u001b");
      Terminal.Look colourful = new Terminal.Look(true, true, true, 80);
      assertThat(Command.of(colourful, "watch", "--once", folder).good().out())
          .contains("\u001b[32mrunning\u001b[0m")
          .contains("\u2588\u2591");
    }
    // All have ended: so does the verb.
    Command.run("watch", folder).good();
  }

  @Test
  void shouldWriteAReportThatNeedsNothingElse() throws IOException {
    Sim.run(folder, "sim", 3);
    Path run = folder.resolve("a<b>&\"c");
    Files.move(Sim.run(folder, "sim", 2), run);
    Path page = folder.resolve("report.html");
    Command.run("report", run, "-o", page).good();
    String html = Files.readString(page);
    assertThat(html)
        .contains("Run a&lt;b&gt;&amp;&quot;c")
        .doesNotContain("a<b>")
        .contains("<svg")
        .contains("attempt 2")
        .contains("Pause: how long the program waited")
        .doesNotContain("http")
        .doesNotContain("<script")
        .doesNotContain("NaN");
    JsonObject json = Command.run("report", "--json", run).good().json().objects("runs").get(0);
    assertThat(json.number("attempts")).isEqualTo(2);
    assertThat(json.number("taken")).isEqualTo(5);
    assertThat(json.number("interruptions")).isZero();
  }

  // ---- export ----------------------------------------------------------------------------------

  @Test
  void shouldExportForOtherPrograms() throws IOException {
    Path run = Sim.run(folder, "sim", 2);
    Path npy = folder.resolve("grid.npy");
    Command.run("export", run, "grid", npy).good();
    byte[] bytes = Files.readAllBytes(npy);
    String header = new String(bytes, 0, 128, StandardCharsets.ISO_8859_1);
    assertThat(header)
        .startsWith("\u0093NUMPY")
        .contains("'descr': '<f8'")
        .contains("(500000,)")
        .endsWith("\n");
    ByteBuffer elements =
        ByteBuffer.wrap(bytes, 128, bytes.length - 128).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(elements.remaining()).isEqualTo(8 * 500_000);
    Sim sim = new Sim();
    sim.step();
    for (double expected : sim.grid) {
      assertThat(Double.compare(elements.getDouble(), expected)).isZero();
    }
    Path rows = folder.resolve("rows.npy");
    Command.run("export", run, "rows", rows).good();
    assertThat(Files.readString(rows, StandardCharsets.ISO_8859_1)).contains("(3, 4)");
    assertThat(Command.run("export", run, "walkers", "-").good().out().lines())
        .containsExactly("x,y,name", "0.0,0.0,w0", "1.0,0.0,w1", "2.0,-2.0,w2");
    assertThat(Command.run("export", run, "counts", "-").good().out().lines())
        .containsExactly("key,value", "alpha,2", "beta,2");
    assertThat(Command.run("export", run, "grid", npy).ends(ExitCode.NOT_SO).err())
        .contains("--force");
    assertThat(
            Command.run("export", run, "walkers", folder.resolve("w.npy"))
                .ends(ExitCode.NOT_FOUND)
                .err())
        .contains("export it as CSV");
    assertThat(folder.resolve("w.npy")).doesNotExist();
    assertThat(Command.run("export", run, "sweep", "-").ends(ExitCode.NOT_FOUND).err())
        .contains("is a single value");
  }

  // ---- sbatch, probe, doctor -------------------------------------------------------------------

  @Test
  void shouldWriteAJobScript() throws IOException {
    assertThat(
            Command.run(
                    "sbatch", "--time", "8:00:00", "--mem", "8G", "--array", "0-9", "--", "java",
                    "-jar", "a b.jar", "$1")
                .good()
                .out())
        .startsWith("#!/bin/bash\n#SBATCH --time=8:00:00\n#SBATCH --mem=8G\n#SBATCH --array=0-9\n")
        .contains("#SBATCH --requeue\n#SBATCH --open-mode=append")
        .endsWith("srun java -jar 'a b.jar' \"$1\"\n");
    Path script = folder.resolve("job.sh");
    assertThat(
            Command.run(
                    "sbatch",
                    "--time",
                    "90",
                    "--no-requeue",
                    "--chain",
                    "5",
                    "-o",
                    script,
                    "--",
                    "java",
                    "Main")
                .good()
                .out())
        .contains("--dependency=afterany");
    assertThat(Files.readString(script)).contains("--no-requeue").contains("CAIRN_REQUEUE=NEVER");
    Command.run("sbatch", "--time", "90", "-o", script, "--", "java", "Main").ends(ExitCode.NOT_SO);
    Command.run("sbatch", "--time", "soon", "--", "java", "Main").ends(ExitCode.USAGE);
  }

  @Test
  void shouldTryAFolder() {
    assertThat(Command.run("probe", folder).good().out()).contains("GOOD");
    assertThat(Command.run("probe", "--json", folder).good().json().objects("findings"))
        .isNotEmpty();
  }

  @Test
  void shouldFindWhatWillNotWork() {
    List<JsonObject> findings =
        Command.run(
                "doctor", "--json", "--directory", folder, "--", "java", "-Xrs", "-Xmx900t", "Main")
            .ends(ExitCode.NOT_SO)
            .json()
            .objects("findings");
    assertThat(findings)
        .anyMatch(
            finding ->
                finding.string("subject").equals("flag -Xrs")
                    && finding.string("verdict").equals("BAD"))
        .anyMatch(
            finding ->
                finding.string("subject").equals("heap") && finding.string("verdict").equals("BAD"))
        .anyMatch(
            finding ->
                finding.string("subject").equals("java")
                    && finding.string("verdict").equals("GOOD"));
  }

  @Test
  void shouldShowWhatIsEncryptedToWhoeverHasTheKey() throws IOException {
    Path key = folder.resolve("key");
    Files.writeString(key, "A".repeat(43) + "=\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    try (Checkpoint<Sim> run =
        Sim.configure(folder, "secret").keyFile(key).resumeOrStart(Sim::new)) {
      Sim.advance(run, 2);
    }
    Path run = folder.resolve("secret");
    assertThat(Command.run("list", run).good().out()).containsPattern("secret +ended");
    assertThat(Command.run("show", run).ends(ExitCode.NO_ACCESS).err()).contains("encrypted");
    System.setProperty("cairn.keyFile", key.toString());
    try {
      assertThat(Command.run("show", run, "--path", "note").good().out()).contains("\"quiet\"");
      Command.run("verify", run).good();
    } finally {
      System.clearProperty("cairn.keyFile");
    }
  }

  @Test
  void shouldHelp() {
    assertThat(Command.run().good().out()).contains("Verbs:").contains("takeover");
    for (String verb : List.of("list", "show", "diff", "prune", "sbatch", "doctor")) {
      assertThat(Command.run(verb, "--help").good().out()).startsWith("Usage: cairn " + verb);
    }
    assertThat(Command.run("generate-completion").good().out())
        .contains("complete -F _complete_cairn");
    assertThat(Command.run("--version").good().out()).startsWith("cairn ");
  }
}
