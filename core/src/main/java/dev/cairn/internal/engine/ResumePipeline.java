/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.CheckpointSettingsException;
import dev.cairn.NoUsableCheckpointException;
import dev.cairn.ParametersDifferException;
import dev.cairn.RanksException;
import dev.cairn.ResumeMode;
import dev.cairn.UnusableCheckpointException;
import dev.cairn.internal.capture.GraphCodec;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.JsonException;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.format.OutputRecord;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.FolderSafety;
import dev.cairn.internal.store.Owner;
import dev.cairn.internal.store.RecoveryPlan;
import dev.cairn.internal.store.RunFolder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * From the folder of a run to its restored state:
 *
 * <pre>
 *   owner check -> claim -> seal older epochs -> catalog -> recovery plan -> verify and decode
 * </pre>
 *
 * <p>The order is the fence: once older epochs are sealed, what the listing shows can no longer be
 * changed by a zombie. Used by one thread, once.
 */
final class ResumePipeline {
  private final RunSettings settings;
  private final RunFolder folder;
  private final FolderSafety safety;
  private final GraphCodec codec;
  private final CodeDigest code;
  private final Map<String, Object> holders;
  private final IncludedStates included;
  private final TimeSource time;
  private final RunLog log;

  ResumePipeline(
      RunSettings settings,
      RunFolder folder,
      GraphCodec codec,
      CodeDigest code,
      Map<String, Object> holders,
      IncludedStates included,
      TimeSource time,
      RunLog log) {
    this.settings = settings;
    this.folder = folder;
    this.safety = new FolderSafety(settings.trust());
    this.codec = codec;
    this.code = code;
    this.holders = holders;
    this.included = included;
    this.time = time;
    this.log = log;
  }

  Resumed run() throws IOException, InterruptedException {
    Optional<Resumed> finished = prepare();
    if (finished.isPresent()) {
      return finished.get();
    }
    if (settings.ranks().isPresent()) {
      return new RankedResume(settings, folder, this, time).run();
    }
    EpochFolder own = claim("");
    try (Heart pulse = pulseOf(own)) {
      pulse.start();
      own.otherRights().ifPresent(rights -> warnOfRights(own, rights));
      folder.sealBefore(own);
      Resumed resumed = carryOut(RecoveryPlan.of(folder.catalog(), settings.resume()), own);
      return resumed
          .interrupted(folder.interruptedSince(writtenBy(resumed), own.number()))
          .never(noteUnreadable(resumed, own));
    } catch (IOException | RuntimeException | Error e) {
      giveBack(own, e);
      throw e;
    }
  }

  /** Decoding may take long: others must see that this attempt is alive. */
  Heart pulseOf(EpochFolder own) {
    return new Heart(new Pulse(own), settings.limits().beatPeriod(), 0);
  }

  /** Makes sure that the folder can be used; gives the end state where there is nothing to do. */
  private Optional<Resumed> prepare() throws IOException {
    safety.checkPlace(settings.directory());
    refuseBeforeAnythingIsMade();
    folder.create();
    safety.checkOwner(folder.path());
    return readIfFinished();
  }

  /** Claims the run, once no live owner is left. */
  EpochFolder claim(String launch) throws IOException, InterruptedException {
    Owner self =
        ProcessIdentity.ofThisProcess(settings.limits().beatPeriod(), settings.job(), launch);
    EpochFolder own =
        new OwnerWatch(OwnerWatch.Newcomer.of(settings), folder, time, log).claim(self);
    OpenRuns.add(settings);
    return own;
  }

  /** The attempt that wrote the checkpoint; 0 where there is none of this run. */
  static long writtenBy(Resumed resumed) {
    return resumed.ownCheckpoint().map(CheckpointInfo::epoch).orElse(0L);
  }

  void warnOfRights(EpochFolder own, String rights) {
    log.warning(
        "run "
            + settings.name()
            + ": the folder "
            + own.path()
            + " has the rights "
            + rights
            + ", and not "
            + settings.sharing().folderMode()
            + " as it was given: this file system gives rights of its own, so that it is not known who"
            + " can read or replace checkpoints; keep them elsewhere, or encrypt them with keyFile(...)");
  }

