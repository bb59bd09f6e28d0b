/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as it is installed: launcher and jar, on its own. */
@Timeout(120)
class LauncherIT {
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  @TempDir Path folder;
  private Path bin;
  private Path runs;

  /** What a process has said, and how it ended. */
  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void install() throws IOException {
    bin = Files.createDirectory(folder.resolve("bin with blanks"));
    runs = folder.resolve("runs");
    Files.copy(Path.of("src/main/launcher/cairn"), bin.resolve("cairn"));
    Files.setPosixFilePermissions(
        bin.resolve("cairn"), PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Stream<Path> jars = Files.list(Path.of("target"))) {
      Path jar =
          jars.filter(path -> path.toString().endsWith("-all.jar")).findFirst().orElseThrow();
      Files.copy(jar, bin.resolve("cairn.jar"));
    }
    Sim.run(runs, "sim", 2);
  }

  private Ended sh(String script) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", script)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("cairn", bin.resolve("cairn").toString());
    builder.environment().put("runs", runs.toString());
    builder.environment().put("LANG", "C");
    builder.environment().keySet().removeAll(List.of("LC_ALL", "LC_CTYPE", "CAIRN_JAVA"));
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Test
  void shouldRunWithLittleOnALoginNode() throws Exception {
    Ended ended = sh("bash -c 'ulimit -v 4000000 -u 100; \"$cairn\" list \"$runs\"'");
    assertThat(ended.out()).as(ended.err()).containsPattern("sim +ended");
    assertThat(ended.code()).isZero();
    assertThat(ended.err()).isEmpty();
    if (ROOT) { // whom no limit of processes binds
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Ended other =
          sh("runuser -u nobody -- bash -c 'ulimit -v 4000000 -u 100; \"$cairn\" --version'");
      assertThat(other.out()).as(other.err()).startsWith("cairn ");
    }
  }

  @Test
  void shouldNeedNoneOfTheProgramsClasses() throws Exception {
    Ended ended =
        sh("\"$cairn\" show \"$runs/sim\" --path 'walkers[1]' && \"$cairn\" verify \"$runs\"");
    assertThat(ended.out())
        .as(ended.err())
        .contains("Walker")
        .contains("x = 1.0")
        .contains("all sound");
  }

  @Test
  void shouldPassOverAJavaThatIsTooOld() throws Exception {
    Path old = folder.resolve("java");
    Files.writeString(old, "#!/bin/sh\necho 'openjdk version \"1.8.0_292\"' >&2\n");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
    Ended ended = sh("CAIRN_JAVA=" + old + " \"$cairn\" --version");
    assertThat(ended.out()).as(ended.err()).startsWith("cairn ");
  }

