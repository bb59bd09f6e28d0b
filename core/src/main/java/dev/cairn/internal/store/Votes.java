/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What each rank has to say of a topic: the name of a file, which is there whole or not at all, so
 * that one listing tells all of them. Where there are many, the names stand in folders of some
 * each.
 *
 * <p>Thread-safe: it has no state but its path.
 */
public final class Votes {
  private static final String TOPIC = "votes-";
  private static final Pattern VOTE = Pattern.compile("(\\d{5,9})\\.([A-Za-z0-9._-]*)");

  private final DurableFiles files;
  private final Path folder;
  private final int size;

  Votes(DurableFiles files, Path folder, int size) {
    this.files = files;
    this.folder = folder;
    this.size = size;
  }

  static boolean isTopic(String name) {
    return name.startsWith(TOPIC);
  }

  /** Those among some names of which somebody has something to say. */
  public static Set<String> topicsIn(Set<String> names) {
    return names.stream()
        .filter(Votes::isTopic)
        .map(name -> name.substring(TOPIC.length()))
        .collect(Collectors.toSet());
  }

  /**
   * Says something; a second time is the same as once.
   *
   * @param topic of what
   * @param rank who
   * @param answer letters, digits, dots and hyphens
   */
  public void cast(String topic, int rank, String answer) throws IOException {
    cast(topic, rank, answer, "");
  }

  /**
   * As {@link #cast(String, int, String)}, with what does not go into a name.
   *
   * @param text for people
   */
  public void cast(String topic, int rank, String answer, String text) throws IOException {
    Path place = placeOf(topic, rank);
    try {
      write(place.resolve(nameOf(rank, answer)), text);
    } catch (NoSuchFileException e) {
      files.createFolders(place);
      write(place.resolve(nameOf(rank, answer)), text);
    }
  }

  private void write(Path vote, String text) throws IOException {
    if (text.isEmpty()) {
      try {
        files.writeNew(vote, text);
      } catch (FileAlreadyExistsException e) {
        // Said before.
      }
      return;
    }
    Path pending =
        vote.resolveSibling(Names.pending(DurableFiles.nameOf(vote), DurableFiles.nonce()));
    files.writeNew(pending, text);
    DurableFiles.rename(pending, vote);
  }

  private static String nameOf(int rank, String answer) {
    return String.format(Locale.ROOT, "%05d.%s", rank, answer);
  }

  private Path placeOf(String topic, int rank) {
    Path place = folder.resolve(TOPIC + topic);
    return Names.areRanksGrouped(size) ? place.resolve(Names.group(rank)) : place;
  }

  /**
   * What is said so far, by rank. Of a rank that has said two things it is the one that is first in
   * the order of letters.
   */
  public Map<Integer, String> of(String topic) throws IOException {
    Map<Integer, String> found = new TreeMap<>();
    Path place = folder.resolve(TOPIC + topic);
    if (!Names.areRanksGrouped(size)) {
      addAll(found, place);
      return found;
    }
    for (String group : Catalog.list(place)) {
      addAll(found, place.resolve(group));
    }
    return found;
  }

  private void addAll(Map<Integer, String> found, Path place) throws IOException {
    for (String name : Catalog.list(place)) {
      Matcher vote = VOTE.matcher(name);
      if (vote.matches() && !Names.isPending(name) && Long.parseLong(vote.group(1)) < size) {
        found.merge(
            Integer.parseInt(vote.group(1)),
            vote.group(2),
            (one, other) -> one.compareTo(other) <= 0 ? one : other);
      }
    }
  }

  /** What a rank has added to its answer. */
  public String textOf(String topic, int rank, String answer) {
    try {
      return Files.readString(placeOf(topic, rank).resolve(nameOf(rank, answer)));
    } catch (IOException e) {
      return "";
    }
  }

  /** Nobody needs it any more. */
  public void forget(String topic) throws IOException {
    RunFolder.deleteTree(folder.resolve(TOPIC + topic));
  }
}
