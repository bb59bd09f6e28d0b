/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.cli.Terminal.Mark;
import dev.cairn.internal.format.BlockFile;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.format.OutputRecord;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.inspect.CheckpointView;
import dev.cairn.internal.inspect.FieldSizes;
import dev.cairn.internal.inspect.RankBalance;
import dev.cairn.internal.inspect.StatePath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a checkpoint. */
@Command(
    name = "show",
    description =
        "Shows a checkpoint: who wrote it, when and why, what it cost, and what is in it; or values of its state.")
final class ShowVerb extends Verb.Reading {
  private static final int MOST_FIELDS = 12;

  /** Streams of so many bytes are walked without being asked for it. */
  private static final long WALKED = 64L << 20;

  @Parameters(arity = "1", paramLabel = "CHECKPOINT", description = "Its file, RUN@3/42, or RUN.")
  private String word;

  @Option(
      names = {"-p", "--path"},
      paramLabel = "PATH",
      description = "Values of the state: sim.sweep, walkers[3].position, names{alpha}.")
  private String path;

  @Option(
      names = "--depth",
      description = "How deep to go into objects (default: ${DEFAULT-VALUE}).")
  private int depth = 2;

  @Option(
      names = "--elements",
      description = "How many elements of collections and arrays (default: ${DEFAULT-VALUE}).")
  private int elements = 10;

  @Option(names = "--schema", description = "The classes of the state, with their fields.")
  private boolean schema;

  @Option(
      names = "--sizes",
      description = "The largest fields, however long it takes to find them.")
  private boolean sizes;

  @Override
  int run() throws IOException {
    try (CheckpointView view = CheckpointView.open(target().checkpoint(word).path(), keys())) {
      if (path != null) {
        StateText text = new StateText(view, depth, elements);
        StatePath.Found found = StatePath.parse(path).in(view);
        if (isJson()) {
          print(text.json(found));
        } else {
          text.lines(found).forEach(terminal()::line);
        }
      } else if (isJson()) {
        print(json(view));
      } else {
        show(view);
      }
    }
    return ExitCode.GOOD;
  }

  private boolean isMeasured(CheckpointView view) {
    return view.ranks().isEmpty() && (sizes || view.streamBytes() <= WALKED);
  }

