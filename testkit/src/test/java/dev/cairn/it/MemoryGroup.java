/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real control group with a limit on memory, which only root can make. */
final class MemoryGroup implements AutoCloseable {
  private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/memory");
  private static final Path VERSION_2 = Path.of("/sys/fs/cgroup");

  private final Path folder;

  private MemoryGroup(Path folder) {
    this.folder = folder;
  }

  /** Makes one; empty where this machine does not let us. */
  static Optional<MemoryGroup> ofBytes(long limit) throws IOException {
    boolean first = Files.exists(VERSION_1.resolve("memory.limit_in_bytes"));
    Path parent = first ? VERSION_1 : VERSION_2;
    Path folder = parent.resolve("cairn-test-" + ProcessHandle.current().pid());
    if (!Files.isWritable(parent) || !(first || Files.exists(parent.resolve("cgroup.procs")))) {
      return Optional.empty();
    }
    try {
      Files.createDirectory(folder);
      Files.writeString(
          folder.resolve(first ? "memory.limit_in_bytes" : "memory.max"), Long.toString(limit));
      return Optional.of(new MemoryGroup(folder));
    } catch (IOException e) {
      Files.deleteIfExists(folder);
      return Optional.empty();
    }
  }

  /** The command that brings what follows it into the group. */
  String[] entering() {
    String script = "echo $$ > " + folder.resolve("cgroup.procs") + " && exec \"$@\"";
    return new String[] {"sh", "-c", script, "sh"};
  }

  /** How many processes the kernel has killed since there was no memory left in it. */
  long killed() throws IOException {
    for (String name : List.of("memory.oom_control", "memory.events")) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file)) {
          if (line.startsWith("oom_kill ")) {
            return Long.parseLong(line.substring("oom_kill ".length()));
          }
        }
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    Files.delete(folder);
  }
}
