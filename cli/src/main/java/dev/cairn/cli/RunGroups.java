/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.cli.Terminal.Mark;
import dev.cairn.internal.inspect.RunState;
import dev.cairn.internal.inspect.RunView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Runs that are tasks of one array, or are named as such, in one line each. Immutable. */
final class RunGroups {
  /** So many of a kind and more are one line. */
  private static final int MANY = 6;

  /** So many are named that need somebody to look at them. */
  private static final int MOST_NAMED = 5;

  private final List<RunView> single = new ArrayList<>();
  private final Map<String, List<RunView>> groups = new LinkedHashMap<>();

  /**
   * Groups.
   *
   * @param all false where each is a line of its own
   */
  RunGroups(List<RunView> views, boolean all) {
    Map<String, List<RunView>> kinds = new LinkedHashMap<>();
    views.forEach(view -> kinds.computeIfAbsent(kind(view), key -> new ArrayList<>()).add(view));
    kinds.forEach(
        (kind, some) -> {
          if (all || some.size() < MANY) {
            single.addAll(some);
          } else {
            groups.put(kind, some);
          }
        });
  }

  /** The digest behind a name, and the last number before it, are those of a task. */
  private static String kind(RunView view) {
    String name = view.name().replaceAll("-[0-9a-f]{8}$", "-*");
    return name.replaceAll("\\d+(?=\\D*$)", "*");
  }

  /** Those that are of no group. */
  List<RunView> single() {
    return single;
  }

  /** A line for each group. */
  List<String> lines(Terminal terminal, Instant now) {
    List<String> lines = new ArrayList<>();
    groups.forEach((kind, views) -> lines.add(line(terminal, kind, views, now)));
    return lines;
  }

  private static String line(Terminal terminal, String kind, List<RunView> views, Instant now) {
    Map<String, Long> states =
        views.stream()
            .collect(
                Collectors.groupingBy(RunView::stateText, TreeMap::new, Collectors.counting()));
    String counted =
        states.entrySet().stream()
            .map(state -> Texts.number(state.getValue()) + " " + state.getKey())
            .collect(Collectors.joining(", "));
    return terminal.marked(Mark.BOLD, kind)
        + "  "
        + Texts.count(views.size(), "run", "runs")
        + ": "
        + counted
        + "; newest checkpoints of "
        + Texts.size(views.stream().mapToLong(RunView::newestBytes).sum())
        + oldest(views, now)
        + inTrouble(terminal, views);
  }

  private static String oldest(List<RunView> views, Instant now) {
    Optional<RunView> oldest =
        views.stream()
            .filter(view -> view.state() == RunState.RUNNING && view.newestAt().isPresent())
            .min(Comparator.comparing(view -> view.newestAt().orElseThrow()));
    return oldest
        .map(
            view ->
                ", the oldest of a running one "
                    + Texts.age(view.newestAt().orElseThrow(), now)
                    + " old ("
                    + view.name()
                    + ")")
        .orElse("");
  }

  private static String inTrouble(Terminal terminal, List<RunView> views) {
    List<String> names =
        views.stream().filter(view -> isInTrouble(view.state())).map(RunView::name).toList();
    if (names.isEmpty()) {
      return "";
    }
    String some = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
    return "; "
        + terminal.marked(Mark.BAD, "look at ")
        + some
        + (names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "");
  }

  private static boolean isInTrouble(RunState state) {
    return switch (state) {
      case KILLED, SILENT, UNREADABLE -> true;
      case RUNNING, STOPPING, STOPPED, ENDED, COMPLETE, EMPTY -> false;
    };
  }
}
