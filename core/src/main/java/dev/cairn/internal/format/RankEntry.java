/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a file is in a run of several ranks: the part of one rank, or the checkpoint itself, which
 * has no graph and says where the parts are.
 */
public sealed interface RankEntry {
  /** As it stands in the manifest. */
  JsonObject toJson();

  /**
   * How many messages a rank has exchanged with another since its attempt began.
   *
   * @param sent to it
   * @param received from it
   */
  record Messages(long sent, long received) {}

  /**
   * The part of a rank.
   *
   * @param rank whose
   * @param size how many ranks there are
   * @param messages by peer; empty where the program does not count them
   * @param common the roots that are the same on all ranks
   */
  record Part(int rank, int size, Map<Integer, Messages> messages, Set<String> common)
      implements RankEntry {
    /** Copies and sorts. */
    public Part {
      messages = new TreeMap<>(messages);
      common = new TreeSet<>(common);
    }

    @Override
    public JsonObject toJson() {
      List<Object> counts = new ArrayList<>();
      messages.forEach(
          (peer, count) ->
              counts.add(
                  new JsonObject()
                      .with("peer", (long) peer)
                      .with("sent", count.sent())
                      .with("received", count.received())));
      return new JsonObject()
          .with("rank", (long) rank)
          .with("size", (long) size)
          .with("messages", counts)
          .with("common", List.copyOf(common));
    }
  }

  /**
   * Where the part of a rank is, in the room of that rank beside the checkpoint.
   *
   * @param rank whose
   * @param sequence its number there
   * @param uuid its identity
   * @param length its bytes
   * @param safepoint the safepoint of the attempt at which it was taken
   * @param ended true where the rank has nothing more to compute
   * @param arrivalNanos from the request until every thread of the rank waited
   * @param captureNanos from then until they were let go
   */
  record PartFile(
      int rank,
      long sequence,
      UUID uuid,
      long length,
      long safepoint,
      boolean ended,
      long arrivalNanos,
      long captureNanos) {
    /** How long the rank was paused. */
    public long pauseNanos() {
      return arrivalNanos + captureNanos;
    }

    private JsonObject toJson() {
      return new JsonObject()
          .with("rank", (long) rank)
          .with("sequence", sequence)
          .with("uuid", uuid.toString())
          .with("length", length)
          .with("safepoint", safepoint)
          .with("ended", ended)
          .with("arrivalNanos", arrivalNanos)
          .with("captureNanos", captureNanos);
    }

    private static PartFile fromJson(JsonObject json) {
      return new PartFile(
          Math.toIntExact(json.number("rank")),
          json.number("sequence"),
          UUID.fromString(json.string("uuid")),
          json.number("length"),
          json.number("safepoint"),
          Boolean.TRUE.equals(json.members().get("ended")),
          json.number("arrivalNanos"),
          json.number("captureNanos"));
    }
  }

  /**
   * The checkpoint.
   *
   * @param parts one of each rank, in their order; at least one
   */
  record Whole(List<PartFile> parts) implements RankEntry {
    /** Copies the list. */
    public Whole {
      parts = List.copyOf(parts);
      if (parts.isEmpty()) {
        throw new JsonException("it has the part of no rank");
      }
      for (int rank = 0; rank < parts.size(); rank++) {
        if (parts.get(rank).rank() != rank) {
          throw new JsonException("the part of rank " + rank + " is missing");
        }
      }
    }

    /** How many bytes the parts have. */
    public long bytes() {
      return parts.stream().mapToLong(PartFile::length).sum();
    }

    @Override
    public JsonObject toJson() {
      List<Object> files = new ArrayList<>();
      parts.forEach(part -> files.add(part.toJson()));
      return new JsonObject().with("parts", files);
    }
  }

  /** Reads it. */
  static RankEntry fromJson(JsonObject json) {
    if (json.members().containsKey("parts")) {
      return new Whole(json.objects("parts").stream().map(PartFile::fromJson).toList());
    }
    Map<Integer, Messages> messages = new TreeMap<>();
    for (JsonObject count : json.objects("messages")) {
      messages.put(
          Math.toIntExact(count.number("peer")),
          new Messages(count.number("sent"), count.number("received")));
    }
    return new Part(
        Math.toIntExact(json.number("rank")),
        Math.toIntExact(json.number("size")),
        messages,
        Set.copyOf(json.strings("common")));
  }
}
