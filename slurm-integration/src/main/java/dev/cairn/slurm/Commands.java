/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs Slurm's own commands. Thread-safe. */
interface Commands {
  /** The variables of Slurm's commands and jobs. */
  List<String> PREFIXES = List.of("SLURM_", "SBATCH_", "SRUN_", "SQUEUE_", "SCONTROL_");

  /**
   * What a command gave.
   *
   * @param exit its exit code
   * @param output what it wrote to both streams
   */
  record Result(int exit, String output) {
    boolean isGood() {
      return exit == 0;
    }
  }

  /**
   * Runs a command, and waits for it, but not for ever.
   *
   * @param patience how long; then it is killed
   * @param command the command and its arguments
   * @throws IOException if it is not there, cannot be started, or did not end in time
   */
  Result run(Duration patience, List<String> command) throws IOException;

  /** Those of this machine. */
  static Commands ofThisMachine() {
    return (patience, command) -> {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      clean(builder.environment());
      long deadline = System.nanoTime() + patience.toNanos();
      Process process = start(builder);
      process.getOutputStream().close();
      CompletableFuture<String> output =
          CompletableFuture.supplyAsync(() -> read(process.getInputStream()), Commands::start);
      try {
        String text = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          throw new TimeoutException();
        }
        return new Result(process.exitValue(), text);
      } catch (TimeoutException e) {
        end(process);
        throw new IOException(
            command.get(0) + " has not answered within " + patience.toSeconds() + " s", e);
      } catch (InterruptedException e) {
        end(process);
        Thread.currentThread().interrupt();
        throw new IOException(command.get(0) + " was interrupted", e);
      } catch (ExecutionException e) {
        throw new IOException(command.get(0) + ": " + e.getCause(), e);
      }
    };
  }

  /** What a user, or the job itself, has set would change what is read here, and what is asked. */
  private static void clean(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(
            name ->
                !name.equals("SLURM_CONF")
                    && PREFIXES.stream().anyMatch(prefix -> name.startsWith(prefix)));
    environment.put("LC_ALL", "C");
    environment.put("SLURM_TIME_FORMAT", "standard");
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException(builder.command().get(0) + " cannot be started: " + e.getMessage(), e);
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "cairn-slurm-output");
    thread.setDaemon(true);
    thread.start();
  }

  private static String read(InputStream stream) {
    try (stream) {
      return new String(stream.readNBytes(1 << 20), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
