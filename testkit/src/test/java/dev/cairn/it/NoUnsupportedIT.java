/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.esotericsoftware.kryo.kryo5.Kryo;
import dev.cairn.Checkpoint;
import dev.cairn.bundled.lz4.Lz4;
import dev.cairn.testkit.ChildJvm;
import dev.cairn.testkit.ChildJvmBuilder;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** A program on the module path, without any option of the command line that opens a thing. */
@Timeout(120)
class NoUnsupportedIT {
  private static final String MAIN =
      """
      package lab.sim;

      import dev.cairn.Checkpoint;
      import lab.sim.model.Grid;

      public final class Main {
        private int step;
        private final Grid grid = new Grid();
        private final Pair pair = new Pair(7, "seven");

        private record Pair(int number, String text) {}

        private enum Mood { CALM, WILD }

        private Mood mood = Mood.CALM;

        public static void main(String[] arguments) {
          try (Checkpoint<Main> run = Checkpoint.configure()CONFIGURATION.resumeOrStart(Main::new)) {
            Main main = run.state();
            System.out.println("start at " + main.step);
            while (main.step < 20 && run.safepoint()) {
              main.step++;
              main.grid.sow(main.step);
              main.mood = main.step % 2 == 0 ? Mood.CALM : Mood.WILD;
              if (main.step == 10 && arguments.length == 0) {
                run.checkpointNow();
                Runtime.getRuntime().halt(9);
              }
            }
            System.out.println("result " + main.grid.sum() + main.mood + main.pair);
            run.complete();
          }
        }
      }
      """;

  private static final String GRID =
      """
      package lab.sim.model;

      import java.util.ArrayList;
      import java.util.List;

      public final class Grid {
        private final long[] cells = new long[1000];
        private final List<Long> history = new ArrayList<>();

        public void sow(int seed) {
          cells[seed] += seed;
          history.add((long) seed);
        }

        public long sum() {
          long sum = history.size();
          for (long cell : cells) {
            sum += cell;
          }
          return sum;
        }

        public static java.lang.invoke.MethodHandles.Lookup lookup() {
          return java.lang.invoke.MethodHandles.lookup();
        }
      }
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void shouldNameTheLineThatOpensEachPackage(int version) throws Exception {
    Path home = home(version);
    String opens = "";
    for (String expected : List.of("lab.sim", "lab.sim.model")) {
      compile("", opens);
      try (ChildJvm child = program(home).start()) {
        assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isEqualTo(1);
        Matcher line =
            Pattern.compile("opens (\\S+) to dev\\.cairn;").matcher(child.standardError());
        assertThat(line.find()).as(child.standardError()).isTrue();
        assertThat(line.group(1)).isEqualTo(expected);
        assertThat(child.standardError())
            .contains("UnsupportedStateException")
            .contains("configure().lookup(MethodHandles.lookup())");
        opens += line.group() + "\n";
      }
    }
    compile("", opens);
    assertResumes(home);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void shouldWorkWithALookupOfEachPackage(int version) throws Exception {
    compile(".lookup(java.lang.invoke.MethodHandles.lookup()).lookup(Grid.lookup())", "");
    assertResumes(home(version));
  }

  private void assertResumes(Path home) throws Exception {
    try (ChildJvm child = program(home).start()) {
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isEqualTo(9);
      assertThat(child.standardOutput()).isEqualTo("start at 0\n");
      // The JVM of its own accord says what it will forbid one day: none of that is ours.
      assertThat(child.standardError()).doesNotContain("WARNING");
    }
    try (ChildJvm child = program(home, "to the end").start()) {
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
      assertThat(child.standardOutput())
          .isEqualTo("start at 10\nresult 230CALMPair[number=7, text=seven]\n");
    }
  }

  private static Path home(int version) throws IOException {
    if (version == 17) {
      return Path.of(System.getProperty("java.home"));
    }
    Optional<Path> home = Children.javaHome(version);
    Children.requireThat(home.isPresent(), "no Java of at least " + version);
    return home.get();
  }

  private void compile(String configuration, String opens) throws Exception {
    Path sources = folder.resolve("sources");
    Path model = Files.createDirectories(sources.resolve("lab/sim/model"));
    Files.writeString(
        sources.resolve("module-info.java"),
        "module lab.sim {\nrequires dev.cairn;\nexports lab.sim.model;\n" + opens + "}\n");
    Files.writeString(
        sources.resolve("lab/sim/Main.java"), MAIN.replace("CONFIGURATION", configuration));
    Files.writeString(model.resolve("Grid.java"), GRID);
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--release", "17", "-p", modulePath(false)));
    options.addAll(List.of("-d", folder.resolve("classes").toString()));
    for (String source : List.of("module-info.java", "lab/sim/Main.java")) {
      options.add(sources.resolve(source).toString());
    }
    options.add(model.resolve("Grid.java").toString());
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    assertThat(javac.run(System.out, System.err, options.toArray(String[]::new))).isZero();
  }

  private ChildJvmBuilder program(Path home, Object... arguments) throws Exception {
    // ChildJvm starts classes of a class path, so the launcher says where the module is.
    Path runs = Files.createDirectories(folder.resolve("runs"));
    String command =
        home.resolve("bin/java") + " -p " + modulePath(true) + " -m lab.sim/lab.sim.Main";
    Path launcher = folder.resolve("launcher/bin/java");
    Files.createDirectories(launcher.getParent());
    Files.writeString(
        launcher,
        "#!/bin/sh\nwhile [ \"$1\" != lab.sim.Main ]; do shift; done\nshift\nexec "
            + command
            + " \"$@\"\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return ChildJvm.running("lab.sim.Main")
        .javaHome(folder.resolve("launcher"))
        .workingFolder(runs)
        // One run for all arguments.
        .environment("CAIRN_NAME", "modular")
        .environment("CAIRN_IGNORE_ARGUMENTS", "true")
        .arguments(arguments);
  }

  private String modulePath(boolean own) throws URISyntaxException {
    List<String> entries = new ArrayList<>();
    for (Class<?> type : List.of(Checkpoint.class, Lz4.class, Kryo.class, Logger.class)) {
      entries.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    if (own) {
      entries.add(folder.resolve("classes").toString());
    }
    return String.join(File.pathSeparator, entries);
  }
}
