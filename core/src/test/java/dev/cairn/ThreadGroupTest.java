/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who ends a computation by interrupting the threads of its group, as PCJ does, does not meet the
 * threads that write its checkpoints, and need not wait for them.
 */
@Timeout(60)
class ThreadGroupTest {
  @TempDir Path folder;

  /** What the program has, and in which group its hook ran. */
  @Checkpointed
  static final class Count {
    long step;
    transient ThreadGroup restoredIn;

    @AfterRestore
    void restored() {
      restoredIn = Thread.currentThread().getThreadGroup();
    }
  }

  @Test
  void shouldWriteOnThreadsThatAreNotOfTheProgramsGroup() throws Exception {
    inGroup(this::compute);

    Count again = inGroup(this::compute);

    assertThat(again.step).isEqualTo(2);
    assertThat(again.restoredIn.getName()).isEqualTo("computation");
  }

  private Count compute() {
    try (Checkpoint<Count> run =
        Checkpoint.configure()
            .directory(folder)
            .name("count")
            .ignoreArguments()
            .every(Duration.ofDays(1))
            .stopSignals()
            .resumeOrStart(Count::new)) {
      run.progress(() -> new Progress(1, 2));
      run.output(folder.resolve("out-" + run.state().step));
      run.state().step++;
      run.safepoint();
      run.checkpointNow();

      assertThat(namesIn(Thread.currentThread().getThreadGroup())).isEqualTo(List.of("program"));
      assertThat(namesIn(outermost())).contains("program", "cairn-scheduler", "cairn-heart");
      return run.state();
    }
  }

  private static <T> T inGroup(Callable<T> task) throws Exception {
    FutureTask<T> future = new FutureTask<>(task);
    new Thread(new ThreadGroup("computation"), future, "program").start();
    return future.get();
  }

  private static List<String> namesIn(ThreadGroup group) {
    Thread[] threads = new Thread[1000];
    int count = group.enumerate(threads);
    return new ArrayList<>(Stream.of(threads).limit(count).map(Thread::getName).toList());
  }

  private static ThreadGroup outermost() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }
}
