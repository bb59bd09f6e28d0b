/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.heat;

import dev.cairn.Channel;
import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.pcj.PcjRanks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.pcj.PCJ;
import org.pcj.RegisterStorage;
import org.pcj.StartPoint;
import org.pcj.Storage;

/**
 * How heat flows in a plate, by blocks of rows on several JVMs, which exchange the rows at their
 * edges by PCJ. It can be stopped on so many JVMs, and go on on others.
 *
 * <pre>
 *   srun -n8 java -cp heat.jar dev.cairn.samples.heat.Heat 1000 100000 --nodes=nodes.txt
 *   java -cp heat.jar dev.cairn.samples.heat.Heat 1000 100000            one JVM: the same result
 * </pre>
 *
 * <p>The last is a run of its own, without ranks. docs/ranks.md has the job script.
 */
@RegisterStorage(Heat.Shared.class)
public final class Heat implements StartPoint {
  /** Of this JVM, for the object that PCJ makes. */
  private static Settings settings;

  /** What PCJ sends to. */
  @Storage(Rows.class)
  enum Shared {
    /** The last row of the rank before. */
    above,
    /** The first row of the rank after. */
    below,
    /** Of rank 0: the digest of each rank's block. */
    digests
  }

  /**
   * Where it arrives: rows of the step at hand and of the one after it, since a neighbour may be a
   * step ahead.
   */
  static final class Rows {
    @SuppressWarnings("unused") // by PCJ, through its name
    private final double[][] above = new double[2][];

    @SuppressWarnings("unused") // by PCJ, through its name
    private final double[][] below = new double[2][];

    @SuppressWarnings("unused") // by PCJ, through its name
    private final long[] digests = new long[PCJ.threadCount()];

    /** PCJ looks for a public one. */
    public Rows() {}
  }

  /** Arguments: size, steps, and options; see {@link Settings}. */
  public static void main(String[] arguments) throws IOException {
    try {
      settings = Settings.parse(arguments, Heat::lines);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
    if (settings.nodes().isEmpty()) {
      alone();
    } else {
      Nodes.of(settings.nodes()).start(Heat.class);
    }
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file)).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One JVM, which has the whole plate. */
  private static void alone() {
    Settings of = settings;
    try (Checkpoint<Clock> run = Checkpoint.resumeOrStart(Clock::new)) {
      Clock clock = run.state();
      Block block = blockOf(run);
      while (clock.step < of.steps() && run.safepoint()) {
        block.advance(null, null);
        clock.step++;
        pause();
      }
      endIfStopping(run);
      System.out.println("result: " + Long.toHexString(block.digest()));
      run.complete();
    }
  }

  /** The rows of this JVM. */
  private static Block blockOf(Checkpoint<Clock> run) {
    int size = settings.size();
    return new Block(run.shards("rows", size, row -> Block.initial(row, size)));
  }

  private static void endIfStopping(Checkpoint<Clock> run) {
    if (run.isStopping()) {
      System.exit(run.exitCode());
    }
  }

  private static void pause() {
    LockSupport.parkNanos(1_000_000 * settings.millis());
  }

  /** One of several JVMs. */
  @Override
  public void main() {
    int rank = PCJ.myId();
    int size = PCJ.threadCount();
    Settings of = settings;
    CheckpointBuilder builder = Checkpoint.configure();
    if (of.byFolder()) {
      builder.ranks();
    } else {
      builder.ranks(PcjRanks.group());
    }
    try (Checkpoint<Clock> run = builder.resumeOrStart(Clock::new)) {
      Clock clock = run.state();
      Block block = blockOf(run);
      Exchange exchange = new Exchange(run, rank, size);
      if (of.overlap() && clock.step == 0) {
        exchange.send(block, clock.step);
      }
      while (clock.step < of.steps() && run.safepoint()) {
        exchange.step(block, clock, of.overlap());
        pause();
      }
      endIfStopping(run);
      tellResult(rank, size, block);
      run.complete();
    }
  }

  private void tellResult(int rank, int size, Block block) {
    PCJ.put(block.digest(), 0, Shared.digests, rank);
    if (rank == 0) {
      int unused = PCJ.waitFor(Shared.digests, size);
      long sum = 0;
      for (long digest : PCJ.<long[]>getLocal(Shared.digests)) {
        sum += digest;
      }
      System.out.println("result: " + Long.toHexString(sum));
    }
  }

  /** The rows at the edges of a block, to and from its neighbours. */
  private static final class Exchange {
    private final int rank;
    private final Channel before;
    private final Channel after;

    Exchange(Checkpoint<?> run, int rank, int size) {
      this.rank = rank;
      this.before = rank > 0 ? run.channel(rank - 1) : null;
      this.after = rank < size - 1 ? run.channel(rank + 1) : null;
    }

    void step(Block block, Clock clock, boolean overlap) {
      int turn = (int) (clock.step % 2);
      if (!overlap) {
        send(block, clock.step);
      }
      double[] above = null;
      double[] below = null;
      if (before != null) {
        int unused = PCJ.waitFor(Shared.above);
        before.received();
        above = PCJ.getLocal(Shared.above, turn);
      }
      if (after != null) {
        int unused = PCJ.waitFor(Shared.below);
        after.received();
        below = PCJ.getLocal(Shared.below, turn);
      }
      block.advance(above, below);
      clock.step++;
      if (overlap) {
        send(block, clock.step); // before the next safepoint, and received after it
      }
    }

    void send(Block block, long step) {
      int turn = (int) (step % 2);
      if (before != null) {
        PCJ.put(block.firstRow(), rank - 1, Shared.below, turn);
        before.sent();
      }
      if (after != null) {
        PCJ.put(block.lastRow(), rank + 1, Shared.above, turn);
        after.sent();
      }
    }
  }
}
