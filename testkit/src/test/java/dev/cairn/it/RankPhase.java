/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How far ranks are with what they agree on, as their folder shows it while all stand still. */
enum RankPhase {
  /** It is not decided yet what they go on from. */
  OPENING,
  /** That is decided, and this rank has not saved anything. */
  DECODING,
  /** Nothing is under way. */
  COMPUTING,
  /** A checkpoint is announced, or others have come to it, and this rank has not begun to write. */
  ANNOUNCED,
  /** This rank writes its part. */
  WRITING,
  /** This rank has reported its part, and others have not. */
  REPORTED,
  /** All have, and nobody was told what becomes of it. */
  COMMITTING;

  private static final String CAPTURE = "capture-";
  private static final String CUT = "cut-";
  private static final String VOTES = "votes-";

  /**
   * Looks.
   *
   * @param run the folder of the run
   * @param launch which start of the ranks
   * @param victim of which rank
   */
  static RankPhase of(Path run, String launch, int victim, int size) throws IOException {
    Optional<Path> epoch = newestEpoch(run);
    if (epoch.isEmpty()
        || !Files.readString(epoch.get().resolve("owner.json")).contains('"' + launch + '"')) {
      return OPENING;
    }
    List<String> names = names(epoch.get().resolve("agree"));
    List<String> room = names(epoch.get().resolve(String.format(Locale.ROOT, "rank-%05d", victim)));
    if (!names.contains("resume")) {
      return OPENING;
    } else if (room.stream().noneMatch(name -> name.startsWith("ckpt-"))) {
      return DECODING;
    }
    boolean writes = room.stream().anyMatch(name -> name.contains(".pending-"));
    Optional<String> open =
        names.stream()
            .filter(name -> name.startsWith(VOTES + CUT))
            .map(name -> name.substring(VOTES.length()))
            .filter(cut -> !names.contains(cut))
            .findFirst();
    if (open.isEmpty()) {
      return writes ? WRITING : isAnnounced(epoch.get(), names) ? ANNOUNCED : COMPUTING;
    }
    List<String> votes = names(epoch.get().resolve("agree").resolve(VOTES + open.get()));
    if (votes.size() >= size) {
      return COMMITTING;
    }
    String own = String.format(Locale.ROOT, "%05d.", victim);
    return votes.stream().anyMatch(vote -> vote.startsWith(own))
        ? REPORTED
        : writes ? WRITING : ANNOUNCED;
  }

  private static Optional<Path> newestEpoch(Path run) throws IOException {
    return names(run).stream()
        .filter(name -> name.startsWith("epoch-"))
        .max(Comparator.comparing(name -> name.substring(0, "epoch-000000".length())))
        .map(run::resolve)
        .filter(epoch -> Files.exists(epoch.resolve("owner.json")));
  }

  private static boolean isAnnounced(Path epoch, List<String> names) throws IOException {
    long newest = 0;
    for (String name : names) {
      if (name.matches(CAPTURE + "\\d+")) {
        newest = Math.max(newest, Long.parseLong(name.substring(CAPTURE.length())));
      }
    }
    if (newest == 0) {
      return false;
    }
    String text = Files.readString(epoch.resolve("agree").resolve(CAPTURE + newest));
    return !names.contains(CUT + text.split(" ", 2)[0]);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return new ArrayList<>(found.map(path -> path.getFileName().toString()).toList());
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