  @Test
  void shouldSayWhichJavaItNeeds() throws Exception {
    assumeTrue(ROOT, "SKIPPED: hides every Java, for which it has to be root");
    Ended ended =
        sh(
            "unshare -m sh -c 'for d in /usr/lib/jvm /opt/java /usr/java; do"
                + " [ ! -d $d ] || mount -t tmpfs none $d; done;"
                + " unset JAVA_HOME; PATH=/usr/sbin:/usr/bin:/sbin:/bin \"$cairn\" list'");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).contains("needs Java 17 or later").contains("CAIRN_JAVA=");
  }

  @Test
  void shouldTellAnotherUserThatItMayNot() throws Exception {
    assumeTrue(ROOT, "SKIPPED: becomes another user, for which it has to be root");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    String nobody = "runuser -u nobody -- ";
    for (String verb : List.of("list", "show", "verify", "why")) {
      Ended ended = sh(nobody + "\"$cairn\" " + verb + " \"$runs/sim\"");
      assertThat(ended.code()).as(verb + ": " + ended.out() + ended.err()).isNotZero();
      assertThat(ended.err() + ended.out())
          .as(verb)
          .containsAnyOf("cannot be read", "is no run", "no run");
      assertThat(ended.err()).as(verb).doesNotContain("\tat ");
    }
    for (String verb : List.of("prune", "fresh", "takeover", "stop", "pin")) {
      Ended ended = sh(nobody + "\"$cairn\" " + verb + " \"$runs/sim\"");
      assertThat(ended.code()).as(verb).isNotZero();
    }
    Files.setPosixFilePermissions(runs, PosixFilePermissions.fromString("rwxr-xr-x"));
    Ended listed = sh(nobody + "env CAIRN_DIRECTORY=\"$runs\" \"$cairn\" list");
    assertThat(listed.code()).isEqualTo(ExitCode.NO_ACCESS);
    assertThat(listed.err()).contains("runs in " + runs).contains("not readable by you: ");
    assertThat(sh("\"$cairn\" verify \"$runs\"").out()).contains("2 checkpoints read, all sound");
  }

  /**
   * A frozen process is silent and alive: it is left alone, unless somebody puts it out, and then
   * it learns of it.
   */
  @Test
  void shouldLeaveAFrozenProgramAlone() throws Exception {
    Path said = folder.resolve("said");
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Looper.class.getName(),
                runs.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> sh("\"$cairn\" request \"$runs/looper\"").code() == 0);
      assertThat(sh("kill -STOP " + program.pid()).code()).isZero();
      for (String verb : List.of("fresh", "rm --run")) {
        Ended ended = sh("\"$cairn\" " + verb + " \"$runs/looper\" --yes");
        assertThat(ended.code())
            .as(verb + ": " + ended.out() + ended.err())
            .isEqualTo(ExitCode.IN_USE);
      }
      assertThat(sh("\"$cairn\" takeover \"$runs/looper\" --yes").code()).isZero();
      assertThat(sh("kill -CONT " + program.pid()).code()).isZero();
      assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(read(said)).contains("fenced: ");
      assertThat(sh("\"$cairn\" verify \"$runs/looper\"").out()).contains("all sound");
    } finally {
      program.destroyForcibly();
    }
  }

  /** It is then that people want to remove runs. */
  @Test
  void shouldFreeADiskThatIsFull() throws Exception {
    assumeTrue(ROOT, "SKIPPED: mounts a file system, for which it has to be root");
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Ended ended =
        sh(
            "unshare -m sh -c 'mount -t tmpfs -o size=16m none "
                + disk
                + "; cp -a \"$runs\"/. "
                + disk
                + "; dd if=/dev/zero of="
                + disk
                + "/fill bs=4k 2>/dev/null; \"$cairn\" rm --run "
                + disk
                + "/sim --yes; echo code $?; ls -A "
                + disk
                + "'");
    assertThat(ended.out()).as(ended.err()).endsWith("removed\ncode 0\nfill\n");
  }

  @Test
  void shouldSayThatItsOutputIsLost() throws Exception {
    Ended ended = sh("\"$cairn\" show \"$runs/sim\" > /dev/full");
    assertThat(ended.code()).isEqualTo(ExitCode.NO_ACCESS);
    assertThat(ended.err()).contains("could not be written");
  }

  @Test
  void shouldCompleteItsVerbs() throws Exception {
    Ended ended =
        sh(
            "bash -c 'source <(\"$cairn\" generate-completion); COMP_WORDS=(cairn ve); COMP_CWORD=1;"
                + " _complete_cairn; echo \"${COMPREPLY[@]}\"'");
    assertThat(ended.out().strip()).as(ended.err()).isEqualTo("verify");
  }

  @Test
  void shouldShowNoStrangeCharactersWhereThereAreNone() throws Exception {
    Ended ended =
        sh("\"$cairn\" watch --once \"$runs\"; \"$cairn\" report \"$runs\" -o \"$runs/r.html\"");
    assertThat(ended.out().chars()).allMatch(c -> c < 128 && c != 27);
    assertThat(ended.code()).isZero();
  }
}
