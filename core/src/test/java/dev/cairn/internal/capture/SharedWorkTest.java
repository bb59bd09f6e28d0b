/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedWorkTest {
  @Test
  void shouldDoEachPieceOnce() {
    SharedWork work = new SharedWork();
    for (int round = 0; round < 200; round++) {
      AtomicIntegerArray done = new AtomicIntegerArray(500);
      for (int i = 0; i < done.length(); i++) {
        int piece = i;
        work.add(() -> done.incrementAndGet(piece), SharedWork.BATCH_BYTES / (1 + piece % 3));
      }
      work.finish();
      for (int i = 0; i < done.length(); i++) {
        assertThat(done.get(i)).isEqualTo(1);
      }
    }
  }

  @Test
  void shouldTellWhatAPieceHasThrownAndDoAllOthers() {
    for (int round = 0; round < 50; round++) {
      SharedWork work = new SharedWork();
      AtomicIntegerArray done = new AtomicIntegerArray(100);
      for (int i = 0; i < done.length(); i++) {
        int piece = i;
        int failing = round;
        work.add(
            () -> {
              if (piece == failing) {
                throw new OutOfMemoryError("made up");
              }
              done.incrementAndGet(piece);
            },
            SharedWork.BATCH_BYTES / 2);
      }
      assertThatThrownBy(work::finish).isInstanceOf(OutOfMemoryError.class);
      int sum = 0;
      for (int i = 0; i < done.length(); i++) {
        sum += done.get(i);
      }
      assertThat(sum).isEqualTo(99);
      work.finish(); // it is told once
    }
  }

  /** The program's own tasks may hold every thread of the common pool. */
  @Test
  void shouldFinishWhereThePoolIsBusyWithSomethingElse() throws InterruptedException {
    int threads = ForkJoinPool.getCommonPoolParallelism();
    CountDownLatch busy = new CountDownLatch(threads);
    CountDownLatch end = new CountDownLatch(1);
    for (int i = 0; i < threads; i++) {
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                busy.countDown();
                try {
                  end.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }
    try {
      busy.await();
      SharedWork work = new SharedWork();
      AtomicIntegerArray done = new AtomicIntegerArray(100);
      for (int i = 0; i < done.length(); i++) {
        int piece = i;
        work.add(() -> done.incrementAndGet(piece), SharedWork.BATCH_BYTES / (1 + piece % 3));
      }
      work.finish();
      assertThat(done.get(99)).isEqualTo(1);
    } finally {
      end.countDown();
    }
  }

  @Test
  void shouldUseNoMoreCoresThanTheJobWasGiven() {
    assertThat(Cores.count(16, Map.of())).isEqualTo(16);
    assertThat(Cores.count(16, Map.of("SLURM_CPUS_PER_TASK", "4"))).isEqualTo(4);
    assertThat(Cores.count(2, Map.of("SLURM_CPUS_PER_TASK", "4"))).isEqualTo(2);
    assertThat(Cores.count(2, Map.of("SLURM_CPUS_PER_TASK", "none"))).isEqualTo(2);
    assertThat(Cores.count(2, Map.of("SLURM_CPUS_PER_TASK", "0"))).isEqualTo(2);
  }
}
