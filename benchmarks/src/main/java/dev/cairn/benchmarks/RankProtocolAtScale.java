/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.CheckpointReason;
import dev.cairn.DirectWrites;
import dev.cairn.Sharing;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.rank.Committer;
import dev.cairn.internal.rank.Cut;
import dev.cairn.internal.rank.News;
import dev.cairn.internal.rank.PartReport;
import dev.cairn.internal.rank.RankAgreement;
import dev.cairn.internal.rank.RankClock;
import dev.cairn.internal.rank.RankSeat;
import dev.cairn.internal.store.DurableFiles;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.Owner;
import dev.cairn.internal.store.PendingFile;
import dev.cairn.internal.store.RunFolder;
import dev.cairn.internal.store.WriteMethod;
import dev.cairn.spi.StopCause;
import dev.cairn.testkit.MetadataMeter;
import dev.cairn.testkit.MetadataMeter.Kind;
import dev.cairn.testkit.RecordingFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * As {@link RanksAtScale}, for more ranks than one machine has room for: what they agree on and
 * their files are real, and there is no state that is captured. Each rank is two threads.
 *
 * <p>{@code java -cp ... dev.cairn.benchmarks.RankProtocolAtScale RANKS MICROSECONDS [folder]}
 */
public final class RankProtocolAtScale {
  private static final int CHECKPOINTS = 5;
  private static final int PART_BYTES = 8 << 10;
  private static final int LINE_BYTES = 200;
  private static final Duration QUIET = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long STACK = 128 << 10;

  private final int size;
  private final Duration delay;
  private final Path folder;
  private final Map<Integer, Map<Kind, Long>> saving = new ConcurrentHashMap<>();
  private final Map<Integer, Map<Kind, Long>> quiet = new ConcurrentHashMap<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private RankProtocolAtScale(int size, Duration delay, Path folder) {
    this.size = size;
    this.delay = delay;
    this.folder = folder;
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    int size = Integer.parseInt(arguments[0]);
    Duration delay = Duration.ofNanos(1000 * Long.parseLong(arguments[1]));
    Path folder =
        arguments.length > 2
            ? Files.createTempDirectory(Path.of(arguments[2]), "ranks")
            : Files.createTempDirectory("ranks");
    try {
      new RankProtocolAtScale(size, delay, folder).run();
    } finally {
      ChildJvm.delete(folder);
    }
    System.exit(0);
  }

