/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointReason;
import dev.cairn.FencedException;
import dev.cairn.internal.observe.ProgressMeter;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.StopCause;
import java.io.IOException;
import java.util.Optional;

/**
 * What an attempt does from time to time: it shows that it is alive, looks whether it was fenced,
 * and serves requests from outside. Called by its heart's thread only.
 */
final class AttemptChores implements Heart.Chores {
  /** A minute or so without a safepoint is worth a word. */
  private static final int LOOKS_BEFORE_REMINDER = 30;

  private final String run;
  private final int ranks;
  private final Optional<JobEnvironment> job;
  private final EpochFolder epoch;
  private final CheckpointScheduler scheduler;
  private final StopControl stop;
  private final Reporter reporter;
  private final HistoryKeeper history;
  private final ProgressMeter meter;
  private final ProgressLog progress;
  private final RunBean bean;
  private final RunLog log;
  private long beats;
  private int looks;
  private boolean resumeScriptWritten;

  AttemptChores(
      String run,
      int ranks,
      Optional<JobEnvironment> job,
      EpochFolder epoch,
      CheckpointScheduler scheduler,
      StopControl stop,
      Reporter reporter,
      HistoryKeeper history,
      ProgressMeter meter,
      ProgressLog progress,
      RunBean bean,
      RunLog log) {
    this.run = run;
    this.ranks = ranks;
    this.job = job;
    this.epoch = epoch;
    this.scheduler = scheduler;
    this.stop = stop;
    this.reporter = reporter;
    this.history = history;
    this.meter = meter;
    this.progress = progress;
    this.bean = bean;
    this.log = log;
  }

  @Override
  public void beat() {
    try {
      epoch.beat(++beats);
      epoch.checkFence();
      reporter.writeStatus();
      history.look();
    } catch (FencedException e) {
      reporter.fenced(e);
    } catch (IOException | RuntimeException e) {
      log.warning("run " + run + ": no sign of life could be written: " + e);
    }
  }

  @Override
  public void look() {
    if (++looks == LOOKS_BEFORE_REMINDER && !scheduler.isAttended()) {
      reporter.neverAttended();
    }
    bean.register(); // not before: a short program need not load all that JMX takes
    meter.ask();
    progress.look();
    offerResumeScript();
    try {
      epoch.takeRequest().ifPresent(this::serve);
    } catch (FencedException e) {
      reporter.fenced(e);
    } catch (IOException | RuntimeException e) {
      log.detail("run=" + run + " request: " + e);
    }
  }

  /** Writes the script that starts the run again, once the job knows how. */
  void offerResumeScript() {
    if (resumeScriptWritten) {
      return;
    }
    try {
      Optional<String> script =
          job.flatMap(present -> present.resumeScript(epoch.resumeScript(), ranks));
      if (script.isPresent()) {
        resumeScriptWritten = true;
        epoch.writeResumeScript(script.get());
      }
    } catch (FencedException e) {
      reporter.fenced(e);
    } catch (IOException | RuntimeException e) {
      log.warning("run " + run + ": " + epoch.resumeScript() + " could not be written: " + e);
    }
  }

  private void serve(String request) {
    switch (request) {
      case "", "checkpoint" -> {
        Demand unused = scheduler.demand(CheckpointReason.REQUEST);
      }
      case "stop" -> {
        Demand unused = stop.stop("request from outside", StopCause.REQUESTED);
      }
      default ->
          log.warning(
              "run "
                  + run
                  + ": the request \""
                  + request
                  + "\" is unknown; known are checkpoint and stop");
    }
  }
}
