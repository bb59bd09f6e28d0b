/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import dev.cairn.SavedCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** A file that an older build of these classes has written is read for ever. */
class GoldenEvolutionTest {
  @Test
  void shouldReadWhatAnOlderBuildHasWritten() throws Exception {
    Path golden =
        Path.of(
            Objects.requireNonNull(getClass().getResource("/golden/evolution-1.cairn")).toURI());
    try (SavedCheckpoint saved =
        Checkpoint.configure()
            .renamed("dev.cairn.golden.Former", Now.class)
            .movedPackage("dev.cairn.golden.before", "dev.cairn.golden.moved")
            .open(golden)) {
      State state = saved.state(State.class);

      assertThat(state.first).isEqualTo(1);
      assertThat(state.text).isEqualTo("golden");
      assertThat(state.renamed).isEqualTo(3);
      assertThat(state.widened).isEqualTo(4);
      assertThat(state.widenedToo).isEqualTo(1.5);
      assertThat(state.unboxed).isEqualTo(5);
      assertThat(state.boxed).isEqualTo(6);
      assertThat(state.added).isNull();
      assertThat(state.phase).isEqualTo(Phase.MEASURE);
      assertThat(state.renamedPhase).isEqualTo(Phase.HEAT);
      assertThat(state.byPhase).containsOnlyKeys(Phase.MEASURE).containsValue(7);
      assertThat(state.phases).containsExactly(Phase.COOLDOWN, Phase.MEASURE);
      assertThat(state.point).isEqualTo(new Point(9, 8, 0));
      assertThat(state.points).contains(state.point);
      assertThat(state.former.inside).isEqualTo(10);
      assertThat(state.former.more).isZero();
      assertThat(state.formers[0]).isSameAs(state.former);
      assertThat(state.part.inside).isEqualTo(13);
      assertThat(state.node.next).isSameAs(state.node);
      assertThat(state.node.owner).isSameAs(state);
      assertThat(state.list).containsExactly("a", "b");
      assertThat(state.map.get("list")).isEqualTo(state.list);
      assertThat(state.versioned.value).isEqualTo(12);
    }
  }

  /**
   * Compiles the older build and has it write the file; only for a new format.
   *
   * @param arguments the folder with its sources, and the file
   */
  public static void main(String[] arguments) throws Exception {
    Path build = Files.createTempDirectory("evolution");
    List<String> command =
        new ArrayList<>(
            List.of("-d", build.toString(), "-cp", System.getProperty("java.class.path")));
    command.add(arguments[0] + "/State.java");
    command.add(arguments[0] + "/Part.java");
    ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
    int failed = compiler.run(System.out, System.err, command.toArray(String[]::new));
    assertThat(failed).isZero();
    Process older =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                build + ":" + System.getProperty("java.class.path"),
                State.class.getName(),
                arguments[1])
            .inheritIO()
            .start();
    assertThat(older.waitFor()).isZero();
  }
}
