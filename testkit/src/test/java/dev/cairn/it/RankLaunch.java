/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.program;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.ChildJvm;
import dev.cairn.testkit.ChildJvmBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** One start of all ranks of a {@linkplain RingOfProcesses ring}, each a process. */
final class RankLaunch implements AutoCloseable {
  static final int SIZE = 3;

  /** About as long as a step takes else. */
  static final long MICROS = 100;

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern BEGIN = Pattern.compile("(?m)^begin (\\d+) from (\\S+)$");
  private static final Pattern DURABLE = Pattern.compile("(?m)^durable (\\d+)/(\\d+) at \\d+$");
  private static final long ATTEMPT = 1_000_000;

  private final String name;
  private final long steps;
  private final List<ChildJvm> ranks = new ArrayList<>();

  private RankLaunch(String name, long steps) {
    this.name = name;
    this.steps = steps;
  }

  /**
   * Starts them.
   *
   * @param name what tells it from other starts
   * @param steps how many they compute
   * @param micros how long each pauses after a step, in microseconds
   * @param more has more to say of each rank
   */
  static RankLaunch of(
      Path folder, String name, long steps, long micros, BiConsumer<Integer, ChildJvmBuilder> more)
      throws IOException {
    RankLaunch launch = new RankLaunch(name, steps);
    for (int rank = 0; rank < SIZE; rank++) {
      ChildJvmBuilder builder =
          program(RingOfProcesses.class, folder, rank, SIZE, steps, name, micros)
              .environment("CAIRN_EVERY", "50ms")
              .environment("CAIRN_BEAT_PERIOD", "200ms")
              .environment("CAIRN_RANK", Integer.toString(rank))
              .environment("CAIRN_RANK_COUNT", Integer.toString(SIZE))
              .environment("CAIRN_RANK_LEAD", "20ms")
              .environment("CAIRN_LAUNCH_ID", name);
      more.accept(rank, builder);
      launch.ranks.add(builder.start());
    }
    return launch;
  }

  static RankLaunch of(Path folder, String name, long steps) throws IOException {
    return of(folder, name, steps, MICROS, (rank, builder) -> {});
  }

  String name() {
    return name;
  }

  ChildJvm rank(int rank) {
    return ranks.get(rank);
  }

  /** All of them stand still, or go on, at about the same moment. */
  void signal(String signal) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-s", signal));
    ranks.stream()
        .filter(ChildJvm::isAlive)
        .forEach(rank -> command.add(Long.toString(rank.processId())));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  /** As a scheduler does where one has died. */
  void killAll() throws Exception {
    for (ChildJvm rank : ranks) {
      rank.killHard();
      int unused = rank.awaitExit(PATIENCE);
    }
  }

  /** All of them come to the end, with what they would have computed had nothing ever happened. */
  void shouldComeToTheEnd() throws Exception {
    shouldComeToTheEnd(PATIENCE);
  }

  /** As above, in a longer run. */
  void shouldComeToTheEnd(Duration patience) throws Exception {
    for (int rank = 0; rank < SIZE; rank++) {
      assertThat(ranks.get(rank).awaitExit(patience)).as(this::said).isZero();
      assertThat(ranks.get(rank).standardOutput())
          .as(this::said)
          .contains("result " + RingOfProcesses.expected(rank, SIZE, steps) + "\n");
    }
  }

  /**
   * All that have begun have begun with the same checkpoint, at the same step, and none older than
   * one that somebody was told is durable.
   *
   * @param newest that one
   * @return the newest that somebody was told of by now
   */
  long shouldHaveGoneOnTogether(long newest) {
    String together = null;
    long told = newest;
    for (ChildJvm rank : ranks) {
      String output = rank.standardOutput();
      assertThat(rank.standardError()).as(this::said).doesNotContain("TORN");
      for (MatchResult begin : BEGIN.matcher(output).results().toList()) {
        String here = begin.group(1) + " " + begin.group(2);
        assertThat(here).as(this::said).isEqualTo(together == null ? here : together);
        together = here;
        assertThat(position(begin.group(2))).as(this::said).isGreaterThanOrEqualTo(newest);
      }
      for (MatchResult durable : DURABLE.matcher(output).results().toList()) {
        told = Math.max(told, position(durable.group(1) + "/" + durable.group(2)));
      }
    }
    return told;
  }

  private static long position(String id) {
    if (id.equals("none")) {
      return 0;
    }
    String[] parts = id.split("/", 2);
    return Long.parseLong(parts[0]) * ATTEMPT + Long.parseLong(parts[1]);
  }

  String said() {
    StringBuilder all = new StringBuilder(name + "\n");
    for (ChildJvm rank : ranks) {
      all.append(rank.standardOutput()).append(rank.standardError()).append("--\n");
    }
    return all.toString();
  }

  @Override
  public void close() {
    ranks.forEach(ChildJvm::close);
  }
}
