/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds every limit on the memory of this process: of its control group and all those above it, of
 * version 1 and 2, of the Slurm job, and of the machine. What cannot be read limits nothing. Reads
 * files below a root that tests choose. Stateless but for that.
 */
final class MemoryScopes {
  /** "No limit" of version 1 is a number near 2^63. */
  private static final long UNLIMITED = 1L << 60;

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private final Path root;
  private final Map<String, String> environment;
  private final Neighbours neighbours;

  MemoryScopes(Path root, Map<String, String> environment, long ownPid) {
    this.root = root;
    this.environment = environment;
    this.neighbours = new Neighbours(root.resolve("proc"), ownPid);
  }

  static MemoryScopes ofThisProcess() {
    return new MemoryScopes(Path.of("/"), System.getenv(), ProcessHandle.current().pid());
  }

  List<MemoryScope> find() {
    List<MemoryScope> scopes = new ArrayList<>();
    machine(scopes);
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      // hierarchy : controllers : path; version 2 has the number 0 and no controllers
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && (parts[1].isEmpty() || hasMemory(parts[1]))) {
        groups(scopes, parts[1].isEmpty(), parts[2]);
      }
    }
    slurm(scopes);
    return scopes;
  }

  private static boolean hasMemory(String options) {
    return List.of(options.split(",")).contains("memory");
  }

  private void machine(List<MemoryScope> scopes) {
    for (String line : lines(root.resolve("proc/meminfo"))) {
      Matcher total = Pattern.compile("MemTotal:\\s+(\\d{1,15}) kB").matcher(line);
      if (total.matches()) {
        long bytes = Long.parseLong(total.group(1)) << 10;
        scopes.add(new MemoryScope("this machine", bytes, neighbours.resident(), 0));
      }
    }
  }

  private void groups(List<MemoryScope> scopes, boolean unified, String path) {
    for (String line : lines(root.resolve("proc/self/mountinfo"))) {
      int dash = line.indexOf(" - ");
      String[] mount = line.split(" ", -1);
      String[] kind = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ", -1);
      if (mount.length < 6 || kind.length < 3) {
        continue;
      }
      boolean right =
          unified ? kind[0].equals("cgroup2") : kind[0].equals("cgroup") && hasMemory(kind[2]);
      if (right) {
        Path top = below(unescaped(mount[4]));
        String inside = within(unescaped(mount[3]), path);
        climb(scopes, top, top.resolve(inside), unified ? "memory.max" : "memory.limit_in_bytes");
        return;
      }
    }
  }

  /** The path of the group as the mount shows it: in a container its root is a group as well. */
  private static String within(String mountRoot, String path) {
    String prefix = mountRoot.equals("/") ? "" : mountRoot;
    boolean shown = path.equals(prefix) || path.startsWith(prefix + "/");
    return shown ? path.substring(prefix.length()).replaceFirst("^/+", "") : "";
  }

  private Path below(String absolute) {
    return root.resolve(absolute.replaceFirst("^/+", ""));
  }

  private static String unescaped(String field) {
    return field.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }

  private void climb(List<MemoryScope> scopes, Path top, Path group, String file) {
    for (Path at = group.normalize(); at != null && at.startsWith(top); at = at.getParent()) {
      for (String line : lines(at.resolve(file))) {
        String text = line.trim();
        if (NUMBER.matcher(text).matches() && Long.parseLong(text) < UNLIMITED) {
          scopes.add(
              neighbours.within("control group " + at, Long.parseLong(text), processesOf(at)));
        }
      }
    }
  }

  private static Set<Long> processesOf(Path group) {
    Set<Long> found = new HashSet<>();
    try (Stream<Path> all = Files.walk(group, 20)) {
      all.filter(path -> path.endsWith("cgroup.procs"))
          .flatMap(path -> lines(path).stream())
          .filter(text -> NUMBER.matcher(text).matches())
          .forEach(text -> found.add(Long.parseLong(text)));
    } catch (IOException | UncheckedIOException e) {
      // A group has gone meanwhile: then so have its processes.
    }
    return found;
  }

  /** What the job was given on this node, in MiB; the tasks of a step share it evenly. */
  private void slurm(List<MemoryScope> scopes) {
    long perNode = number("SLURM_MEM_PER_NODE");
    if (perNode == 0) {
      perNode = number("SLURM_MEM_PER_CPU") * Math.max(1, number("SLURM_CPUS_ON_NODE"));
    }
    if (perNode > 0) {
      long tasks = Math.max(1, number("SLURM_STEP_TASKS_PER_NODE"));
      scopes.add(new MemoryScope("the Slurm job", (perNode << 20) / tasks, 0, 0));
    }
  }

  /** The number that a variable begins with, as 4 of "4(x2)"; 0 where there is none. */
  private long number(String variable) {
    Matcher matcher = NUMBER.matcher(environment.getOrDefault(variable, ""));
    return matcher.lookingAt() ? Long.parseLong(matcher.group()) : 0;
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }
}
