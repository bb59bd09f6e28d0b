/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointFolderException;
import dev.cairn.CheckpointInfo;
import dev.cairn.ParametersDifferException;
import dev.cairn.internal.format.JsonException;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.kryo.ClassPolicy;
import dev.cairn.internal.kryo.Evolution;
import dev.cairn.internal.kryo.KryoGraphCodec;
import dev.cairn.internal.observe.FlightEvents;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.DurableFiles;
import dev.cairn.internal.store.FolderSafety;
import dev.cairn.internal.store.RunFolder;
import dev.cairn.spi.JobEnvironment;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens a run: resumes it or starts it fresh, and says which in the first log line.
 *
 * <p>Used by one thread, once.
 */
public final class SessionOpener {
  /**
   * What opening a run gives.
   *
   * @param session the attempt; empty where the run is finished and only read
   * @param roots the restored roots
   * @param from the checkpoint they came from
   * @param hooks to be called once the program has its holders
   * @param outputs the program's append-only files
   * @param isBranch true where this attempt has branched off from another run
   */
  public record Opened(
      Optional<Session> session,
      Map<String, Object> roots,
      Optional<CheckpointInfo> from,
      Runnable hooks,
      RunOutputs outputs,
      boolean isBranch) {}

  private static final String RUN_FILE = "run.json";
  private static final String SUBMISSION = "submission";
  private static final String TASK = "task";
  private static final int MOST_SIBLINGS = 100;
  private static final long LARGEST_DESCRIPTION = 1 << 20;

  private final RunSettings settings;
  private final TimeSource time;
  private final RunLog log = new RunLog();

  /**
   * Creates an opener; nothing is touched.
   *
   * @param settings the run
   * @param time the time
   */
  public SessionOpener(RunSettings settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
  }

  /**
   * Opens the run.
   *
   * @param policy which classes may be part of the state
   * @param evolution how classes have changed
   * @param loader where the program's classes are
   * @param holders objects to be filled in place, by root name
   * @param included state outside the heap
   * @return the opened run
   */
  public Opened open(
      ClassPolicy policy,
      Evolution evolution,
      ClassLoader loader,
      Map<String, Object> holders,
      IncludedStates included) {
    RunFolder folder = new RunFolder(new DurableFiles(settings.sharing()), settings.folder());
    KryoGraphCodec codec = new KryoGraphCodec(policy, evolution, loader);
    CodeDigest code = new CodeDigest(settings.launch().mainClass(), loader);
    settings.unknown().forEach(log::warning);
    Resumed resumed;
    FlightEvents.Span resuming = FlightEvents.resume();
    try {
      // Not on the program's thread: an interrupt would close the files under its hands.
      resumed =
          LargeStack.callProgram(
              "cairn-resume", () -> resume(folder, codec, code, holders, included));
    } catch (IOException e) {
      throw new CheckpointFolderException(
          "the folder "
              + settings.folder()
              + " of run "
              + settings.name()
              + " cannot be used: "
              + e
              + FolderSafety.describeNearest(settings.folder())
              + "; check rights, space and quota, or name another folder with directory(...) or "
              + "CAIRN_DIRECTORY",
          e);
    } finally {
      log.flush(Duration.ofSeconds(2));
    }
    resuming.end(
        FlightEvents.Facts.of(
            settings.name(), resumed.from().map(CheckpointInfo::id).orElse(""), resumed.how()));
    if (resumed.isFinished()) {
      return opened(Optional.empty(), resumed, RunOutputs.finished());
    }
    RunOutputs outputs =
        RunOutputs.of(
            settings.roomIn(resumed.epoch().orElseThrow()),
            resumed,
            settings.outputCopyLimit(),
            log);
    Session session =
        new Session(settings, folder, codec, code, resumed, outputs, included, time, log);
    session.start(resumed);
    return opened(Optional.of(session), resumed, outputs);
  }

  private static Opened opened(Optional<Session> session, Resumed resumed, RunOutputs outputs) {
    return new Opened(
        session, resumed.roots(), resumed.from(), () -> call(resumed), outputs, resumed.isBranch());
  }

  private Resumed resume(
      RunFolder folder,
      KryoGraphCodec codec,
      CodeDigest code,
      Map<String, Object> holders,
      IncludedStates included)
      throws IOException, InterruptedException {
    requireSameTask();
    ResumePipeline pipeline =
        new ResumePipeline(settings, folder, codec, code, holders, included, time, log);
    Resumed resumed = pipeline.run();
    try {
      if (resumed.epoch().isPresent() && settings.isFirst()) {
        folder.describe(description());
      }
      announce(resumed, folder);
      return resumed;
    } catch (IOException | RuntimeException | Error e) {
      resumed.epoch().ifPresent(own -> pipeline.giveBack(own, e));
      throw e;
    }
  }

  /**
   * Two tasks that were submitted together must not share a run by a name that was given to both.
   */
  private void requireSameTask() {
    Optional<JsonObject> made = description(settings.folder().resolve(RUN_FILE));
    Optional<JobEnvironment> job = settings.job();
    if (made.isEmpty() || job.isEmpty()) {
      return;
    }
    String then = made.get().string(TASK, "");
    String now = task(job.get(), settings.ranks().isPresent());
    String submitted = made.get().string(SUBMISSION, "");
    boolean together = job.get().submission().filter(submitted::equals).isPresent();
    if (together && !then.equals(now)) {
      throw new ParametersDifferException(
          "run "
              + settings.name()
              + " in "
              + settings.folder()
              + " is that of task "
              + then
              + " of this job, and this is task "
              + now
              + ": each is a run of its own; put the number of the task into the name as well, or give none");
    }
  }

