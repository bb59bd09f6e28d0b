/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointSettingsException;
import dev.cairn.Compression;
import dev.cairn.Retention;
import dev.cairn.internal.format.Encoding;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.gate.SafepointCounts;
import dev.cairn.internal.rank.RankSeat;
import dev.cairn.internal.store.KeyFile;
import dev.cairn.internal.trigger.AutomaticInterval;
import dev.cairn.internal.trigger.IntervalPolicy;
import dev.cairn.spi.CheckpointListener;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.RankGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes of all that was said about a run what it will be, and refuses what contradicts itself. Used
 * by one thread.
 */
public final class SettingsResolver {
  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  private final OptionValues values;
  private final List<CheckpointListener> listeners;
  private final Launch launch;
  private final Optional<JobEnvironment> job;
  private final Optional<RankGroup> group;

  /**
   * Creates a resolver.
   *
   * @param values what was said
   * @param caller the class that opens the run
   * @param given the job it runs in; where there is none, it is looked for
   * @param listeners those that the program has given, beside those that are found
   * @param group by which the ranks of the run agree, where the program has that
   */
  public SettingsResolver(
      OptionValues values,
      Class<?> caller,
      Optional<JobEnvironment> given,
      List<CheckpointListener> listeners,
      Optional<RankGroup> group) {
    this(
        values,
        allListeners(listeners, caller.getClassLoader()),
        Launch.ofThisJvm(caller),
        given
            .<JobEnvironment>map(GuardedJob::new)
            .or(() -> GuardedJob.find(caller.getClassLoader())),
        group);
  }

  SettingsResolver(OptionValues values, Launch launch, Optional<JobEnvironment> job) {
    this(values, List.of(), launch, job, Optional.empty());
  }

  private SettingsResolver(
      OptionValues values,
      List<CheckpointListener> listeners,
      Launch launch,
      Optional<JobEnvironment> job,
      Optional<RankGroup> group) {
    this.values = values;
    this.listeners = listeners;
    this.launch = launch;
    this.job = job;
    this.group = group;
  }

  /** Those that lie on the class path as services come first. */
  private static List<CheckpointListener> allListeners(
      List<CheckpointListener> given, ClassLoader loader) {
    List<CheckpointListener> all = new ArrayList<>();
    try {
      ServiceLoader.load(CheckpointListener.class, loader).forEach(all::add);
    } catch (ServiceConfigurationError e) {
      throw new CheckpointSettingsException(
          "a CheckpointListener that lies on the class path as a service cannot be made: "
              + e.getMessage(),
          e);
    }
    all.addAll(given);
    return List.copyOf(all);
  }

  /** Which of several ranks this is, where nothing is saved. */
  public RankSeat seatWithoutCheckpoints() {
    return new RankSettings(values, job, group).seatWithoutCheckpoints();
  }

  /**
   * Resolves.
   *
   * @return the settings
   * @throws CheckpointSettingsException if two of them contradict each other or a value is
   *     impossible
   */
  public RunSettings resolve() {
    checkContradictions();
    Optional<RunSettings.Ranks> ranks = new RankSettings(values, job, group).resolve();
    return new RunSettings(
        values
            .find(Options.NAME)
            .orElseGet(() -> launch.runName(job, argumentsCount(), ranks.isPresent())),
        directory(),
        parameters(),
        interval(),
        new SafepointCounts(
            values.find(Options.EVERY_SAFEPOINTS).orElse(0L),
            values.find(Options.STOP_AFTER_SAFEPOINTS).orElse(0L),
            false),
        retention(),
        values.get(Options.RESUME),
        values.find(Options.BRANCH_FROM).map(path -> path.toAbsolutePath().normalize()),
        values.get(Options.OUTPUT_COPY_LIMIT),
        values.get(Options.SHARE),
        Set.copyOf(values.get(Options.TRUST)),
        new RunSettings.Limits(
            bounded(values.get(Options.PATIENCE)),
            bounded(values.get(Options.GRACE)),
            bounded(values.get(Options.BEAT_PERIOD)),
            values.find(Options.DEADLINE_MARGIN).map(SettingsResolver::bounded),
            values.get(Options.FAIL_AFTER)),
        new RunSettings.Rehearsals(
            bounded(values.get(Options.REHEARSAL_TIME)),
            values.get(Options.REHEARSE_EVERY),
            values.find(Options.WATCH_FOR_TORN_STATE).orElse(Duration.ZERO)),
        writing(),
        values.get(Options.REUSE_ARRAYS),
        new RunSettings.Ends(
            values.find(Options.EXIT_CODE),
            stopSignals(),
            values.get(Options.REQUEUE),
            values.get(Options.REQUEUE_LIMIT)),
        values.get(Options.TAKEOVER),
        new RunSettings.Telling(
            listeners, values.find(Options.PROGRESS_EVERY).map(SettingsResolver::bounded)),
        ranks,
        launch,
        job,
        values.unknown(System.getenv().keySet(), System.getProperties().stringPropertyNames()));
  }

