/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointInfo;
import dev.cairn.UnsupportedStateException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointMetricsTest {
  @TempDir Path folder;

  @Test
  void shouldShowWhatBecomesOfCheckpoints() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    CheckpointInfo newest;
    try (Checkpoint<Object[]> run =
        Checkpoint.configure()
            .directory(folder)
            .name("metered")
            .every(Duration.ofDays(1))
            .ignoreArguments()
            .listener(new CheckpointMetrics(registry))
            .resumeOrStart(() -> new Object[1])) {
      assertThat(run.safepoint()).isTrue();
      newest = run.checkpointNow().orElseThrow();
      run.state()[0] = Thread.currentThread();
      assertThatThrownBy(run::checkpointNow).isInstanceOf(UnsupportedStateException.class);
      run.state()[0] = null;
    }
    assertThat(registry.get("cairn.checkpoint.persist").tag("run", "metered").timer().count())
        .isEqualTo(2);
    assertThat(registry.get("cairn.checkpoint.pause").timer().max(TimeUnit.NANOSECONDS))
        .isGreaterThanOrEqualTo(newest.pause().toNanos());
    assertThat(registry.get("cairn.checkpoint.size").summary().max())
        .isGreaterThanOrEqualTo(newest.bytes());
    assertThat(registry.get("cairn.checkpoint.failures").counter().count()).isEqualTo(1);
    assertThat(registry.get("cairn.checkpoint.age").timeGauge().value(TimeUnit.SECONDS))
        .isBetween(0.0, 600.0);
    assertThat(registry.get("cairn.run.compute").timeGauge().value(TimeUnit.NANOSECONDS))
        .as("seconds and back, which rounds")
        .isCloseTo(newest.computeTime().toNanos(), within(1000.0));
  }
}
