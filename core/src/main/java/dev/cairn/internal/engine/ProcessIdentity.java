/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.internal.store.DurableFiles;
import dev.cairn.internal.store.Owner;
import dev.cairn.spi.JobEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Who we are, and whether another process of this host is certainly dead. Stateless. */
public final class ProcessIdentity {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  /** Field 22 of /proc/PID/stat (man 5 proc), counted from the state, which is field 3. */
  private static final int START_FIELD = 19;

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");

  private ProcessIdentity() {}

  static Owner ofThisProcess(Duration beatPeriod, Optional<JobEnvironment> job, String launch) {
    ProcessHandle self = ProcessHandle.current();
    return new Owner(
        host(),
        pidSpace(),
        self.pid(),
        startTicks(self),
        DurableFiles.nonce(),
        beatPeriod.toMillis(),
        job.map(JobEnvironment::identity).orElse(Map.of()),
        launch);
  }

  /** True where the owner is this very process. */
  static boolean isThisProcess(Owner owner) {
    ProcessHandle self = ProcessHandle.current();
    return owner.pid() == self.pid()
        && owner.pidSpace().equals(pidSpace())
        && owner.start() == startTicks(self);
  }

  /** True where the owner's pid means something here. */
  static boolean isOfThisHost(Owner owner) {
    return !pidSpace().isEmpty() && owner.pidSpace().equals(pidSpace());
  }

  /** True where the owner was a process of this host, and no longer is. */
  public static boolean isCertainlyDead(Owner owner) {
    if (pidSpace().isEmpty() || !owner.pidSpace().equals(pidSpace())) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(owner.pid());
    return process.isEmpty()
        || !process.get().isAlive()
        || isZombie(owner.pid())
        || startTicks(process.get()) != owner.start();
  }

  /** False where /proc hides what is not ours (hidepid, man 5 proc). */
  static boolean seesOtherUsers() {
    return Files.exists(Path.of("/proc/1/stat"));
  }

  /** A killed process whose parent has not asked for its exit code still looks alive to Java. */
  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state == 'Z' || state == 'X';
    } catch (IOException | IndexOutOfBoundsException e) {
      return false;
    }
  }

  /**
   * When a process started, in clock ticks since the boot: unlike a time it does not move when
   * somebody sets the clock.
   */
  private static long startTicks(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[START_FIELD]);
    } catch (IOException | RuntimeException e) {
      return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
  }

  /** A pid means something only in one boot of one machine, and in one container of it. */
  private static String pidSpace() {
    try {
      return Files.readString(BOOT).trim() + " " + Files.readSymbolicLink(PID_NAMESPACE);
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  static String host() {
    try {
      return Files.exists(HOST_NAME)
          ? Files.readString(HOST_NAME).trim()
          : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