  private static String task(JobEnvironment job, boolean ranked) {
    return job.arrayTask().orElse("")
        + (ranked ? "" : job.stepTask().map(task -> "." + task).orElse(""));
  }

  private static void call(Resumed resumed) {
    resumed.hooks().forEach(dev.cairn.internal.capture.GraphCodec.Hook::call);
  }

  private String description() {
    JsonObject described = new JsonObject();
    settings
        .job()
        .ifPresent(
            job ->
                described
                    .with(SUBMISSION, job.submission().orElse(""))
                    .with(TASK, task(job, settings.ranks().isPresent())));
    return described
        .with("name", settings.name())
        .with("mainClass", settings.launch().mainClass())
        .with("arguments", settings.launch().arguments())
        .with("launchFolder", settings.launch().folder())
        .with("createdBy", System.getProperty("user.name"))
        .with("createdAt", time.now().toString())
        .toString();
  }

  private void announce(Resumed resumed, RunFolder folder) throws IOException {
    if (!resumed.changes().isEmpty()) {
      log.headline(
          "run "
              + settings.name()
              + ": the program is not in all what it was when its checkpoint was written:\n  "
              + String.join("\n  ", resumed.changes()));
    }
    settings.job().filter(job -> settings.isFirst()).ifPresent(this::advise);
    resumed.skipped().forEach(skipped -> log.warning("skipped checkpoint " + skipped.describe()));
    String what =
        "run "
            + settings.name()
            + settings.ranks().map(ranks -> ", " + ranks.seat().describe() + ",").orElse("")
            + " in "
            + settings.folder()
            + ": ";
    if (resumed.isFinished()) {
      log.headline(what + "COMPLETE, nothing left to compute" + leftovers(folder));
    } else if (resumed.from().isPresent()) {
      CheckpointInfo from = resumed.from().get();
      log.headline(
          what
              + (resumed.isBranch()
                  ? "BRANCHED off from run " + from.run() + ", checkpoint "
                  : "RESUMED from checkpoint ")
              + from.id()
              + " of "
              + from.takenAt()
              + ", after "
              + from.computeTime().toSeconds()
              + " s of computing; "
              + howCheckpointsAre());
    } else {
      log.headline(what + "NEW; " + howCheckpointsAre() + siblings());
    }
  }

  private void advise(JobEnvironment job) {
    job.advice(settings.directory())
        .forEach(line -> log.warning("run " + settings.name() + ": " + line));
  }

  private String howCheckpointsAre() {
    List<String> keys = settings.writing().keys().numbers();
    return "checkpoints "
        + settings.interval().describe()
        + (keys.isEmpty() ? "" : ", encrypted under key " + keys.get(0));
  }

  /** A kill while older checkpoints were removed leaves some; this attempt owns none of them. */
  private static String leftovers(RunFolder folder) throws IOException {
    List<CheckpointFile> files = folder.catalog().files();
    List<String> older =
        files.subList(0, Math.max(0, files.size() - 1)).stream()
            .filter(file -> !file.pinned())
            .map(file -> "\n  " + file.path())
            .toList();
    return older.isEmpty()
        ? ""
        : "; older checkpoints are left, which may be deleted:" + String.join("", older);
  }

  /** Other runs of the same program, and what differs: nobody should start anew by accident. */
  private String siblings() {
    if (settings.job().filter(job -> job.alike() > 1).isPresent()) {
      return ""; // thousands, which all would read one another's
    }
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(settings.directory())) {
      for (Path folder : folders) {
        if (!folder.equals(settings.folder()) && found.size() < MOST_SIBLINGS) {
          description(folder.resolve(RUN_FILE)).flatMap(this::difference).ifPresent(found::add);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.detail("run=" + settings.name() + " other runs cannot be listed: " + e);
    }
    if (found.isEmpty()) {
      return "";
    }
    String shown = String.join("\n  ", found.subList(0, Math.min(5, found.size())));
    return "\n  beside "
        + (found.size() == 1 ? "another run" : found.size() + " other runs")
        + " of this program:\n  "
        + shown;
  }

  /** What lies there may be anything: it is only looked at. */
  private static Optional<JsonObject> description(Path file) {
    try {
      boolean plausible =
          Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
              && Files.size(file) < LARGEST_DESCRIPTION;
      return plausible ? Optional.of(JsonObject.parse(Files.readString(file))) : Optional.empty();
    } catch (IOException | JsonException e) {
      return Optional.empty();
    }
  }

  private Optional<String> difference(JsonObject other) {
    try {
      if (!other.string("mainClass").equals(settings.launch().mainClass())) {
        return Optional.empty();
      }
      List<String> arguments = other.strings("arguments");
      String differs;
      if (!arguments.equals(settings.launch().arguments())) {
        differs = "arguments " + arguments + ", now " + settings.launch().arguments();
      } else if (!other.string("launchFolder").equals(settings.launch().folder())) {
        differs = "launched in " + other.string("launchFolder");
      } else {
        differs = "another name";
      }
      return Optional.of(other.string("name") + " (" + differs + ")");
    } catch (JsonException e) {
      return Optional.empty();
    }
  }
}
