/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.internal.observe.RunLog;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.StopCause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
  public Map<String, String> identity() {
    return ask("which job it is", job::identity, Map.of());
  }

  @Override
  public boolean isCertainlyOver(Map<String, String> other) {
    return ask("whether another job is over", () -> job.isCertainlyOver(other), false);
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
  public void onChange(Runnable look) {
    Boolean unused =
        ask(
            "when its limit changes",
            () -> {
              job.onChange(look);
              return true;
            },
            false);
  }

  @Override
  public StopCause stopCause() {
    return ask("why it is to end", job::stopCause, StopCause.UNKNOWN);
  }

  @Override
  public Optional<String> requeue(StopCause cause) {
    return ask("whether it goes on", () -> job.requeue(cause), Optional.empty());
  }
}
