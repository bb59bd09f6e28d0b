/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointReason;
import dev.cairn.Checkpointed;
import dev.cairn.SavedCheckpoint;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Files of format 1 are readable for ever. The golden file was written by {@link #main} of the
 * build that introduced the format; it is never written again.
 */
class GoldenFileTest {
  private static final String GOLDEN = "/golden/format-1.cairn";

  enum Phase {
    WARMUP,
    MEASURE
  }

  record Sample(long time, double value, Sample before) {}

  /** Refers to nothing, as the next one. */
  record Pair(int left, long right) {}

  static final class Point {
    final double x = 0.1;
    final int y = -7;
  }

  /** One of each of the common kinds of state. */
  @Checkpointed
  static final class State {
    final boolean truth = true;
    final byte small = -1;
    final char letter = 'q';
    final float single = 1.5f;
    final long big = Long.MIN_VALUE;
    final double[] large = IntStream.range(0, 2000).mapToDouble(i -> i / 7.0).toArray();
    final int[] few = {1, 2, 3};
    String text = "golden \u20ac";
    final Phase phase = Phase.MEASURE;
    final List<Object> list = new ArrayList<>(Arrays.asList(1, 2.5, "x", null, 'c', 7L));
    final Map<String, Integer> hash = new HashMap<>(Map.of("a", 1, "b", 2));
    final Map<Integer, String> sorted = new TreeMap<>(Map.of(2, "two", 1, "one"));
    final Map<String, Object> linked = new LinkedHashMap<>();
    final Sample sample = new Sample(2, 0.5, new Sample(1, 0.25, null));
    final Random random = new Random(99);
    final Point point = new Point();
    final Pair pair = new Pair(1, 2);
    final Object same = point;
    final Object alike = text;
    State self = this;
  }

  private static State state() {
    State state = new State();
    state.linked.put("list", state.list);
    state.linked.put("nothing", null);
    return state;
  }

  @Test
  void shouldReadTheGoldenFileOfFormat1() throws URISyntaxException {
    Path golden = Path.of(GoldenFileTest.class.getResource(GOLDEN).toURI());
    State expected = state();
    try (SavedCheckpoint saved = Checkpoint.open(golden)) {
      assertThat(saved.info().reason()).isEqualTo(CheckpointReason.EXPLICIT);
      assertThat(saved.info().run()).isEqualTo("golden");
      State found = saved.state(State.class);

      assertThat(found.self).isSameAs(found);
      assertThat(found.same).isSameAs(found.point);
      assertThat(found.alike).isSameAs(found.text);
      assertThat(found.linked.get("list")).isSameAs(found.list);
      assertThat(found.random.nextLong()).isEqualTo(expected.random.nextLong());
      assertThat(found)
          .usingRecursiveComparison()
          .ignoringFields("random", "self")
          .isEqualTo(expected);
    }
  }

  /** Writes the golden file; the argument is where to. Only for a new format. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("golden");
    try (Checkpoint<State> run =
        Checkpoint.configure()
            .directory(folder)
            .name("golden")
            .ignoreArguments()
            .resumeOrStart(GoldenFileTest::state)) {
      run.checkpointNow(); // the second one has aliases
      Path written = run.checkpointNow().orElseThrow().path();
      Files.copy(written, Path.of(arguments[0]), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
