/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.CheckpointException;
import dev.cairn.internal.engine.ProcessIdentity;
import dev.cairn.internal.format.JsonException;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.Owner;
import dev.cairn.internal.store.RunFolder;
import dev.cairn.internal.store.RunHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A run as its folder shows it. No checkpoint is opened for it, but the newest where it is of
 * several ranks, or its status does not tell whether it is complete; nothing is written. Immutable;
 * of one moment.
 *
 * @param name its name
 * @param folder its folder
 * @param state how it stands
 * @param problem why it cannot be read; empty where it can
 * @param attempts the number of its last attempt; 0 where there is none
 * @param checkpoints its checkpoints, the newest last; one that an attempt went on from is there
 *     under both numbers
 * @param newestBytes how long the newest file is, and where it is of several ranks their parts
 * @param ranks how those compare in the newest; empty where it is of one JVM, or cannot be read
 * @param newestAt when the newest was taken, as its writer said, or else the file system
 * @param owner who owns the last attempt
 * @param status what the last attempt has said of itself
 * @param description what run.json says
 */
public record RunView(
    String name,
    Path folder,
    RunState state,
    String problem,
    long attempts,
    List<CheckpointFile> checkpoints,
    long newestBytes,
    Optional<RankBalance> ranks,
    Optional<Instant> newestAt,
    Optional<Owner> owner,
    JsonObject status,
    JsonObject description) {
  /** Beats that may be late, or seen late, before anybody is called silent. */
  private static final int PATIENCE = 3;

  private static final JsonObject NOTHING = new JsonObject();

  /**
   * Looks at a folder.
   *
   * @param folder the folder of a run
   * @param now the clock here, to which only people's eyes compare that of others
   */
  public static RunView of(Path folder, Instant now) {
    return of(folder, now, new RankHeads(() -> KeyRing.NONE));
  }

  /**
   * As {@link #of(Path, Instant)}, for whoever looks again and again, or has keys.
   *
   * @param heads by which the newest checkpoint of several ranks is read
   */
  public static RunView of(Path folder, Instant now, RankHeads heads) {
    try {
      return read(folder, now, heads);
    } catch (IOException | RuntimeException e) {
      return unreadable(folder, e);
    }
  }

  private static RunView unreadable(Path folder, Exception e) {
    return new RunView(
        nameOf(folder),
        folder,
        RunState.UNREADABLE,
        e.getClass().getSimpleName() + ": " + e.getMessage(),
        0,
        List.of(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        NOTHING,
        NOTHING);
  }

  private static RunView read(Path folder, Instant now, RankHeads heads) throws IOException {
    RunFolder run = RunFolder.toBeRead(folder);
    List<EpochFolder> epochs = run.epochs();
    JsonObject description = parsed(run::description);
    JsonObject status = SoundStatus.of(parsed(run::status));
    List<CheckpointFile> files = run.catalog().files();
    String name = nameOf(folder);
    if (epochs.isEmpty()) {
      return new RunView(
          name,
          folder,
          RunState.EMPTY,
          "",
          0,
          files,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          status,
          description);
    }
    EpochFolder last = lastThatComputed(epochs);
    Optional<CheckpointFile> newest =
        files.isEmpty() ? Optional.empty() : Optional.of(files.get(files.size() - 1));
    Optional<Owner> owner = last.owner();
    boolean isPutOut = epochs.get(epochs.size() - 1).number() != last.number();
    RunState state = state(last, owner, status, now);
    Optional<RankHeads.Head> head =
        isOfRanks(owner) ? newest.flatMap(file -> heads.ofNewest(folder, file)) : Optional.empty();
    if (state == RunState.ENDED && newest.isPresent() && isEndState(newest.get(), head)) {
      state = RunState.COMPLETE; // its status is of another attempt, or cannot be read
    }
    return new RunView(
        name,
        folder,
        isPutOut && state.mayGoOn() ? RunState.ENDED : state,
        "",
        last.number(),
        files,
        newest.isPresent() ? bytes(newest.get(), head) : 0,
        head.map(RankHeads.Head::ranks),
        newest.isPresent() ? Optional.of(takenAt(newest.get(), status)) : Optional.empty(),
        owner,
        status,
        description);
  }

  /** All ranks of a start have something in common; a single JVM has not. */
  private static boolean isOfRanks(Optional<Owner> owner) {
    return owner.filter(found -> !found.launch().isEmpty()).isPresent();
  }

  /** Of several ranks with their parts. */
  private static long bytes(CheckpointFile newest, Optional<RankHeads.Head> head)
      throws IOException {
    return Files.size(newest.path()) + head.map(found -> found.ranks().bytes().sum()).orElse(0L);
  }

  private static boolean isEndState(CheckpointFile newest, Optional<RankHeads.Head> head) {
    if (head.isPresent()) {
      return head.get().complete();
    }
    try (CheckpointView view = CheckpointView.open(newest.path(), KeyRing.NONE)) {
      return view.info().complete();
    } catch (CheckpointException | IOException e) {
      return false; // damaged or encrypted: verify and show say so
    }
  }

  /** What people did to the run is no attempt of its program's. */
  private static EpochFolder lastThatComputed(List<EpochFolder> epochs) {
    for (int i = epochs.size() - 1; i > 0; i--) {
      if (!epochs.get(i).isOfMaintenance()) {
        return epochs.get(i);
      }
    }
    return epochs.get(0);
  }

  private static String nameOf(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? folder.toString() : name.toString();
  }

  /** A text of a run's, for people. */
  private interface Text {
    Optional<String> read() throws IOException;
  }

  /** What is there for people alone may be anything: the checkpoints count. */
  private static JsonObject parsed(Text text) {
    try {
      Optional<String> found = text.read();
      return found.isPresent() ? JsonObject.parse(found.get()) : NOTHING;
    } catch (IOException | JsonException e) {
      return NOTHING;
    }
  }

  private static Instant takenAt(CheckpointFile newest, JsonObject status) throws IOException {
    boolean said = status.string("newest", "").equals(newest.id());
    return said && status.members().containsKey("newestAt")
        ? Instant.parse(status.string("newestAt"))
        : Files.getLastModifiedTime(newest.path()).toInstant();
  }

  private static RunState state(
      EpochFolder last, Optional<Owner> owner, JsonObject status, Instant now) throws IOException {
    boolean isOfLast = status.number("epoch", 0) == last.number();
    RunState said = isOfLast ? said(status.string("state", "")) : RunState.RUNNING;
    if (said == RunState.COMPLETE) {
      return said;
    }
    if (last.isReleased()) {
      return said == RunState.STOPPED ? said : RunState.ENDED;
    }
    if (owner.isPresent() && ProcessIdentity.isCertainlyDead(owner.get())) {
      return RunState.KILLED;
    }
    long beatMillis = owner.map(Owner::beatMillis).orElse(30_000L);
    Path beatFile = last.path().resolve("beat");
    Path sign = Files.exists(beatFile) ? beatFile : last.path();
    Instant beat = Files.getLastModifiedTime(sign).toInstant();
    boolean silent =
        Duration.between(beat, now).toMillis()
            > PATIENCE * beatMillis + Duration.ofSeconds(10).toMillis();
    return silent ? RunState.SILENT : said;
  }

  private static RunState said(String state) {
    return switch (state) {
      case "STOPPING", "STOPPED", "COMPLETE" -> RunState.valueOf(state);
      default -> RunState.RUNNING;
    };
  }

  /** The newest checkpoint. */
  public Optional<CheckpointFile> newest() {
    return checkpoints.isEmpty()
        ? Optional.empty()
        : Optional.of(checkpoints.get(checkpoints.size() - 1));
  }

  /** True where its last attempt is one of several ranks. */
  public boolean isOfRanks() {
    return isOfRanks(owner);
  }

  /** The same with its newest checkpoint alone, for whoever keeps many. */
  public RunView brief() {
    return new RunView(
        name,
        folder,
        state,
        problem,
        attempts,
        newest().map(List::of).orElse(List.of()),
        newestBytes,
        ranks,
        newestAt,
        owner,
        status,
        description);
  }

  /** What has happened to it, as it was written down; empty where that cannot be read. */
  public RunHistory history() {
    try {
      return RunHistory.parse(RunFolder.toBeRead(folder).history().orElse(""));
    } catch (IOException e) {
      return new RunHistory();
    }
  }

  /** Where it would be found by others: host and process, and the job where there is one. */
  public String where() {
    return owner
        .map(
            found ->
                found.job().containsKey("job")
                    ? "job " + found.job().get("job") + " on " + found.host()
                    : found.host() + ":" + found.pid())
        .orElse("");
  }

  /** The state as people read it. */
  public String stateText() {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
