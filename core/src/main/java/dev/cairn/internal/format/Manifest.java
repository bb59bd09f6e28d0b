/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The head of a checkpoint file: who wrote it, when and why, and how its graph is to be read. JSON
 * in the file, so that it can be shown with none of the user's classes.
 *
 * @param uuid the identity of the file, the same as in its header and trailer
 * @param run the name of the run
 * @param epoch the attempt that wrote it
 * @param sequence its number within the attempt
 * @param reason why it was taken
 * @param progress what was reached
 * @param timings what it cost
 * @param writer the program and machine that wrote it
 * @param code a digest of each of the program's classes that the state has, by name
 * @param parameters what the results depend on
 * @param outputs the program's append-only files that belong to it
 * @param images state outside the heap, in the order of its sections
 * @param graph how the object graph is to be read
 * @param ranks what the file is in a run of several ranks; empty in any other
 */
public record Manifest(
    UUID uuid,
    String run,
    long epoch,
    long sequence,
    String reason,
    Progress progress,
    Timings timings,
    Map<String, String> writer,
    Map<String, String> code,
    Parameters parameters,
    List<OutputRecord> outputs,
    List<ImageEntry> images,
    Graph graph,
    Optional<RankEntry> ranks) {

  /**
   * What a run had reached.
   *
   * @param takenAtMillis the writer's clock, milliseconds since 1970; for people only
   * @param safepoints safepoints passed over all attempts; -1 where they were not counted
   * @param computeNanos time computed over all attempts
   * @param interruptions how many attempts have ended without saying so
   */
  public record Progress(
      long takenAtMillis, long safepoints, long computeNanos, long interruptions) {
    /** What a fresh run has reached. */
    public static final Progress NOTHING = new Progress(0, 0, 0, 0);

    /** The safepoints, where they were counted. */
    public OptionalLong counted() {
      return safepoints < 0 ? OptionalLong.empty() : OptionalLong.of(safepoints);
    }
  }

  /**
   * What the results of a run depend on: a resume with others is refused.
   *
   * @param arguments the arguments of the program; null where they do not count
   * @param named what the program has said beside them
   */
  public record Parameters(List<String> arguments, List<String> named) {
    /** Nothing counts. */
    public static final Parameters NONE = new Parameters(null, List.of());
  }

  /**
   * What a checkpoint cost.
   *
   * @param arrivalNanos from the request until every thread waited
   * @param captureNanos from then until the threads were let go
   */
  public record Timings(long arrivalNanos, long captureNanos) {}

  /**
   * How the object graph is to be read.
   *
   * @param objects how many objects it has
   * @param outOfLineBytes arrays of at least this many bytes have a section of their own
   * @param roots the object number of each root, by name
   * @param types how the classes are written, in the order of their numbers
   */
  public record Graph(
      long objects, int outOfLineBytes, Map<String, Long> roots, List<TypeEntry> types) {
    /** Of a file that has none. */
    public static final Graph NONE = new Graph(0, 0, Map.of(), List.of());
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.with("run", run).with("epoch", epoch).with("sequence", sequence).with("reason", reason);
    json.with("uuid", uuid.toString());
    json.with(
        "progress",
        new JsonObject()
            .with("takenAtMillis", progress.takenAtMillis())
            .with("safepoints", progress.safepoints())
            .with("computeNanos", progress.computeNanos())
            .with("interruptions", progress.interruptions()));
    json.with(
        "timings",
        new JsonObject()
            .with("arrivalNanos", timings.arrivalNanos())
            .with("captureNanos", timings.captureNanos()));
    json.with("writer", JsonObject.of(writer)).with("code", JsonObject.of(code));
    json.with("arguments", parameters.arguments()).with("parameters", parameters.named());
    List<Object> files = new ArrayList<>();
    outputs.forEach(output -> files.add(output.toJson()));
    List<Object> states = new ArrayList<>();
    images.forEach(image -> states.add(image.toJson()));
    json.with("outputs", files).with("images", states).with("graph", graphToJson());
    ranks.ifPresent(entry -> json.with("ranks", entry.toJson()));
    return json;
  }

  private JsonObject graphToJson() {
    List<Object> types = new ArrayList<>();
    graph.types().forEach(type -> types.add(type.toJson()));
    return new JsonObject()
        .with("objects", graph.objects())
        .with("outOfLineBytes", (long) graph.outOfLineBytes())
        .with("roots", JsonObject.of(graph.roots()))
        .with("types", types);
  }

  static Manifest fromJson(JsonObject json) {
    JsonObject progress = json.object("progress");
    JsonObject timings = json.object("timings");
    return new Manifest(
        UUID.fromString(json.string("uuid")),
        json.string("run"),
        json.number("epoch"),
        json.number("sequence"),
        json.string("reason"),
        new Progress(
            progress.number("takenAtMillis"),
            progress.number("safepoints"),
            progress.number("computeNanos"),
            // The first versions did not count them.
            progress.members().containsKey("interruptions") ? progress.number("interruptions") : 0),
        new Timings(timings.number("arrivalNanos"), timings.number("captureNanos")),
        texts(json.object("writer")),
        texts(json.object("code")),
        new Parameters(
            json.members().get("arguments") == null ? null : json.strings("arguments"),
            json.strings("parameters")),
        json.objects("outputs").stream().map(OutputRecord::fromJson).toList(),
        json.objects("images").stream().map(ImageEntry::fromJson).toList(),
        graphFromJson(json.object("graph")),
        json.members().containsKey("ranks")
            ? Optional.of(RankEntry.fromJson(json.object("ranks")))
            : Optional.empty());
  }

  private static Graph graphFromJson(JsonObject json) {
    List<TypeEntry> types = new ArrayList<>();
    json.objects("types").forEach(type -> types.add(TypeEntry.fromJson(type)));
    Map<String, Long> roots = new LinkedHashMap<>();
    JsonObject stored = json.object("roots");
    stored.members().keySet().forEach(name -> roots.put(name, stored.number(name)));
    return new Graph(
        json.number("objects"), Math.toIntExact(json.number("outOfLineBytes")), roots, types);
  }

  private static Map<String, String> texts(JsonObject json) {
    Map<String, String> texts = new LinkedHashMap<>();
    json.members().keySet().forEach(name -> texts.put(name, json.string(name)));
    return texts;
  }
}
