/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import dev.cairn.internal.engine.IncludedStates;
import dev.cairn.internal.engine.Option;
import dev.cairn.internal.engine.OptionValues;
import dev.cairn.internal.engine.Options;
import dev.cairn.internal.engine.RunSettings;
import dev.cairn.internal.engine.SessionOpener;
import dev.cairn.internal.engine.SettingsResolver;
import dev.cairn.internal.engine.TimeSource;
import dev.cairn.internal.kryo.ClassPolicy;
import dev.cairn.internal.kryo.Evolution;
import dev.cairn.internal.kryo.ModuleAccess;
import dev.cairn.internal.rank.RankSeat;
import dev.cairn.spi.CheckpointListener;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.RankGroup;
import dev.cairn.spi.StateAdapter;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Says how a run is checkpointed, where the defaults do not fit.
 *
 * <pre>{@code
 * try (Checkpoint<Ising> run = Checkpoint.configure()
 *     .directory(Path.of("/nobackup/me/cairn"))
 *     .every(Duration.ofMinutes(10))
 *     .resumeOrStart(() -> new Ising(4096, 42))) {
 *   ...
 * }
 * }</pre>
 *
 * <p>Each option can be set from outside as well: the environment ({@code CAIRN_EVERY=10m}) counts
 * before a system property ({@code -Dcairn.every=10m}), that before this builder, that before the
 * site's file (a properties file that {@code CAIRN_SITE_CONFIG} names), that before the default.
 * All names are in docs/settings.md; {@code CAIRN_TAKEOVER=1} puts a live owner out and exists only
 * there.
 *
 * <p>Not thread-safe. A wrong value or a contradiction is a {@link CheckpointSettingsException},
 * before anything on disk is touched.
 */
public final class CheckpointBuilder {
  static final String MAIN_ROOT = "main";

  private final Class<?> caller;
  private final OptionValues values = new OptionValues();
  private final Evolution evolution = new Evolution();
  private final Map<String, StateAdapter> adapters = new LinkedHashMap<>();
  private Optional<JobEnvironment> job = Optional.empty();
  private Optional<RankGroup> group = Optional.empty();
  private final List<CheckpointListener> listeners = new ArrayList<>();

  CheckpointBuilder(Class<?> caller) {
    this.caller = caller;
  }

  private <T> CheckpointBuilder with(Option<T> option, T value) {
    Objects.requireNonNull(value, option.name());
    values.set(option, value);
    return this;
  }

  /**
   * Names the run. Default: the main class, the job's name and array task where there are, and a
   * digest of launch folder, main class and arguments.
   *
   * @param name letters, digits and {@code ._=+@-}
   * @return this
   */
  public CheckpointBuilder name(String name) {
    return with(Options.NAME, checked(Options.NAME, name));
  }

  /**
   * Where the runs are. Default: what the job environment says, else {@code checkpoints} in the
   * working folder.
   *
   * @param directory a folder, created where it is missing
   * @return this
   */
  public CheckpointBuilder directory(Path directory) {
    return with(Options.DIRECTORY, directory);
  }

  /**
   * A fixed interval. Default: automatic, from the measured pause.
   *
   * @param interval from the beginning of one checkpoint to the beginning of the next
   * @return this
   */
  public CheckpointBuilder every(Duration interval) {
    return with(Options.EVERY, positive(Options.EVERY, interval));
  }

  /**
   * A checkpoint after every so many safepoints of a thread, exactly there. Alone it replaces the
   * interval; with {@link #every(Duration)} both count.
   *
   * @param safepoints at least 1
   * @return this
   */
  public CheckpointBuilder every(long safepoints) {
    return with(Options.EVERY_SAFEPOINTS, checked(Options.EVERY_SAFEPOINTS, "" + safepoints));
  }

  /**
   * Ends this attempt at a safepoint, exactly there, as a stop signal would: with a last
   * checkpoint, after which {@link Checkpoint#safepoint()} is false. For tests, and for work that
   * is done in portions. Where several threads take part, it is the first that comes to its
   * safepoint of this number.
   *
   * @param safepoints the number of the safepoint within this attempt, from 1: at the first nothing
   *     has been computed yet
   * @return this
   */
  public CheckpointBuilder stopAfter(long safepoints) {
    return with(
        Options.STOP_AFTER_SAFEPOINTS, checked(Options.STOP_AFTER_SAFEPOINTS, "" + safepoints));
  }