  private void run() throws Exception {
    Owner owner = new Owner("host", "space", 1, 2, "nonce", 3, Map.of(), "launch");
    RunFolder run = new RunFolder(new DurableFiles(Sharing.PRIVATE), folder.resolve("run"));
    run.create();
    Optional<EpochFolder> unused = run.claim(0, owner);
    List<RecordingFileSystem> views = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      views.add(RecordingFileSystem.over(folder)); // each reads what is there: before it is much
    }
    List<Rank> all = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      all.add(new Rank(rank, views.get(rank)));
    }
    long begun = System.nanoTime();
    double millis = inThreads(all, Rank::save) / CHECKPOINTS;
    for (Rank rank : all) {
      saving.put(rank.seat.rank(), rank.sinceLast());
    }
    Thread.sleep(QUIET.toMillis());
    for (Rank rank : all) {
      quiet.put(rank.seat.rank(), rank.sinceLast());
      rank.agreement.close(false);
    }
    System.out.printf(
        Locale.ROOT,
        "the protocol of %d ranks, %d us more for each operation; %d s in all%n",
        size,
        delay.toNanos() / 1000,
        (System.nanoTime() - begun) / 1_000_000_000);
    MetadataTable.print(
        List.of(
            new MetadataTable.Column("a checkpoint", List.copyOf(saving.values()), CHECKPOINTS),
            new MetadataTable.Column(
                "a quiet second", List.copyOf(quiet.values()), QUIET.toSeconds())));
    System.out.printf(Locale.ROOT, "a checkpoint: %.0f ms until it is durable for all%n", millis);
  }

  /** What each does. */
  private interface Task {
    void run(Rank rank) throws IOException;
  }

  private double inThreads(List<Rank> all, Task task) throws InterruptedException {
    long begun = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (Rank rank : all) {
      Thread thread =
          new Thread(
              null,
              () -> {
                try {
                  task.run(rank);
                } catch (Throwable e) {
                  failure.compareAndSet(null, e);
                }
              },
              "rank",
              STACK);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  /** One of them. */
  private final class Rank implements RankAgreement.Told {
    private final RankSeat seat;
    private final MetadataMeter meter = new MetadataMeter(delay);
    private final EpochFolder attempt;
    private final EpochFolder room;
    private final RankAgreement agreement;
    private final WriteMethod method = new WriteMethod(DirectWrites.NEVER, refusal -> {});
    private Map<Kind, Long> last;
    private volatile long passed;

    Rank(int rank, RecordingFileSystem view) throws IOException {
      this.seat = new RankSeat(rank, size, "launch");
      view.meteredBy(meter);
      this.attempt =
          new RunFolder(new DurableFiles(Sharing.PRIVATE), view.root().resolve("run"))
              .find("launch")
              .orElseThrow();
      this.room = attempt.roomOf(rank, size);
      boolean unused = room.claimRoom();
      Duration poll = Duration.ofMillis(200).plusNanos(500_000L * size);
      this.agreement =
          new RankAgreement(
              seat,
              attempt.decisions(),
              attempt.votes(size),
              Optional.empty(),
              new Commits(attempt),
              new Clock(),
              new RankAgreement.Terms(PATIENCE, poll.multipliedBy(4), poll, 0, 0, 1),
              this);
      agreement.start();
      this.last = meter.counts();
    }

    Map<Kind, Long> sinceLast() {
      Map<Kind, Long> before = last;
      last = meter.counts();
      return MetadataTable.difference(last, before);
    }

    void save() throws IOException {
      for (int i = 1; i <= CHECKPOINTS; i++) {
        passed = i;
        Cut cut = agreement.here(passed, CheckpointReason.EXPLICIT);
        Path unused = write(room, passed, PART_BYTES);
        agreement.report(report(cut));
        News news = agreement.await(cut);
        if (news.kind() != News.Kind.COMMITTED) {
          throw new IOException(news.why());
        }
        if (passed > 2) {
          Files.delete(room.pathOf(passed - 2));
        }
      }
    }

    private PartReport report(Cut cut) {
      return new PartReport(
          new RankEntry.PartFile(
              seat.rank(), passed, UUID.randomUUID(), PART_BYTES, cut.safepoint(), false, 0, 0),
          false,
          0,
          0,
          1,
          0);
    }

    private Path write(EpochFolder into, long sequence, int bytes) throws IOException {
      try (PendingFile pending = into.newPending(sequence, method, bytes)) {
        ByteBuffer content = ByteBuffer.allocate(bytes);
        while (content.hasRemaining()) {
          int unused = pending.write(content);
        }
        Path path = pending.commit((written, whole) -> {});
        into.confirmOwn();
        return path;
      }
    }

    /** What rank 0 makes: a file with a line for each part. */
    private final class Commits implements Committer {
      private final EpochFolder into;
      private long number;

      Commits(EpochFolder into) {
        this.into = into;
      }

      @Override
      public long commit(Cut cut, List<PartReport> parts) throws IOException {
        Path unused = write(into, ++number, LINE_BYTES * parts.size());
        return number;
      }

      @Override
      public void requireOwn() throws IOException {
        into.requireOwn();
      }

      @Override
      public void prune(long newest, boolean complete) {}

      @Override
      public String whatDiffers(List<PartReport> parts) {
        return "nothing";
      }
    }

    @Override
    public void summon() {}

    @Override
    public long passed() {
      return passed;
    }

    @Override
    public void stop(StopCause cause) {}

    @Override
    public void warn(String text) {
      System.err.println(text);
    }

    @Override
    public void trouble(Throwable trouble) {
      failure.compareAndSet(null, trouble);
    }
  }

  private static final class Clock implements RankClock {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      Thread.sleep(duration.toMillis());
    }
  }
}
