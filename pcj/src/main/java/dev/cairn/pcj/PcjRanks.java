/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.pcj;

import dev.cairn.spi.RankGroup;
import java.util.Arrays;
import org.pcj.PCJ;
import org.pcj.Storage;

/**
 * The ranks of a program that uses PCJ: each of its JVMs is one, however many PCJ threads it has.
 *
 * <pre>{@code
 * Checkpoint.configure().ranks(PcjRanks.group()).resumeOrStart(Block::new) // in main() of a StartPoint
 * }</pre>
 *
 * <p>PCJ is not part of this module: the program brings its own version, 5.3 or later.
 *
 * <p>Threading: {@link #group} is called by one PCJ thread of each JVM, on the JVM of PCJ's thread
 * 0 by that one; it has to be the first of its JVM that comes to a safepoint, and is the one whose
 * safepoints count. Give the run to other PCJ threads after that: they take part by {@code
 * run.worker()}. Failure: what PCJ throws comes out of safepoint(), as does an
 * IllegalStateException where another thread was first.
 */
public final class PcjRanks implements RankGroup {
  /** PCJ's thread 0 is on its node 0. */
  private static final int LEADER = 0;

  private final int rank;
  private final int size;
  private final int thread;

  /** What the threads that agree share. */
  @Storage(PcjRanks.Board.class)
  enum Shared {
    /** At the leader, what each rank gives, and behind it the thread that does. */
    given,
    /** What all agree on. */
    agreed
  }

  /** Where that is, of each thread. */
  static final class Board {
    @SuppressWarnings("unused") // by PCJ, through its name
    private final long[][] given = new long[PCJ.getNodeCount()][];

    @SuppressWarnings("unused") // by PCJ, through its name
    private long[] agreed;

    /** PCJ looks for a public one. */
    public Board() {}
  }

  private PcjRanks(int rank, int size, int thread) {
    this.rank = rank;
    this.size = size;
    this.thread = thread;
  }

  /**
   * The ranks of this program.
   *
   * @return the group
   * @throws IllegalStateException if on the JVM of PCJ's thread 0 another thread calls this
   */
  public static RankGroup group() {
    int rank = PCJ.getNodeId();
    int thread = PCJ.myId();
    if (rank == 0 && thread != LEADER) {
      throw new IllegalStateException(
          "PCJ thread " + thread + " opens the run; on this JVM let thread 0 do that");
    }
    Object unused = PCJ.registerStorage(Shared.class);
    return new PcjRanks(rank, PCJ.getNodeCount(), thread);
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long[] agree(long[] mine) {
    if (PCJ.myId() != thread) {
      throw new IllegalStateException(
          "PCJ thread "
              + PCJ.myId()
              + " came to the first safepoint of this JVM, and thread "
              + thread
              + " has called PcjRanks.group(); let that one call safepoint() first");
    }
    long[] given = Arrays.copyOf(mine, mine.length + 1);
    given[mine.length] = thread;
    PCJ.put(given, LEADER, Shared.given, rank);
    if (rank == 0) {
      // Nobody gives anything more before it has got the answer.
      int unused = PCJ.waitFor(Shared.given, size);
      answer(mine.length);
    }
    int unused = PCJ.waitFor(Shared.agreed);
    return PCJ.<long[]>getLocal(Shared.agreed);
  }

  private void answer(int length) {
    long[][] all = PCJ.getLocal(Shared.given);
    long[] most = Arrays.copyOf(all[0], length);
    for (long[] given : all) {
      for (int i = 0; i < length; i++) {
        most[i] = Math.max(most[i], given[i]);
      }
    }
    for (long[] given : all) {
      PCJ.put(most, (int) given[length], Shared.agreed);
    }
  }
}