  /**
   * For the automatic interval: the share of the time that pauses may take. Default 0.01.
   *
   * @param fraction between 0 and 1
   * @return this
   */
  public CheckpointBuilder overheadBudget(double fraction) {
    return with(Options.OVERHEAD_BUDGET, checked(Options.OVERHEAD_BUDGET, "" + fraction));
  }

  /**
   * For the automatic interval: the most computing time that a crash may cost. Default 30 minutes.
   *
   * @param duration a positive span
   * @return this
   */
  public CheckpointBuilder lossBound(Duration duration) {
    return with(Options.LOSS_BOUND, positive(Options.LOSS_BOUND, duration));
  }

  /**
   * For the automatic interval: the mean time between interruptions. Default 24 hours.
   *
   * @param duration a positive span
   * @return this
   */
  public CheckpointBuilder meanTimeBetweenInterruptions(Duration duration) {
    return with(Options.MTBF, positive(Options.MTBF, duration));
  }

  /**
   * Which checkpoints are kept. Default: the last three.
   *
   * @param retention the policy
   * @return this
   */
  public CheckpointBuilder retention(Retention retention) {
    with(Options.KEEP_LAST, retention.last());
    retention.every().ifPresent(span -> with(Options.KEEP_EVERY, span));
    return this;
  }

  /**
   * Whether to go on from an earlier attempt. Default {@link ResumeMode#AUTO}.
   *
   * @param mode whether
   * @return this
   */
  public CheckpointBuilder resume(ResumeMode mode) {
    return with(Options.RESUME, mode);
  }

  /**
   * Begins a new run with the state of another one's checkpoint, which stays as it is: to try
   * something else from there on. Where this run has a checkpoint of its own it is resumed as
   * always. The branch needs another {@link #name(String)} than the run that it branches off from,
   * and may have other {@link #parameters}; for its generators see {@link
   * Checkpoint#reseedOnBranch}, for its outputs {@link Checkpoint#output}. Default: none.
   *
   * @param checkpoint a checkpoint file, or the folder of a run, whose newest usable one is taken
   * @return this
   */
  public CheckpointBuilder branchFrom(Path checkpoint) {
    return with(Options.BRANCH_FROM, checkpoint);
  }

  /**
   * An {@linkplain Checkpoint#output output} of at most so many bytes is copied to a new file at
   * each resume, so that an attempt that should be dead cannot write to it. A longer one stays
   * where it is, cut back to the checkpoint, and goes on in a further file, {@code NAME.part-0002}.
   * Default 1 GiB.
   *
   * @param bytes at least 0
   * @return this
   */
  public CheckpointBuilder outputCopyLimit(long bytes) {
    return with(Options.OUTPUT_COPY_LIMIT, checked(Options.OUTPUT_COPY_LIMIT, "" + bytes));
  }

  /**
   * How checkpoints are compressed. Default {@link Compression#AUTO}.
   *
   * @param compression how
   * @return this
   * @throws CheckpointSettingsException at the start, if zstd is asked for and not there
   */
  public CheckpointBuilder compression(Compression compression) {
    return with(Options.COMPRESSION, compression);
  }

  /**
   * How many threads hash and compress a checkpoint while the program goes on. Default 1: the cores
   * belong to the program.
   *
   * @param threads at least 1
   * @return this
   */
  public CheckpointBuilder writerThreads(int threads) {
    return with(Options.WRITER_THREADS, checked(Options.WRITER_THREADS, "" + threads));
  }

  /**
   * The most bytes that are written to checkpoints in a second, to be kind to a file system that
   * many share. The last checkpoint before a stop is written as fast as possible, and so is one
   * that the program has to wait for. Default: as fast as possible.
   *
   * @param bytesPerSecond at least 1
   * @return this
   */
  public CheckpointBuilder maxWriteRate(long bytesPerSecond) {
    return with(Options.MAX_WRITE_RATE, checked(Options.MAX_WRITE_RATE, "" + bytesPerSecond));
  }