  private void show(CheckpointView view) throws IOException {
    Manifest manifest = view.manifest();
    Manifest.Progress progress = manifest.progress();
    terminal()
        .line(
            terminal()
                .marked(
                    Mark.BOLD,
                    "checkpoint "
                        + manifest.epoch()
                        + "/"
                        + manifest.sequence()
                        + " of run "
                        + manifest.run()));
    Instant at = Instant.ofEpochMilli(progress.takenAtMillis());
    line("file", view.path().toString());
    line("taken", at + ", " + Texts.age(at, Instant.now()) + " ago, reason " + manifest.reason());
    line(
        "computed",
        Texts.span(Duration.ofNanos(progress.computeNanos()))
            + " over all attempts"
            + (progress.interruptions() > 0
                ? ", " + Texts.count(progress.interruptions(), "interruption", "interruptions")
                : "")
            + (progress.safepoints() >= 0
                ? ", " + Texts.number(progress.safepoints()) + " safepoints"
                : ""));
    Manifest.Timings timings = manifest.timings();
    line(
        "pause",
        Texts.millis((timings.arrivalNanos() + timings.captureNanos()) / 1_000_000)
            + " (until all threads waited "
            + Texts.millis(timings.arrivalNanos() / 1_000_000)
            + ", capture "
            + Texts.millis(timings.captureNanos() / 1_000_000)
            + ")");
    Optional<RankEntry.Whole> ranks = view.ranks();
    line(
        "size",
        ranks.isPresent()
            ? RankText.size(view.info().bytes(), ranks.get().parts().size())
            : Texts.size(view.info().bytes())
                + " for a state of "
                + Texts.size(view.stateBytes())
                + ", "
                + Texts.count(manifest.graph().objects(), "object", "objects"));
    ranks.ifPresent(this::showRanks);
    if (!view.needs().isEmpty()) {
      line(
          "shares",
          "blocks of "
              + Texts.count(view.needs().size(), "earlier file", "earlier files")
              + ": "
              + String.join(", ", view.needs().stream().map(ShowVerb::id).toList()));
    }
    line(
        "written by",
        manifest.writer().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", ")));
    List<String> arguments = manifest.parameters().arguments();
    line("arguments", arguments == null ? "(do not count)" : String.join(" ", arguments));
    if (!manifest.parameters().named().isEmpty()) {
      line("parameters", String.join(", ", manifest.parameters().named()));
    }
    line("roots", String.join(", ", roots(manifest)));
    manifest
        .images()
        .forEach(
            image ->
                line(
                    "off heap",
                    image.name() + ", " + image.kind() + ", " + Texts.size(image.length())));
    manifest.outputs().forEach(output -> line("output", describe(output)));
    if (schema) {
      showSchema(manifest);
    }
    if (ranks.isEmpty()) {
      showSizes(view);
    }
  }

  /** Which rank holds up the others, and by how much. */
  private void showRanks(RankEntry.Whole whole) {
    line("ranks", RankText.whole(RankBalance.of(whole)));
    for (RankEntry.PartFile part : whole.parts()) {
      line(
          "rank " + part.rank(),
          "part "
              + part.sequence()
              + ", "
              + Texts.size(part.length())
              + ", paused "
              + Texts.nanos(part.pauseNanos())
              + ", at safepoint "
              + Texts.number(part.safepoint())
              + (part.ended() ? ", has ended" : ""));
    }
  }

  private static String id(BlockFile file) {
    return Long.toString(file.sequence());
  }

  private static String describe(OutputRecord output) {
    long bytes = output.parts().stream().mapToLong(OutputRecord.Part::length).sum();
    return output.path() + ", " + Texts.number(bytes) + " bytes";
  }

  private static List<String> roots(Manifest manifest) {
    return List.copyOf(manifest.graph().roots().keySet());
  }

  private void line(String what, String text) {
    terminal().line(terminal().marked(Mark.FAINT, String.format("%-11s", what)) + text);
  }

  private void showSchema(Manifest manifest) {
    terminal().line();
    manifest
        .graph()
        .types()
        .forEach(
            type -> {
              terminal()
                  .line(
                      type.name()
                          + "  "
                          + type.how()
                          + (type.base().isEmpty() ? "" : " extends " + type.base()));
              type.fields()
                  .forEach(field -> terminal().line("  " + field.name() + " : " + field.type()));
            });
  }

  private void showSizes(CheckpointView view) throws IOException {
    if (!isMeasured(view)) {
      line(
          "largest",
          "not looked for: its graph has " + Texts.size(view.streamBytes()) + "; ask with --sizes");
      return;
    }
    List<FieldSizes.Size> all;
    try {
      all = FieldSizes.of(view);
    } catch (OutOfMemoryError e) {
      line("largest", "not found: its graph needs more memory; CAIRN_JAVA_OPTIONS=-Xmx2g gives it");
      return;
    }
    terminal().line();
    Table table = new Table("LARGEST FIELDS", "BYTES", "OBJECTS");
    all.stream()
        .limit(MOST_FIELDS)
        .forEach(
            size -> table.row(size.name(), Texts.size(size.bytes()), Texts.number(size.objects())));
    table.print(terminal());
  }

  private JsonObject json(CheckpointView view) throws IOException {
    Manifest manifest = view.manifest();
    JsonObject json =
        new JsonObject()
            .with("run", manifest.run())
            .with("checkpoint", manifest.epoch() + "/" + manifest.sequence())
            .with("path", view.path().toString())
            .with("uuid", manifest.uuid().toString())
            .with("reason", manifest.reason())
            .with("takenAt", Instant.ofEpochMilli(manifest.progress().takenAtMillis()).toString())
            .with("computeSeconds", manifest.progress().computeNanos() / 1_000_000_000)
            .with("safepoints", manifest.progress().safepoints())
            .with("interruptions", manifest.progress().interruptions())
            .with("arrivalNanos", manifest.timings().arrivalNanos())
            .with("captureNanos", manifest.timings().captureNanos())
            .with("bytes", view.info().bytes())
            .with("stateBytes", view.stateBytes())
            .with("objects", manifest.graph().objects())
            .with("roots", roots(manifest))
            .with("needs", view.neededPaths().stream().map(Object::toString).toList())
            .with("writer", JsonObject.of(manifest.writer()))
            .with("arguments", manifest.parameters().arguments())
            .with("parameters", manifest.parameters().named());
    List<Object> outputs = new ArrayList<>();
    manifest
        .outputs()
        .forEach(
            output ->
                outputs.add(
                    new JsonObject()
                        .with("path", output.path())
                        .with(
                            "bytes",
                            output.parts().stream().mapToLong(OutputRecord.Part::length).sum())));
    json.with("outputs", outputs);
    view.ranks().ifPresent(whole -> json.with("ranks", RankText.json(whole)));
    if (isMeasured(view)) {
      List<Object> fields = new ArrayList<>();
      FieldSizes.of(view)
          .forEach(
              size ->
                  fields.add(
                      new JsonObject()
                          .with("field", size.name())
                          .with("bytes", size.bytes())
                          .with("objects", size.objects())));
      json.with("fields", fields);
    }
    return json;
  }
}
