/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import dev.cairn.internal.engine.BranchSeed;
import dev.cairn.internal.engine.IncludedStates;
import dev.cairn.internal.engine.OwnKeyedShards;
import dev.cairn.internal.engine.OwnShards;
import dev.cairn.internal.engine.RunOutputs;
import dev.cairn.internal.engine.RunSettings;
import dev.cairn.internal.engine.Session;
import dev.cairn.internal.engine.SessionOpener;
import dev.cairn.internal.engine.ShardPiece;
import dev.cairn.internal.engine.TimeSource;
import dev.cairn.internal.gate.Participant;
import dev.cairn.internal.rank.RankSeat;
import dev.cairn.internal.store.FolderTrial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * A long computation that survives being stopped: the next start goes on from its last checkpoint,
 * bit for bit.
 *
 * <pre>{@code
 * try (Checkpoint<Ising> run = Checkpoint.resumeOrStart(() -> new Ising(4096, 42))) {
 *   Ising ising = run.state();
 *   while (ising.sweep < 1_000_000 && run.safepoint()) {
 *     ising.sweepOnce();
 *   }
 *   if (run.isStopping()) {
 *     System.exit(run.exitCode()); // stopped early: saved, not finished
 *   }
 *   System.out.println(ising.magnetisation());
 *   run.complete();
 * }
 * }</pre>
 *
 * <p><b>Threading.</b> A thread takes part from its first {@link #safepoint()}, {@link
 * #checkpointNow()} or {@link #worker()} until {@link #close()}, or until {@link Worker#finish()}.
 * One that takes part and ends before that may have been stopped in the middle of a step: the state
 * is suspect then, and nothing is saved until {@link #declareSound()}. A checkpoint is taken when
 * every thread that takes part waits at a safepoint or is {@linkplain Worker#away() away}, and
 * nobody is inside an {@link #update}. All methods may be called from any thread.
 *
 * <p><b>Failure.</b> A failed checkpoint never harms the program: it is logged, counted and tried
 * again. It throws only where the run has no checkpoint at all yet, where the state cannot be
 * saved, or where the program waits for it.
 *
 * @param <S> the type of the state
 */
public final class Checkpoint<S> implements AutoCloseable {
  /** Before the names of stages, which no root bears by accident. */
  private static final String STAGE = "stage: ";

  private final RunSettings settings;
  private final RankSeat seat;
  private final int unfinished;
  private final Session session;
  private final Map<String, Object> readOnlyRoots;
  private final Optional<CheckpointInfo> from;
  private final RunOutputs outputs;
  private final IncludedStates included;
  private final boolean branch;
  private final long openedAt = TimeSource.SYSTEM.nanos();
  private final Map<Thread, Participant> participants = new ConcurrentHashMap<>();
  private S state;
  private volatile boolean completed;

  /** The first thread that took part: for it a safepoint costs next to nothing. */
  private Participant solo;

  Checkpoint(RunSettings settings, SessionOpener.Opened opened, IncludedStates included) {
    this.included = included;
    this.settings = settings;
    this.seat = settings.seat();
    this.unfinished = settings.ends().codeOfUnfinishedWork();
    this.session = opened.session().orElse(null);
    this.readOnlyRoots = opened.roots();
    this.from = opened.from();
    this.outputs = opened.outputs();
    this.branch = opened.isBranch();
  }

  private Checkpoint(S state, int unfinished, IncludedStates included, RankSeat seat) {
    this.seat = seat;
    this.included = included;
    this.unfinished = unfinished;
    this.settings = null;
    this.session = null;
    this.readOnlyRoots = Map.of();
    this.from = Optional.empty();
    this.outputs = RunOutputs.withoutCheckpoints();
    this.branch = false;
    this.state = state;
  }

  static <S> Checkpoint<S> disabled(S state, int exitCode, IncludedStates included, RankSeat seat) {
    return new Checkpoint<>(state, exitCode, included, seat);
  }

  /** Takes the main root and calls the hooks; a run that cannot begin is closed again. */
  void begin(String name, Supplier<? extends S> fresh, Runnable hooks) {
    boolean begun = false;
    try {
      state = register(name, fresh);
      hooks.run();
      begun = true;
      if (session != null) {
        session.begun();
      }
    } finally {
      if (!begun) {
        close();
      }
    }
  }

  // ---- opening -------------------------------------------------------------------------------

  /**
   * Resumes the run, or starts it with what the supplier gives.
   *
   * @param fresh makes the state of a fresh run; not called where there is something to resume
   * @param <S> the type of the state
   * @return the run, to be closed
   * @throws RunInUseException if another attempt of this run is alive
   * @throws NoUsableCheckpointException if there are checkpoints but none can be used
   * @throws ParametersDifferException if the run was started with other arguments or parameters
   * @throws CheckpointFolderException if the folder cannot be used
   * @throws CheckpointSettingsException if a setting is wrong or contradicts another
   * @throws StateMismatchException if the stored state does not fit the classes of this program
   * @throws RestoreFailedException if a method marked {@link AfterRestore} throws
   * @throws RanksException in a run of several ranks: not all came within ten times the patience,
   *     the identity of the start is that of an earlier one, this rank is there already, or the
   *     checkpoint is of another number of ranks and has state that cannot be divided
   */
  public static <S> Checkpoint<S> resumeOrStart(Supplier<? extends S> fresh) {
    return configure().resumeOrStart(fresh);
  }

  /**
   * Resumes the run into an object that is there already, or starts it with that object. Only its
   * fields marked {@link Checkpointed} are state, unless its class is marked. Throws what {@link
   * #resumeOrStart} does.
   *
   * @param holder the object
   * @param <S> its type
   * @return the run, to be closed
   * @throws CheckpointSettingsException if neither the class nor a field of it is marked
   */
  public static <S> Checkpoint<S> resumeInto(S holder) {
    return configure().resumeInto(holder);
  }

  /**
   * Tries what checkpoints ask of a folder, and says what will and will not be safe there. Writes a
   * few files of up to 64 MiB into a folder of its own in it, and removes them.
   *
   * <pre>{@code
   * FolderProbe probe = Checkpoint.probe(Path.of("/nobackup/me"));
   * System.out.println(probe);
   * if (!probe.isSafe()) ...
   * }</pre>
   *
   * <p>Takes a second, more on a slow file system. What cannot be tried is a finding as well:
   * nothing is thrown.
   *
   * @param folder where checkpoints are to be; made if it is missing, and then removed again
   * @return what was found
   */
  public static FolderProbe probe(Path folder) {
    return new FolderProbe(folder, FolderTrial.run(folder));
  }

  /**
   * Begins to say how a run is checkpointed.
   *
   * @return a builder
   */
  public static CheckpointBuilder configure() {
    return CheckpointBuilder.calledFrom(
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE));
  }

  /**
   * Opens a checkpoint for reading, for example to analyse it. The run may be going on.
   *
   * @param path a checkpoint file, or the folder of a run, whose newest usable one is opened
   * @return the checkpoint, to be closed
   * @throws NoUsableCheckpointException if there is none
   * @throws CorruptCheckpointException if the file is damaged
   * @throws CheckpointFolderException if it cannot be read at all
   */
  public static SavedCheckpoint open(Path path) {
    return configure().open(path);
  }

  // ---- state ---------------------------------------------------------------------------------

  /** {@return the state: restored, or fresh from the supplier} */
  public S state() {
    return state;
  }

  /**
   * Registers a further root. All roots are one graph: what they share stays shared.
   *
   * @param name its name in the checkpoint
   * @param fresh makes it where the checkpoint has none of this name
   * @param <T> its type
   * @return the restored or the fresh root
   * @throws IllegalStateException if the name is taken
   * @throws CheckpointSettingsException if the supplier gives null
   */
  public <T> T register(String name, Supplier<? extends T> fresh) {
    Optional<Object> restored =
        session == null
            ? Optional.ofNullable(readOnlyRoots.get(name))
            : session.registry().claim(name);
    if (restored.isPresent()) {
      @SuppressWarnings("unchecked") // the caller says what it registered under this name
      T root = (T) restored.get();
      return root;
    }
    if (session != null) {
      session.registry().requireFree(name);
    }
    T root = fresh.get();
    if (root == null) {
      throw new CheckpointSettingsException(
          "the supplier of root \""
              + name
              + "\" gave null, so there is no state to save; let it "
              + "return the state");
    }
    if (session != null) {
      session.registry().register(name, root);
    }
    return root;
  }

  /**
   * As {@link #register(String, Supplier)}, and makes sure that what was restored is of the class
   * that the program expects: after a change of the program, or where two roots took the same name.
   *
   * @param name its name in the checkpoint
   * @param type its class
   * @param fresh makes it where the checkpoint has none of this name
   * @param <T> its type
   * @return the restored or the fresh root
   * @throws StateMismatchException if the checkpoint has something else under this name
   * @throws IllegalStateException if the name is taken
   * @throws CheckpointSettingsException if the supplier gives null
   */
  public <T> T register(String name, Class<T> type, Supplier<? extends T> fresh) {
    Object root = register(name, fresh);
    if (!type.isInstance(root)) {
      throw new StateMismatchException(
          "root \""
              + name
              + "\" of the checkpoint is a "
              + root.getClass().getName()
              + ", this program expects a "
              + type.getName()
              + "; register it under another name, and forget(\""
              + name
              + "\") the old one");
    }
    return type.cast(root);
  }

  /**
   * A stage whose result is kept: computed once in the whole run, however often it is resumed. The
   * call is a safepoint: what was computed is durable when it returns.
   *
   * <pre>{@code
   * Graph graph = run.once("load", () -> Graph.read(input));  // hours
   * Index index = run.once("index", () -> new Index(graph));
   * }</pre>
   *
   * @param stage its name, not used for a root or another stage
   * @param work computes the result, which may be null
   * @param <T> the type of the result
   * @return the result, of this attempt or an earlier one; the same object in {@link #state()} if
   *     it was put there
   * @throws IllegalStateException if the name is taken, or inside an {@link #update}
   * @throws CheckpointWriteException if the result cannot be written
   * @throws UnsupportedStateException if it cannot be saved; names the field path
   */
  public <T> T once(String stage, Supplier<? extends T> work) {
    boolean[] computed = new boolean[1];
    Object[] result =
        register(
            STAGE + stage,
            () -> {
              computed[0] = true;
              return new Object[] {work.get()};
            });
    if (computed[0]) {
      Optional<CheckpointInfo> unused = checkpointNow();
    }
    @SuppressWarnings("unchecked") // the caller says what the stage gives
    T value = (T) result[0];
    return value;
  }

  /**
   * State that is divided among the ranks, and divided anew where a restart has another number of
   * them. That asks of every root to be such shards, or of a class that is {@link
   * Checkpointed#common()}: what else a rank has is its own, and a restart on another number is
   * refused. In a run without ranks all of it is here.
   *
   * <p>Called by all ranks, before the first safepoint.
   *
   * @param shards a name that no other shards have
   * @param total how many elements all ranks have together, the same in every attempt: at least as
   *     many as ranks, at most 2^39
   * @param fresh makes an element of a fresh run by its index; may give null
   * @param <T> the type of the elements
   * @return those of this rank
   * @throws IllegalStateException if the name is taken
   * @throws CheckpointSettingsException if there are fewer elements than ranks
   * @throws StateMismatchException if the checkpoint has another number of them
   */
  public <T> Shards<T> shards(String shards, long total, LongFunction<? extends T> fresh) {
    if (total < seat.size() || total > ShardPiece.MOST) {
      throw new CheckpointSettingsException(
          "shards(\""
              + shards
              + "\", "
              + total
              + ", ...): from "
              + seat.size()
              + ", which is one for each rank, to "
              + ShardPiece.MOST
              + " can be divided");
    }
    String root = ShardPiece.PREFIX + shards;
    Object held = register(root, () -> ShardPiece.fresh(seat, total, fresh).toRoot());
    return new OwnShards<>(shards, seat, ShardPiece.of(root, held).requireShare(root, total, seat));
  }

  /**
   * As {@link #shards}, by key.
   *
   * @param shards a name that no other shards have
   * @param groups into how many groups keys fall, the same in every attempt: a hundred for each
   *     rank or more divide them evenly, and no run can have more ranks
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return those of this rank; none in a fresh run
   * @throws IllegalStateException if the name is taken
   * @throws CheckpointSettingsException if there are fewer groups than ranks
   * @throws StateMismatchException if the checkpoint has another number of groups, or the hashCode
   *     of a key is not what it was
   */
  public <K, V> KeyedShards<K, V> keyedShards(String shards, int groups) {
    return new OwnKeyedShards<>(shards, this.<Map<K, V>>shards(shards, groups, group -> null));
  }

  /**
   * Opens a file that the program appends its results to, and that belongs to the checkpoints: a
   * resume cuts it back to what had been written by the checkpoint, so that no line is missing and
   * none is there twice. There may be many. Open it near the start of the program, in every
   * attempt; opened twice, it is the same.
   *
   * <p>In the first attempt a file that lies there already is kept under another name. At a resume
   * what is kept goes to a new file, which takes the place of the old one, and what came after the
   * checkpoint is set aside in the folder of the new attempt; see {@link
   * CheckpointBuilder#outputCopyLimit} for large ones. A {@linkplain CheckpointBuilder#branchFrom
   * branch} begins with a copy of what the other run had written to its output of the same name,
   * and needs a file of its own: another working folder, or another path, which begins empty.
   *
   * @param path the file; its folder is created where it is missing. {@code .gz} is compressed
   * @return the output, which the run closes
   * @throws IllegalStateException after {@link #complete()} or {@link #close()}
   * @throws OutputMismatchException if the file no longer holds what it held at the checkpoint
   * @throws CheckpointFolderException if it cannot be opened
   * @throws CheckpointSettingsException if it is the file of the run that this one branched off
   *     from
   */
  public CheckpointOutput output(Path path) {
    RunOutputs.Opened opened = outputs.open(path);
    return new CheckpointOutput(opened.stream(), opened.isNew());
  }

  /**
   * Gives a generator of random numbers a new seed where this attempt branches off from another
   * run, so that the two do not draw the same numbers; does nothing in any other attempt. The seed
   * depends on the name of the branch, the checkpoint it begins with, and the name of the
   * generator.
   *
   * <pre>{@code
   * run.reseedOnBranch("walkers", seed -> sim.random = new SplittableRandom(seed));
   * }</pre>
   *
   * <p>Call it right after the run is opened, before {@link #once} and the first safepoint.
   *
   * @param generator a name that tells the program's generators apart
   * @param reseed is given the seed
   * @throws IllegalStateException if the attempt has branched off and has come to a safepoint
   *     already
   */
  public void reseedOnBranch(String generator, LongConsumer reseed) {
    if (!branch) {
      return;
    }
    if (session.isAttended()) {
      throw new IllegalStateException(
          "reseedOnBranch(\""
              + generator
              + "\") after the first safepoint(): the branch is saved with the old seed already; call "
              + "it before");
    }
    reseed.accept(BranchSeed.of(settings.name(), from.orElseThrow(), generator));
  }

  /**
   * Drops a root, also one of the checkpoint that nobody has registered and that is carried along.
   *
   * @param name its name
   * @return true where there was one
   */
  public boolean forget(String name) {
    return session != null && session.registry().forget(name);
  }

  // ---- safepoints ----------------------------------------------------------------------------

  /**
   * A place where all registered state is consistent. Costs next to nothing unless a checkpoint is
   * due.
   *
   * <p>The first one of an attempt takes the first checkpoint, and returns once it is durable and
   * has been read back. In a run of several ranks it returns once the state is captured; that it
   * could not be saved is thrown at a later safepoint, on the rank whose state it was, and logged
   * on the others, which have no checkpoint then: let an exception on one rank end all.
   *
   * @return true to go on; false to end now, and never true again
   * @throws UnsupportedStateException if the state cannot be saved; names the field path
   * @throws CheckpointWriteException if the run has no checkpoint yet and the first cannot be
   *     written
   * @throws FencedException if a later attempt has taken the run over
   * @throws TornStateException if the state may be half changed
   */
  public boolean safepoint() {
    Participant participant = solo;
    if (participant != null && participant.isCurrent() && participant.pass()) {
      return true;
    }
    return arrive(participant);
  }

  private boolean arrive(Participant passed) {
    if (session == null) {
      return settings == null;
    }
    if (passed != null && passed.isCurrent() && !passed.isRetired()) {
      return session.arrive(passed);
    }
    if (!participants.containsKey(Thread.currentThread())) {
      // Threads come and go, virtual ones by the million.
      participants.keySet().removeIf(thread -> !thread.isAlive());
    }
    Participant own =
        participants.compute(
            Thread.currentThread(),
            (thread, known) -> known == null || known.isRetired() ? session.join() : known);
    if (solo == null || solo.isRetired()) {
      solo = own;
    }
    return own.pass() || session.arrive(own);
  }

  /**
   * The calling thread takes part, as one of several that change the state.
   *
   * @return its handle, to be used and closed by this thread
   */
  public Worker worker() {
    return new Worker(session, settings == null);
  }

  /**
   * Changes the state so that no checkpoint sees the middle of it: for pools and event handlers.
   * Reentrant. It is no lock: two threads may be inside at once, and what they both change they
   * guard as they would without Cairn. If the change throws, the state is suspect and no checkpoint
   * is taken until {@link #declareSound()}.
   *
   * @param change the change
   */
  public void update(Runnable change) {
    if (session == null) {
      change.run();
    } else {
      session.update(change::run);
    }
  }

  /**
   * As {@link #update(Runnable)}, for a change that gives a result or throws.
   *
   * @param change the change
   * @param <T> its result
   * @return what the change gives
   * @throws Exception what the change throws
   */
  public <T> T updateAndGet(Callable<T> change) throws Exception {
    if (session == null) {
      return change.call();
    }
    Object[] result = new Object[1];
    session.<Exception>update(() -> result[0] = change.call());
    @SuppressWarnings("unchecked") // put there by the line above
    T value = (T) result[0];
    return value;
  }

  /** The program has looked after an exception: the state is whole, checkpoints may go on. */
  public void declareSound() {
    if (session != null) {
      session.gate().declareSound();
    }
  }

  // ---- checkpoints ---------------------------------------------------------------------------

  /** Asks for a checkpoint as soon as every thread has come to a safepoint; never blocks. */
  public void request() {
    if (session != null) {
      session.request();
    }
  }

  /**
   * Takes a checkpoint and waits until it is durable. A thread that takes part is at a safepoint
   * meanwhile. In a run of several ranks all call it, at the same count of safepoints, and each
   * waits for the parts of all.
   *
   * @return the checkpoint; empty where checkpointing is disabled or the run was complete at the
   *     start
   * @throws CheckpointWriteException if it cannot be written; in a run of several ranks also where
   *     another one could not save its part
   * @throws UnsupportedStateException if the state cannot be saved; names the field path
   * @throws FencedException if a later attempt has taken the run over
   * @throws TornStateException if the state may be half changed
   * @throws IllegalStateException inside an {@link #update}; in a run of several ranks also where
   *     another thread of this rank is the one whose safepoints count
   */
  public Optional<CheckpointInfo> checkpointNow() {
    return session == null ? from : Optional.of(session.checkpointNow());
  }

  /**
   * Says that the computation is finished: commits the end state as the last checkpoint, then
   * removes the others. A later start gets this state, {@link #isComplete()} is true and {@link
   * #safepoint()} false. Call it from the last thread that takes part.
   *
   * <p>In a run of several ranks each calls it when it has nothing more to compute. Its last state
   * then is its part of all later checkpoints. On rank 0 it returns once all have ended, by a
   * {@link dev.cairn.spi.RankGroup} on every rank. Where the others are told to stop meanwhile, it
   * returns on rank 0 with {@link #isStopping()} true and {@link #isComplete()} false: end with
   * {@link #exitCode()}. On other ranks isComplete() says that this rank has ended, not that the
   * run has.
   *
   * @throws IllegalStateException if safepoint() has said that the run must stop, after close(), or
   *     inside an {@link #update}
   * @throws FencedException if a later attempt has taken the run over
   * @throws TornStateException if the state may be half changed
   * @throws CheckpointWriteException if the end state cannot be written; the run is then not
   *     complete
   */
  public void complete() {
    if (session == null) {
      completed = true; // where checkpointing is disabled, as well
      closeOutputs();
    } else if (!session.isComplete()) {
      session.complete();
    }
  }

  // ---- ranks -----------------------------------------------------------------------------------

  /**
   * Counts the messages between this rank and another, so that a checkpoint that would cut one in
   * two is refused, and the ranks are named.
   *
   * @param peer the other rank, from 0
   * @return the channel, the same one at every call
   * @throws IllegalArgumentException if there is no such rank
   * @throws IllegalStateException if the run has no ranks
   */
  public Channel channel(int peer) {
    return session == null ? Unchecked.CHANNEL : session.channel(peer);
  }

  /** Where nothing is saved. */
  private enum Unchecked implements Channel {
    CHANNEL;

    @Override
    public void sent() {}

    @Override
    public void received() {}
  }

  // ---- progress --------------------------------------------------------------------------------

  /**
   * Says how far the program is, for {@code status.json}, {@code cairn watch}, the log and the
   * report. Costs next to nothing: call it at each step, from any thread.
   *
   * <pre>{@code
   * while (ising.sweep < SWEEPS && run.safepoint()) {
   *   ising.sweepOnce();
   *   run.progress(ising.sweep, SWEEPS);
   * }
   * }</pre>
   *
   * @param done how many units of the program's own are done since the start of the run
   * @param total how many there are to be done; 0 where nobody knows
   * @throws IllegalArgumentException if one is below 0
   */
  public void progress(long done, long total) {
    if (session != null) {
      session.progress().report(done, total);
    }
  }

  /**
   * Says whom to ask how far the program is, for programs with no one place that knows it. Asked
   * every few seconds by a thread of Cairn's own, while the program computes: what it reads must
   * bear that. Where it throws, that is said once, and it is not asked any more; where it hangs,
   * nothing waits for it.
   *
   * @param source tells it
   */
  public void progress(Supplier<Progress> source) {
    if (session != null) {
      session.askProgressOf(source);
    }
  }

  // ---- how it stands ---------------------------------------------------------------------------

  /**
   * {@return true once this program was told by {@link #safepoint()} to end before it was finished}
   */
  public boolean isStopping() {
    return session != null && session.isStopped();
  }

  /** {@return true where the end state is committed, by this attempt or an earlier one} */
  public boolean isComplete() {
    return session == null ? settings != null || completed : session.isComplete();
  }

  /** {@return what became of the last checkpoint of a run that was told to stop} */
  public StopOutcome stopOutcome() {
    return session == null ? StopOutcome.RUNNING : session.stopOutcome();
  }

  /** {@return the newest checkpoint that is durable; also the one this attempt went on from} */
  public Optional<CheckpointInfo> lastDurable() {
    return session == null ? from : session.lastDurable();
  }

  /**
   * {@return the checkpoint that this attempt went on from, of another run where this one has
   * branched off; empty where it started fresh}
   */
  public Optional<CheckpointInfo> resumedFrom() {
    return from;
  }

  /** {@return true where this attempt has branched off from another run} */
  public boolean isBranch() {
    return branch;
  }

  /**
   * {@return the time computed since the start of the run, over all attempts; of an attempt that
   * was killed, the time up to the checkpoint that was resumed}
   */
  public Duration computeTime() {
    if (session != null) {
      return session.computeTime();
    }
    return from.map(CheckpointInfo::computeTime)
        .orElseGet(() -> Duration.ofNanos(TimeSource.SYSTEM.nanos() - openedAt));
  }

  /**
   * {@return the safepoints passed since the start of the run, over all attempts and threads; empty
   * unless they are counted, which they are for {@link CheckpointBuilder#every(long)}}
   */
  public OptionalLong safepoints() {
    return session != null
        ? session.safepoints()
        : from.map(CheckpointInfo::safepoints).orElse(OptionalLong.empty());
  }

  /**
   * Tells with which code to end. For unfinished work that is never 0, so that nobody is deceived:
   * what {@link CheckpointBuilder#exitCode(int)} says, or where nobody has said anything the code
   * at which the site's scheduler starts the job again, or 75. A scheduler may be asked for it,
   * which can take seconds.
   *
   * @return 0 where the run is complete
   */
  public int exitCode() {
    if (isComplete()) {
      return 0;
    }
    return session == null ? unfinished : session.exitCode();
  }

  /**
   * Ends this attempt: waits for a checkpoint that is being written, and never takes a new one,
   * since it may be an exception that leads here. The run can be gone on with by the next start.
   */
  @Override
  public void close() {
    try {
      if (session != null) {
        session.close();
      } else {
        closeOutputs();
      }
    } finally {
      included.close();
    }
  }

  private void closeOutputs() {
    try {
      outputs.close();
    } catch (IOException e) {
      throw new CheckpointWriteException("an output cannot be written to its end: " + e, e);
    }
  }
}