  /**
   * Whether checkpoints are written past the page cache (direct I/O). Default {@link
   * DirectWrites#AUTO}.
   *
   * @param direct whether
   * @return this
   */
  public CheckpointBuilder directWrites(DirectWrites direct) {
    return with(Options.DIRECT_WRITES, direct);
  }

  /**
   * A checkpoint does not write again what stands in an earlier one of the same attempt, but refers
   * to its file, where that saves at least half. At most so many form a chain of which each needs
   * files of earlier ones; then one stands for itself again. Two checkpoints that share nothing are
   * always kept. Default 32.
   *
   * @param checkpoints from 1 to 255; 1 makes each stand for itself
   * @return this
   */
  public CheckpointBuilder chainLength(int checkpoints) {
    return with(Options.CHAIN_LENGTH, checked(Options.CHAIN_LENGTH, "" + checkpoints));
  }

  /**
   * How old the first file of a {@linkplain #chainLength chain} may be when another checkpoint
   * refers to it: less than the age at which the site removes files. Default 24 hours.
   *
   * @param age positive
   * @return this
   */
  public CheckpointBuilder chainAge(Duration age) {
    return with(Options.CHAIN_AGE, checked(Options.CHAIN_AGE, age.toString()));
  }

  /**
   * Who else may reach the checkpoints. Default {@link Sharing#PRIVATE}.
   *
   * @param sharing who
   * @return this
   */
  public CheckpointBuilder share(Sharing sharing) {
    return with(Options.SHARE, sharing);
  }

  /**
   * Encrypts checkpoints (AES-256-GCM), so that without a key nobody can read them, or change them
   * unnoticed. The file has one key a line, 32 bytes in Base64; nobody but its owner may have any
   * right to it. New checkpoints are written under the first key, others are read under any of
   * them: to change the key, put a new one before the old one, and remove the old one when no
   * checkpoint under it is left. A checkpoint that is not encrypted is refused, see {@link
   * #acceptUnencrypted}. Outputs, names and program arguments beside the checkpoints are not
   * encrypted. Default: no encryption.
   *
   * <pre>
   * (umask 077; head -c 32 /dev/urandom | base64 &gt; cairn.key)
   * </pre>
   *
   * @param keyFile where the keys are
   * @return this
   * @throws CheckpointKeyException at the start, if it holds none or others may use it
   */
  public CheckpointBuilder keyFile(Path keyFile) {
    return with(Options.KEY_FILE, keyFile);
  }

  /**
   * Reads checkpoints that are not encrypted although a {@linkplain #keyFile key file} is given:
   * for the first resume of a run that was not encrypted until then. Default: they are refused,
   * since anybody could have put them there.
   *
   * @return this
   */
  public CheckpointBuilder acceptUnencrypted() {
    return with(Options.ACCEPT_UNENCRYPTED, true);
  }

  /**
   * Users whose runs may be resumed besides our own. Default: nobody's.
   *
   * @param users user names
   * @return this
   */
  public CheckpointBuilder trust(String... users) {
    return with(Options.TRUST, checked(Options.TRUST, String.join(",", users)));
  }

  /**
   * Classes that may be part of the state besides those marked {@link Checkpointed} and those of
   * the program's own package.
   *
   * @param patterns class names, or packages with all below them as {@code org.example.*}
   * @return this
   */
  public CheckpointBuilder allow(String... patterns) {
    return with(Options.ALLOW, checked(Options.ALLOW, String.join(",", patterns)));
  }

  /**
   * What the results depend on: a resume with other parameters is refused. The program's arguments
   * count as well, unless {@link #ignoreArguments()}.
   *
   * @param parameters texts
   * @return this
   */
  public CheckpointBuilder parameters(String... parameters) {
    return with(Options.PARAMETERS, List.of(parameters));
  }

  /**
   * The program's arguments are no parameters: a resume may have others. They do not count for the
   * default name either, so that a start with others finds the run.
   *
   * @return this
   */
  public CheckpointBuilder ignoreArguments() {
    return with(Options.IGNORE_ARGUMENTS, true);
  }