  /** Whoever says "for ever" means that; in nanoseconds it would overflow. */
  private static Duration bounded(Duration duration) {
    return duration.compareTo(FOR_EVER) < 0 ? duration : FOR_EVER;
  }

  private void checkContradictions() {
    for (Option<?> automatic : List.of(Options.OVERHEAD_BUDGET, Options.LOSS_BOUND, Options.MTBF)) {
      for (Option<?> fixed : List.of(Options.EVERY, Options.EVERY_SAFEPOINTS)) {
        if (values.areSetTogether(fixed, automatic)) {
          throw new CheckpointSettingsException(
              fixed.name()
                  + "(...) says when checkpoints are taken, and "
                  + automatic.name()
                  + "(...) asks for an automatic interval; remove one of the two");
        }
      }
    }
    if (stopSignals().contains("USR2")) {
      throw new CheckpointSettingsException(
          "stopSignals(\"USR2\"): a Java 17 JVM crashes when that signal comes before the handler is "
              + "there; use USR1");
    }
  }

  private List<String> stopSignals() {
    return values
        .find(Options.STOP_SIGNALS)
        .orElseGet(
            () ->
                Stream.concat(
                        Options.STOP_SIGNALS.fallback().stream(),
                        job.stream().flatMap(present -> present.stopSignals().stream()))
                    .distinct()
                    .toList());
  }

  private Path directory() {
    Path directory =
        values
            .find(Options.DIRECTORY)
            .or(() -> job.flatMap(JobEnvironment::defaultDirectory))
            .orElseGet(() -> Path.of("checkpoints"));
    return directory.toAbsolutePath().normalize();
  }

  private boolean argumentsCount() {
    return !values.get(Options.IGNORE_ARGUMENTS);
  }

  private Manifest.Parameters parameters() {
    return new Manifest.Parameters(
        argumentsCount() ? launch.arguments() : null, values.get(Options.PARAMETERS));
  }

  private IntervalPolicy interval() {
    Optional<Duration> every = values.find(Options.EVERY);
    if (every.isPresent()) {
      return IntervalPolicy.fixed(bounded(every.get()));
    }
    if (values.find(Options.EVERY_SAFEPOINTS).isPresent()) {
      return IntervalPolicy.never();
    }
    return new AutomaticInterval(
        values.get(Options.OVERHEAD_BUDGET),
        bounded(values.get(Options.LOSS_BOUND)),
        bounded(values.get(Options.MTBF)),
        values.find(Options.MTBF).isPresent());
  }

  private RunSettings.Writing writing() {
    Compression compression = values.get(Options.COMPRESSION);
    Encoding.problemWith(compression)
        .ifPresent(
            problem -> {
              throw new CheckpointSettingsException(
                  "compression(ZSTD) needs com.github.luben:zstd-jni on the class path, and a "
                      + "temporary folder from which its native code can be loaded: "
                      + problem);
            });
    return new RunSettings.Writing(
        compression,
        values.get(Options.WRITER_THREADS),
        values.find(Options.MAX_WRITE_RATE).orElse(0L),
        values.get(Options.DIRECT_WRITES),
        new RunSettings.Chains(
            values.get(Options.CHAIN_LENGTH), bounded(values.get(Options.CHAIN_AGE))),
        keys(values));
  }

  /** The keys that a program or its surroundings name. */
  public static KeyRing keys(OptionValues values) {
    return values
        .find(Options.KEY_FILE)
        .map(file -> KeyFile.read(file, values.get(Options.ACCEPT_UNENCRYPTED)))
        .orElse(KeyRing.NONE);
  }

  private Retention retention() {
    Retention retention = Retention.keepLast(values.get(Options.KEEP_LAST));
    return values
        .find(Options.KEEP_EVERY)
        .map(SettingsResolver::bounded)
        .map(retention::andEvery)
        .orElse(retention);
  }
}