  /** What one attempt could not read is not to be deleted by those after it either. */
  Set<String> noteUnreadable(Resumed resumed, EpochFolder own) throws IOException {
    Set<String> ids = folder.unreadable();
    boolean more = false;
    for (Resumed.Skipped skipped : resumed.skipped()) {
      more |= ids.add(skipped.file().id());
    }
    if (more) {
      folder.noteUnreadable(ids, own);
    }
    return ids;
  }

  /**
   * A failed start leaves no live-looking attempt behind; a successor need not wait for it.
   * Removing needs no space on a disk that is full.
   */
  void giveBack(EpochFolder own, Throwable reason) {
    OpenRuns.remove(settings.key());
    try {
      own.discard();
    } catch (IOException | RuntimeException e) {
      release(own, reason);
    }
  }

  static void release(EpochFolder own, Throwable reason) {
    try {
      own.release();
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  /** A finished run is not claimed: it is only read, by as many as like. */
  private Optional<Resumed> readIfFinished() throws IOException {
    List<CheckpointFile> files = folder.catalog().files();
    if (files.isEmpty() || settings.resume() == ResumeMode.NEVER) {
      return Optional.empty();
    }
    CheckpointFile newest = files.get(files.size() - 1);
    try (CheckpointFileReader reader = open(newest)) {
      // A start that will be refused must not put anybody out first.
      checkParameters(reader.manifest());
      if (CheckpointFiles.info(reader).reason() == CheckpointReason.COMPLETE) {
        return Optional.of(
            Resumed.finished(settings.ranks().isPresent() ? decodeEnd(reader) : decode(reader)));
      }
    } catch (UnusableCheckpointException | IOException e) {
      // An attempt that claims the run will say so, and walk back.
    }
    return Optional.empty();
  }

  /** All ranks of a run that is finished say so, each for itself: none can walk back alone. */
  private Resumed.Restored decodeEnd(CheckpointFileReader end) {
    try {
      return decodePart(end);
    } catch (UnusableCheckpointException | IOException e) {
      throw new NoUsableCheckpointException(
          "the run is complete, and what "
              + settings.seat().describe()
              + " had at its end cannot be read: "
              + reasonOf(e)
              + "; bring that file back: of a complete run there are no older checkpoints. The others "
              + "have theirs, named in "
              + end.path());
    }
  }

  private Resumed carryOut(RecoveryPlan plan, EpochFolder own) throws IOException {
    return switch (plan.action()) {
      case START -> settings.branchFrom().isPresent() ? branch(own) : start(own);
      case RESUME -> firstUsable(plan, own);
      case REFUSE -> throw nothingToResume();
    };
  }

  Resumed start(EpochFolder own) throws IOException {
    included.begin();
    return Resumed.fresh(own);
  }

  /** A run of its own that begins with the state of another. */
  private Resumed branch(EpochFolder own) throws IOException {
    Path given = settings.branchFrom().orElseThrow();
    try (CheckpointFileReader reader = SavedGraph.reader(given, settings.writing().keys())) {
      safety.checkOwner(reader.path());
      checkOwners(reader);
      if (reader.manifest().ranks().isPresent()) {
        throw new CheckpointSettingsException(
            "branchFrom("
                + given
                + "): it was saved by several ranks, and no branch begins with that so far; copy the folder "
                + "of the run and give it another name(...) instead");
      }
      return Resumed.branch(restored(reader), own);
    }
  }

  /** A mistyped name leaves nothing behind. */
  private void refuseBeforeAnythingIsMade() throws IOException {
    Optional<Path> origin = settings.branchFrom().filter(Files::exists);
    if (origin.isPresent()
        && Files.isDirectory(folder.path())
        && origin.get().toRealPath().startsWith(folder.path().toRealPath())) {
      throw new CheckpointSettingsException(
          "branchFrom("
              + origin.get()
              + ") is run "
              + settings.name()
              + " itself; give the branch another name(...) or CAIRN_NAME");
    }
    if (settings.resume() == ResumeMode.REQUIRED
        && (!Files.isDirectory(folder.path()) || folder.catalog().isEmpty())) {
      throw nothingToResume();
    }
  }

  NoUsableCheckpointException nothingToResume() {
    return new NoUsableCheckpointException(
        folder.path()
            + " has no checkpoint, and resume(REQUIRED) asks for one; start it with "
            + "resume(AUTO), or check name(...) and directory(...)");
  }

  private Resumed firstUsable(RecoveryPlan plan, EpochFolder own) throws IOException {
    List<Resumed.Skipped> skipped = new ArrayList<>();
    for (CheckpointFile file : plan.candidates()) {
      try (CheckpointFileReader reader = open(file)) {
        return Resumed.from(decode(reader), own, adopt(reader, file, own), skipped);
      } catch (UnusableCheckpointException | IOException e) {
        skipped.add(new Resumed.Skipped(file, reasonOf(e)));
      }
    }
    throw noneUsable(skipped);
  }

  NoUsableCheckpointException noneUsable(List<Resumed.Skipped> skipped) {
    return new NoUsableCheckpointException(
        "none of the "
            + skipped.size()
            + " checkpoints in "
            + folder.path()
            + " can be used; nothing was deleted:\n  "
            + String.join("\n  ", skipped.stream().map(Resumed.Skipped::describe).toList())
            + "\nrestore one of them from a backup, or start fresh with resume(NEVER) or "
            + "CAIRN_RESUME=NEVER");
  }

  /** Of many a system error the path alone is the message. */
  static String reasonOf(Exception e) {
    return e instanceof FileSystemException system && system.getReason() == null
        ? e.getClass().getSimpleName() + ": " + e.getMessage()
        : String.valueOf(e.getMessage());
  }

  private Resumed.Adopted adopt(CheckpointFileReader reader, CheckpointFile file, EpochFolder own)
      throws IOException {
    boolean done = own.adopt(file, reader.files()) && isAdoptedReadable(own);
    return new Resumed.Adopted(done, done ? List.copyOf(reader.files().keySet()) : List.of());
  }

  /** Every byte of it was read; here all that it needs must be found under its new name. */
  private boolean isAdoptedReadable(EpochFolder own) throws IOException {
    try (CheckpointFileReader adopted = open(own.adoptedPath())) {
      return true;
    } catch (UnusableCheckpointException e) {
      return false;
    }
  }

  CheckpointFileReader open(Path path) throws IOException {
    return CheckpointFileReader.open(path, settings.writing().keys());
  }

  CheckpointFileReader open(CheckpointFile file) throws IOException {
    CheckpointFileReader reader = openTrusted(file.path());
    try {
      checkIdentity(file, reader.manifest());
      return reader;
    } catch (IOException | RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  /** A file that somebody has copied or renamed is not the checkpoint that its name says. */
  private void checkIdentity(CheckpointFile file, Manifest manifest) throws IOException {
    boolean adopted = file.sequence() == EpochFolder.ADOPTED;
    boolean samePlace =
        adopted
            ? manifest.epoch() < file.epoch()
            : manifest.epoch() == file.epoch() && manifest.sequence() == file.sequence();
    if (!samePlace || !names().contains(manifest.run())) {
      throw new IOException(
          file.path()
              + " holds checkpoint "
              + manifest.epoch()
              + "/"
              + manifest.sequence()
              + " of run "
              + manifest.run()
              + ": it was copied or renamed; to begin with it, give it to branchFrom(...)");
    }
  }

  /** Whoever gives the folder of a run another name gives the run that name. */
  private Set<String> names() throws IOException {
    Set<String> names = new HashSet<>(Set.of(settings.name()));
    if (!settings.writing().keys().isEmpty()) {
      return names; // that file is not sealed: it says nothing to whoever wants that
    }
    try {
      folder.description().map(text -> JsonObject.parse(text).string("name")).ifPresent(names::add);
    } catch (JsonException e) {
      log.detail("run=" + settings.name() + " what it says of itself cannot be read: " + e);
    }
    return names;
  }

  /** What stands in earlier files is part of the state as well. */
  private void checkOwners(CheckpointFileReader reader) throws IOException {
    for (Path path : reader.files().values()) {
      Optional<String> foreign = safety.foreignOwner(path);
      if (foreign.isPresent()) {
        throw new IOException(
            path + ", which it needs, belongs to " + foreign.get() + ", who is not trusted");
      }
    }
  }

  private Resumed.Restored decode(CheckpointFileReader reader) throws IOException {
    if (reader.manifest().ranks().orElse(null) instanceof RankEntry.Whole whole) {
      throw new RanksException(
          reader.path()
              + " was saved by "
              + whole.parts().size()
              + " ranks, and this program is none: call configure().ranks(), or set CAIRN_RANKS=true, "
              + "and start as many");
    }
    checkParameters(reader.manifest());
    return restored(reader);
  }

  /** The part of this rank, of a checkpoint of all. */
  Resumed.Restored decodePart(CheckpointFileReader checkpoint) throws IOException {
    checkParameters(checkpoint.manifest());
    CheckpointInfo from = CheckpointFiles.info(checkpoint);
    Redistribution parts = partsOf(checkpoint);
    try (CheckpointFileReader part = parts.open(parts.ranks().get(0))) {
      if (!parts.isNeeded()) {
        return restored(part, from);
      }
      GraphCodec.RestoredGraph divided =
          parts.read(this::graphOf, further -> codec.read(new FileSource(further), Map.of()));
      return restored(part, from, divided, parts.outputs());
    }
  }

  /**
   * The parts of a checkpoint of several ranks.
   *
   * @throws RanksException if it is not of several ranks
   */
  Redistribution partsOf(CheckpointFileReader checkpoint) {
    return new Redistribution(
        checkpoint.path(),
        RankParts.of(checkpoint, settings.seat()),
        settings.seat(),
        this::openTrusted);
  }

  /** Opens a file of a trusted owner, which needs no others' files. */
  CheckpointFileReader openTrusted(Path given) throws IOException {
    // Where the name is a link, neither it nor what it leads to may be somebody else's.
    for (Path path : List.of(given, given.toRealPath())) {
      Optional<String> foreign = safety.foreignOwner(path);
      if (foreign.isPresent()) {
        throw new IOException(path + " belongs to " + foreign.get() + ", who is not trusted");
      }
    }
    CheckpointFileReader reader = open(given);
    try {
      checkOwners(reader);
      return reader;
    } catch (IOException | RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  private Resumed.Restored restored(CheckpointFileReader reader) throws IOException {
    return restored(reader, CheckpointFiles.info(reader));
  }

  private Resumed.Restored restored(CheckpointFileReader reader, CheckpointInfo from)
      throws IOException {
    return restored(reader, from, graphOf(reader), reader.manifest().outputs());
  }

  /** Reads the graph, into the holders, and the state outside the heap. */
  private GraphCodec.RestoredGraph graphOf(CheckpointFileReader reader) throws IOException {
    Manifest manifest = reader.manifest();
    Map<String, Object> stored =
        manifest.graph().roots().keySet().containsAll(holders.keySet()) ? holders : Map.of();
    // Before the holders are filled: they stay as they are where this fails.
    List<Object> arrays = settings.reuseArrays() ? codec.largeArrays(stored) : List.of();
    FileSource source = new FileSource(reader, arrays);
    included.restore(reader, source);
    return codec.read(source, stored);
  }

  private Resumed.Restored restored(
      CheckpointFileReader reader,
      CheckpointInfo from,
      GraphCodec.RestoredGraph graph,
      List<OutputRecord> itsOutputs) {
    Manifest manifest = reader.manifest();
    List<String> changes = new ArrayList<>(graph.changes());
    changes.addAll(code.changedSince(manifest.code()));
    return new Resumed.Restored(
        from,
        manifest.progress(),
        itsOutputs,
        graph.roots(),
        graph.allHooks(),
        changes,
        reader.stateBytes(),
        manifest.graph().objects());
  }

  void checkParameters(Manifest manifest) {
    Manifest.Parameters then = manifest.parameters();
    Manifest.Parameters now = settings.parameters();
    boolean counted = then.arguments() != null && now.arguments() != null;
    if (counted && !now.arguments().equals(then.arguments())) {
      throw differ(
          "arguments",
          then.arguments(),
          now.arguments(),
          "or say that they do not matter with ignoreArguments() or CAIRN_IGNORE_ARGUMENTS=true");
    }
    if (!now.named().equals(then.named())) {
      throw differ(
          "parameters(...)",
          then.named(),
          now.named(),
          "or start it anew with resume(NEVER) or CAIRN_RESUME=NEVER");
    }
  }

  private ParametersDifferException differ(
      String what, List<String> then, List<String> now, String advice) {
    return new ParametersDifferException(
        "run "
            + settings.name()
            + " in "
            + folder.path()
            + " was started with other "
            + what
            + "\n  then: "
            + then
            + "\n  now:  "
            + now
            + "\nstart it with the same ones, give it another name(...), "
            + advice);
  }
}