  /**
   * {@link #resumeInto} puts the elements of large arrays (4 KiB and more) into those of the same
   * class and length that the object has already, in the order in which they are met: so a resume
   * takes no more memory than the state. They are overwritten once all arrays and streams of the
   * checkpoint have been read and all its classes are known; where the resume fails after that, for
   * whatever reason, they keep what was read until then. To be used only where nothing else needs
   * what those arrays hold, such as a constant from which several objects begin.
   *
   * @return this
   */
  public CheckpointBuilder reuseArrays() {
    return with(Options.REUSE_ARRAYS, true);
  }

  /**
   * A class of the state was called otherwise when older checkpoints were written. Classes nested
   * in it go with it. For fields and enum constants see {@link Formerly}.
   *
   * @param formerName its binary name then, as {@code org.example.Old} or {@code a.Outer$Inner}
   * @param now the class
   * @return this
   */
  public CheckpointBuilder renamed(String formerName, Class<?> now) {
    evolution.rename(Objects.requireNonNull(formerName, "formerName"), now.getName());
    return this;
  }

  /**
   * All classes of a package, and of those below it, have moved to another.
   *
   * @param formerPackage its name then, as {@code org.example.old}
   * @param packageNow its name now
   * @return this
   */
  public CheckpointBuilder movedPackage(String formerPackage, String packageNow) {
    evolution.rename(formerPackage + ".*", packageNow + ".*");
    return this;
  }

  /**
   * What to do with the stored values of objects whose class has changed in a way that nobody else
   * can follow, such as a text that has become a number. Called for each object once all that it
   * refers to is whole, and before methods marked {@link AfterRestore}; the fields that could be
   * kept are set by then. Without such a migration a field whose type does not fit is an error.
   *
   * @param type the class as it is now; not a record, which cannot be changed once it is made
   * @param migration gets the object and all stored values, by the names of the stored fields
   * @param <T> the class
   * @return this
   */
  public <T> CheckpointBuilder migrate(
      Class<T> type, BiConsumer<? super T, Map<String, Object>> migration) {
    if (type.isRecord()) {
      throw new CheckpointSettingsException(
          "migrate("
              + type.getName()
              + "): a record cannot be changed once it is made; migrate the object that holds it");
    }
    evolution.migrate(type, migration);
    return this;
  }

  /**
   * Includes state that is not on the heap, such as an off-heap map: it is saved with every
   * checkpoint, as it is at that safepoint, and is there anew once the run is open. The run closes
   * it. A checkpoint that has state of a name that is not included cannot be resumed.
   *
   * @param name its name in the checkpoint
   * @param adapter what saves and restores it, for this run alone
   * @return this
   */
  public CheckpointBuilder include(String name, StateAdapter adapter) {
    Objects.requireNonNull(adapter, "adapter");
    if (adapters.putIfAbsent(name, adapter) != null) {
      throw new CheckpointSettingsException("include(\"" + name + "\", ...) was said twice");
    }
    return this;
  }

  /**
   * How long to wait for every thread to come to a safepoint before a checkpoint is put off.
   * Default one minute. In a run of several ranks it is also how long rank 0 waits for the part of
   * another, and ten times that how long all may take to come at the start.
   *
   * @param duration a positive span
   * @return this
   */
  public CheckpointBuilder patience(Duration duration) {
    return with(Options.PATIENCE, positive(Options.PATIENCE, duration));
  }

  /**
   * How long the first checkpoint of an attempt, and each in which an object of a class is met for
   * the first time, may be rehearsed while the program waits: it is read back and compared, object
   * by object, so that what would not come back is found in the first second and not after the
   * first crash. What is not compared by then is said in a warning. Default 10 seconds, which is
   * enough for several million objects.
   *
   * @param duration a positive span
   * @return this
   */
  public CheckpointBuilder rehearsalTime(Duration duration) {
    return with(Options.REHEARSAL_TIME, positive(Options.REHEARSAL_TIME, duration));
  }

  /**
   * Rehearses every n-th checkpoint as well, not the first alone: for tests, and to find state that
   * a thread changes while it is captured. Default 0, the first alone.
   *
   * @param checkpoints at least 0; 1 is each
   * @return this
   */
  public CheckpointBuilder rehearseEvery(int checkpoints) {
    if (checkpoints < 0) {
      throw new CheckpointSettingsException(
          "rehearseEvery(" + checkpoints + "): expected 0 or more");
    }
    return with(Options.REHEARSE_EVERY, checkpoints);
  }

