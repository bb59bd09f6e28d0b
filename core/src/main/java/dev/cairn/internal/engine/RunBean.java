/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.Progress;
import dev.cairn.RunMXBean;
import dev.cairn.internal.observe.ProgressMeter;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.spi.StopCause;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * A run as JMX shows it. What fails here is not worth more than a line in the log.
 *
 * <p>Thread-safe.
 */
final class RunBean implements RunMXBean, AutoCloseable {
  private final String run;
  private final Path folder;
  private final Reporter reporter;
  private final CheckpointCycle cycle;
  private final CheckpointScheduler scheduler;
  private final StopControl stop;
  private final ProgressMeter meter;
  private final RunLog log;
  private ObjectName name;
  private boolean closed;

  RunBean(
      String run,
      Path folder,
      Reporter reporter,
      CheckpointCycle cycle,
      CheckpointScheduler scheduler,
      StopControl stop,
      ProgressMeter meter,
      RunLog log) {
    this.run = run;
    this.folder = folder;
    this.reporter = reporter;
    this.cycle = cycle;
    this.scheduler = scheduler;
    this.stop = stop;
    this.meter = meter;
    this.log = log;
  }

  /** Shows it; a second run of the same name in this JVM is not shown. */
  synchronized void register() {
    if (closed || name != null) {
      return;
    }
    try {
      ObjectName wanted = new ObjectName("dev.cairn:type=Run,name=" + ObjectName.quote(run));
      Object unused = ManagementFactory.getPlatformMBeanServer().registerMBean(this, wanted);
      name = wanted;
    } catch (JMException | RuntimeException | LinkageError e) {
      closed = true;
      log.detail("run=" + run + " is not shown by JMX: " + e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (name != null) {
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      } catch (JMException | RuntimeException e) {
        log.detail("run=" + run + " is still shown by JMX: " + e);
      }
    }
  }

  @Override
  public String getRun() {
    return run;
  }

  @Override
  public String getFolder() {
    return folder.toString();
  }

  @Override
  public String getState() {
    return reporter.status().state();
  }

  @Override
  public long getEpoch() {
    return reporter.attempt();
  }

  @Override
  public String getNewestCheckpoint() {
    return reporter.lastDurable().map(CheckpointInfo::id).orElse("");
  }

  @Override
  public long getNewestBytes() {
    return reporter.lastDurable().map(CheckpointInfo::bytes).orElse(0L);
  }

  @Override
  public long getNewestPauseMillis() {
    return reporter.lastDurable().map(info -> info.pause().toMillis()).orElse(0L);
  }

  @Override
  public long getSecondsUntilNext() {
    return reporter.statusFile().untilDue().toSeconds();
  }

  @Override
  public long getTaken() {
    return reporter.status().takenCount();
  }

  @Override
  public long getFailed() {
    return reporter.status().failedCount();
  }

  @Override
  public long getSkipped() {
    return reporter.status().skippedCount();
  }

  @Override
  public String getLastFailure() {
    return reporter.status().lastFailure();
  }

  @Override
  public long getComputeSeconds() {
    return cycle.computeNanos() / 1_000_000_000;
  }

  @Override
  public long getProgressDone() {
    return meter.now().map(Progress::done).orElse(-1L);
  }

  @Override
  public long getProgressTotal() {
    return meter.now().map(Progress::total).orElse(0L);
  }

  @Override
  public void requestCheckpoint() {
    Demand unused = scheduler.demand(CheckpointReason.REQUEST);
  }

  @Override
  public void requestStop() {
    Demand unused = stop.stop("request by JMX", StopCause.REQUESTED);
  }
}
