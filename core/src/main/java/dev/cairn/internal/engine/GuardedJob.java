/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointSettingsException;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.spi.Ending;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.LaunchedRank;
import dev.cairn.spi.StopCause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Asks a job environment, whatever it throws: then it cannot tell, which is said once. Thread-safe
 * where the environment is.
 */
final class GuardedJob implements JobEnvironment {
  private final JobEnvironment job;
  private final RunLog log = new RunLog();
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  GuardedJob(JobEnvironment job) {
    this.job = job;
  }

  /**
   * Looks for the job that this JVM runs in. An environment that cannot even be made is said, and
   * there is none: a jar that does not fit must not keep a program from starting.
   *
   * @param loader where the program's classes are
   */
  static Optional<JobEnvironment> find(ClassLoader loader) {
    try {
      return ServiceLoader.load(JobEnvironment.class, loader).stream()
          .<JobEnvironment>map(provider -> new GuardedJob(provider.get()))
          .filter(JobEnvironment::isPresent)
          .findFirst();
    } catch (ServiceConfigurationError | LinkageError e) {
      new RunLog().warning("no job environment can be had: " + e);
      return Optional.empty();
    }
  }

  private <T> T ask(String what, Supplier<T> question, T unknown) {
    try {
      T answer = question.get();
      return answer == null ? unknown : answer;
    } catch (VirtualMachineError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (said.add(what)) {
        log.warning(job.getClass().getName() + " cannot tell " + what + ": " + e);
      }
      return unknown;
    }
  }

  @Override
  public boolean isPresent() {
    return ask("whether there is a job", job::isPresent, false);
  }

  @Override
  public Optional<String> jobName() {
    return ask("the job's name", job::jobName, Optional.empty());
  }

  @Override
  public Optional<String> arrayTask() {
    return ask("the array task", job::arrayTask, Optional.empty());
  }

  @Override
  public Optional<String> stepTask() {
    return ask("which task of its step it is", job::stepTask, Optional.empty());
  }

  @Override
  public Optional<LaunchedRank> launchedRank() {
    try {
      return job.launchedRank();
    } catch (CheckpointSettingsException e) {
      throw e;
    } catch (RuntimeException e) {
      return ask(
          "which rank it is",
          () -> {
            throw e;
          },
          Optional.empty());
    }
  }

  @Override
  public Optional<String> submission() {
    return ask("what was submitted", job::submission, Optional.empty());
  }

  @Override
  public int alike() {
    return Math.max(1, ask("how many there are of its kind", job::alike, 1));
  }

  @Override
  public List<String> stopSignals() {
    return ask("which signals it gets", job::stopSignals, List.of());
  }

  @Override
  public List<String> advice(Path directory) {
    return ask("what will not work", () -> job.advice(directory), List.of());
  }

  @Override
  public Map<String, String> identity() {
    return ask("which job it is", job::identity, Map.of());
  }

  @Override
  public boolean isCertainlyOver(Map<String, String> other) {
    return ask("whether another job is over", () -> job.isCertainlyOver(other), false);
  }

  @Override
  public boolean isSuspended(Map<String, String> other) {
    return ask("whether another job is suspended", () -> job.isSuspended(other), false);
  }

  @Override
  public Optional<Path> defaultDirectory() {
    return ask("the default folder", job::defaultDirectory, Optional.empty());
  }

  @Override
  public Optional<Duration> timeLeft() {
    return ask("how much time is left", job::timeLeft, Optional.empty());
  }

  @Override
  public Optional<Duration> confirmedTimeLeft() {
    return ask("how much time is left", job::confirmedTimeLeft, Optional.empty());
  }

  @Override
  public void onChange(Runnable look) {
    tell("when its limit changes", () -> job.onChange(look));
  }

  @Override
  public StopCause stopCause(Optional<String> signal) {
    return ask("why it is to end", () -> job.stopCause(signal), StopCause.UNKNOWN);
  }

  @Override
  public Optional<String> resumeScript(Path script, int ranks) {
    return ask("how it is started again", () -> job.resumeScript(script, ranks), Optional.empty());
  }

  @Override
  public OptionalInt exitCode(Ending ending) {
    return ask("with which code to end", () -> job.exitCode(ending), OptionalInt.empty());
  }

  @Override
  public void unfinished(Path run, int exitCode) {
    tell("how this JVM ends", () -> job.unfinished(run, exitCode));
  }

  @Override
  public void finished(Path run) {
    tell("how this JVM ends", () -> job.finished(run));
  }

  @Override
  public void requeue(Ending ending) {
    tell("whether it goes on", () -> job.requeue(ending));
  }

  private void tell(String what, Runnable call) {
    Boolean unused =
        ask(
            what,
            () -> {
              call.run();
              return true;
            },
            false);
  }
}