  /**
   * For looking for a mistake: holds each capture for a while, captures again and compares, so that
   * a thread that changes the state although it should wait is found, with the path of the field
   * that it changes: the checkpoint fails with a {@link TornStateException}. The program waits for
   * that time at each checkpoint. Default: not.
   *
   * @param hold a positive span, such as 100 ms
   * @return this
   */
  public CheckpointBuilder watchForTornState(Duration hold) {
    return with(Options.WATCH_FOR_TORN_STATE, positive(Options.WATCH_FOR_TORN_STATE, hold));
  }

  /**
   * How long after a stop signal the program may take to end before the signal does what it does by
   * default. Default five minutes.
   *
   * @param duration a positive span
   * @return this
   */
  public CheckpointBuilder grace(Duration duration) {
    return with(Options.GRACE, positive(Options.GRACE, duration));
  }

  /**
   * After how many failed checkpoints in a row safepoint() throws. Default 0, never.
   *
   * @param failures at least 0
   * @return this
   */
  public CheckpointBuilder failAfter(int failures) {
    if (failures < 0) {
      throw new CheckpointSettingsException("failAfter(" + failures + "): expected 0 or more");
    }
    return with(Options.FAIL_AFTER, failures);
  }

  /**
   * What {@link Checkpoint#exitCode()} gives for unfinished work. Default: the code at which the
   * site's scheduler starts a job again, where that is wanted and it has one; else 75.
   *
   * @param code from 1 to 255
   * @return this
   */
  public CheckpointBuilder exitCode(int code) {
    return with(Options.EXIT_CODE, checked(Options.EXIT_CODE, "" + code));
  }

  /**
   * What becomes of the job that this JVM runs in, where it ends before the run is finished.
   * Default {@link Requeue#AUTO}.
   *
   * @param requeue what
   * @return this
   */
  public CheckpointBuilder requeue(Requeue requeue) {
    return with(Options.REQUEUE, Objects.requireNonNull(requeue, "requeue"));
  }

  /**
   * How often the job is started again at most. Default 50.
   *
   * @param most at least 0
   * @return this
   */
  public CheckpointBuilder requeueLimit(int most) {
    return with(Options.REQUEUE_LIMIT, checked(Options.REQUEUE_LIMIT, "" + most));
  }

  /**
   * Signals that ask for a last checkpoint. Default TERM and INT, and what the job's scheduler
   * sends beside these.
   *
   * @param names without SIG
   * @return this
   */
  public CheckpointBuilder stopSignals(String... names) {
    return with(Options.STOP_SIGNALS, checked(Options.STOP_SIGNALS, String.join(",", names)));
  }

  /**
   * How often this attempt shows that it is alive. A second start of the same run waits three such
   * spans before it takes over from an owner that does not move. Default 30 seconds.
   *
   * @param period a positive span
   * @return this
   */
  public CheckpointBuilder beatPeriod(Duration period) {
    return with(Options.BEAT_PERIOD, positive(Options.BEAT_PERIOD, period));
  }

  /**
   * How much sooner than it has to this attempt ends before its job does, where the job has an end.
   * It has to when that much time is left as the longest checkpoint so far took from its demand
   * until it was durable, twice. How long a step takes is known from the checkpoints so far; where
   * steps are long and of different lengths, the margin should cover the longest. Default: a tenth
   * of the time that was left at the start of the attempt, at most one minute.
   *
   * @param margin a positive span
   * @return this
   */
  public CheckpointBuilder deadlineMargin(Duration margin) {
    return with(Options.DEADLINE_MARGIN, positive(Options.DEADLINE_MARGIN, margin));
  }

  /**
   * The job that this JVM runs in, for schedulers of which nobody else knows, and for tests. It is
   * taken for present; its name and folder count where nothing else is said. Default: the first
   * {@link JobEnvironment} that {@link java.util.ServiceLoader} finds and that is present.
   *
   * @param job the job
   * @return this
   */
  public CheckpointBuilder job(JobEnvironment job) {
    this.job = Optional.of(Objects.requireNonNull(job, "job"));
    return this;
  }

  /**
   * Has somebody told of each checkpoint, beside those that {@link java.util.ServiceLoader} finds.
   * There may be several.
   *
   * @param listener is told
   * @return this
   */
  public CheckpointBuilder listener(CheckpointListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * How often the log says how far the program is, where that says so by {@link
   * Checkpoint#progress(long, long)}. Default: after one minute, two, four and so on, at last once
   * an hour.
   *
   * @param interval a positive span
   * @return this
   */
  public CheckpointBuilder progressEvery(Duration interval) {
    return with(Options.PROGRESS_EVERY, positive(Options.PROGRESS_EVERY, interval));
  }

  /**
   * Makes one run of several JVMs: a checkpoint is one for all of them, or does not exist. Else
   * each task of a step is a run of its own. All ranks call this, and open the run with the same
   * name, arguments and folder, which all of them see. They find one another by that folder alone.
   *
   * <p>Which rank this is, and which JVMs belong together, the job says: a task of a step of Slurm.
   * Elsewhere set {@code CAIRN_RANK}, {@code CAIRN_RANK_COUNT} and {@code CAIRN_LAUNCH_ID}, the
   * last of which no other start of the run may have.
   *
   * <p>All ranks capture at the same count of safepoints of the thread that comes to the first one,
   * so that all have to count alike: no message may be sent before a safepoint and received after
   * the one of the same count. {@link Checkpoint#channel} has that checked; without it is not.
   * {@link Checkpoint#checkpointNow()} and {@link Checkpoint#once} are called by all ranks in the
   * same order.
   *
   * <p>Where rank, number or start are unknown, or {@link #branchFrom} is asked for as well, the
   * opening throws {@link CheckpointSettingsException}; what else can go wrong there with ranks is
   * a {@link RanksException}.
   *
   * @return this
   */
  public CheckpointBuilder ranks() {
    return with(Options.RANKS, true);
  }

  /**
   * As {@link #ranks()}, for programs that have a collective operation: by it the ranks agree where
   * they capture, twice a second or so, and nothing has to be announced ahead.
   *
   * @param group the ranks
   * @return this
   */
  public CheckpointBuilder ranks(RankGroup group) {
    this.group = Optional.of(Objects.requireNonNull(group, "group"));
    return with(Options.RANKS, true);
  }

  /**
   * How far ahead of the fastest rank a checkpoint is announced at least, so that every rank learns
   * of it in time. Default: some looks into the folder, as long as that took to be seen so far, and
   * two minutes on NFS. No meaning with a {@link RankGroup}.
   *
   * @param lead a positive span
   * @return this
   */
  public CheckpointBuilder rankLead(Duration lead) {
    return with(Options.RANK_LEAD, positive(Options.RANK_LEAD, lead));
  }

  /**
   * How many ranks write their parts at once at most; each keeps its captured state in memory until
   * it is its turn. Default 0: all.
   *
   * @param writers 0 for all
   * @return this
   */
  public CheckpointBuilder rankWriters(int writers) {
    return with(Options.RANK_WRITERS, checked(Options.RANK_WRITERS, Integer.toString(writers)));
  }

  /**
   * False makes everything a no-op: the state comes from the supplier, safepoint() is true.
   *
   * @param enabled whether to checkpoint at all; default true
   * @return this
   */
  public CheckpointBuilder enabled(boolean enabled) {
    return with(Options.ENABLED, enabled);
  }

  /**
   * On the module path: lets this library reach the fields of the program's classes, without an
   * {@code opens} in its module-info.
   *
   * @param lookup {@code MethodHandles.lookup()}, called in the package of the state
   * @return this
   */
  public CheckpointBuilder lookup(MethodHandles.Lookup lookup) {
    ModuleAccess.open(lookup, lookup.lookupClass().getPackageName());
    return this;
  }

  private static Duration positive(Option<Duration> option, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new CheckpointSettingsException(
          option.name()
              + "("
              + duration
              + ") is not a positive span; expected one such as Duration.ofMinutes(10)");
    }
    return duration;
  }

  private static <T> T checked(Option<T> option, String text) {
    try {
      return option.parse().apply(text);
    } catch (RuntimeException e) {
      throw new CheckpointSettingsException(
          option.name() + " is \"" + text + "\"; expected " + option.expected(), e);
    }
  }

  /**
   * Resumes the run, or starts it with what the supplier gives.
   *
   * @param fresh makes the state of a fresh run; not called where there is something to resume
   * @param <S> the type of the state
   * @return the run, to be closed
   * @throws CheckpointKeyException if checkpoints are encrypted, and the key is not the right one
   */
  public <S> Checkpoint<S> resumeOrStart(Supplier<? extends S> fresh) {
    Objects.requireNonNull(fresh, "fresh");
    return open(Map.of(), fresh);
  }

  /**
   * Resumes the run into an object that is there already, or starts it with that object. Only its
   * fields marked {@link Checkpointed} are state, unless its class is marked; they are set once all
   * else has been read and verified. Arrays are made anew, unless {@link #reuseArrays} says
   * otherwise.
   *
   * @param holder the object
   * @param <S> its type
   * @return the run, to be closed
   */
  public <S> Checkpoint<S> resumeInto(S holder) {
    Objects.requireNonNull(holder, "holder");
    if (values.get(Options.ENABLED)) {
      requireMarked(holder.getClass());
    }
    return open(Map.of(MAIN_ROOT, holder), () -> holder);
  }

  private <S> Checkpoint<S> open(Map<String, Object> holders, Supplier<? extends S> fresh) {
    IncludedStates included = new IncludedStates(adapters);
    try {
      included.claim();
      if (!values.get(Options.ENABLED)) {
        included.begin();
        RankSeat seat =
            values.get(Options.RANKS)
                ? new SettingsResolver(values, caller, job, listeners, group)
                    .seatWithoutCheckpoints()
                : RankSeat.ALONE;
        return Checkpoint.disabled(fresh.get(), values.get(Options.EXIT_CODE), included, seat);
      }
      RunSettings settings = settings();
      SessionOpener.Opened opened = open(settings, holders, included);
      Checkpoint<S> run = new Checkpoint<>(settings, opened, included);
      run.begin(MAIN_ROOT, fresh, opened.hooks());
      return run;
    } catch (RuntimeException | Error e) {
      included.close();
      throw e;
    }
  }

  /**
   * Opens a checkpoint for reading, with the classes that this builder allows.
   *
   * @param path a checkpoint file, or the folder of a run, whose newest usable one is opened
   * @return the checkpoint, to be closed
   * @throws CheckpointKeyException if it is encrypted, and the key is not the right one
   */
  public SavedCheckpoint open(Path path) {
    return SavedCheckpoint.open(
        path, SettingsResolver.keys(values), policy(), evolution, caller.getClassLoader());
  }

  private RunSettings settings() {
    return new SettingsResolver(values, caller, job, listeners, group).resolve();
  }

  private ClassPolicy policy() {
    ClassPolicy policy = new ClassPolicy(values.get(Options.ALLOW));
    policy.grantPackageOf(caller);
    return policy;
  }

  private SessionOpener.Opened open(
      RunSettings settings, Map<String, Object> holders, IncludedStates included) {
    ClassPolicy policy = policy();
    holders.values().forEach(holder -> policy.grantHolder(holder.getClass()));
    return new SessionOpener(settings, TimeSource.SYSTEM)
        .open(policy, evolution, caller.getClassLoader(), holders, included);
  }

  /** Of an object that is there already it must be said what of it is state. */
  private static void requireMarked(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      boolean marked =
          at.isAnnotationPresent(Checkpointed.class)
              || Arrays.stream(at.getDeclaredFields())
                  .anyMatch(field -> field.isAnnotationPresent(Checkpointed.class));
      if (marked) {
        return;
      }
    }
    throw new CheckpointSettingsException(
        "resumeInto(...): "
            + type.getName()
            + " is not marked @Checkpointed and has no field that is; mark the fields that are "
            + "state, or the class where all of them are");
  }

  /** Fixed for a class; what {@code configure()} was called from. */
  static CheckpointBuilder calledFrom(StackWalker walker) {
    Class<?> caller =
        walker.walk(
            frames ->
                frames
                    .map(StackWalker.StackFrame::getDeclaringClass)
                    .filter(type -> !Arrays.asList(ENTRANCES).contains(type))
                    .findFirst()
                    .orElse(Checkpoint.class));
    return new CheckpointBuilder(caller);
  }

  private static final Class<?>[] ENTRANCES = {Checkpoint.class, CheckpointBuilder.class};
}
