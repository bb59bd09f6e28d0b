/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits as kernels and Slurm show them, in files as they were seen. */
class MemoryScopesTest {
  private static final long MIB = 1 << 20;
  private static final long OWN = 4711;

  @TempDir Path root;

  @BeforeEach
  void writeMachine() throws IOException {
    write("proc/meminfo", "MemTotal:       25165824 kB\nMemFree:        1 kB\n");
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void process(long pid, long residentMiB, String... arguments) throws IOException {
    write("proc/" + pid + "/statm", "999999 " + residentMiB * MIB / 4096 + " 10 1 0 5 0\n");
    write("proc/" + pid + "/cmdline", String.join("\0", arguments) + "\0");
  }

  private List<MemoryScope> scopes(Map<String, String> environment) {
    return new MemoryScopes(root, environment, OWN).find();
  }

  @Test
  void shouldKnowTheMachineAndWhatOthersHave() throws IOException {
    process(OWN, 300, "java", "-Xmx1g");
    process(12, 100, "/usr/sbin/slurmd");
    process(13, 50, "/opt/jdk/bin/java", "-Xmx8g", "Main");

    assertThat(scopes(Map.of()))
        .containsExactly(new MemoryScope("this machine", 24576 * MIB, 150 * MIB, 0));
  }

  @Test
  void shouldReadEveryGroupOfVersion2UpToTheTop() throws IOException {
    write("proc/self/cgroup", "0::/system.slice/slurmstepd.scope/job_7/step_0\n");
    write(
        "proc/self/mountinfo",
        "25 30 0:23 / /sys rw - sysfs sysfs rw\n"
            + "35 25 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n");
    String job = "sys/fs/cgroup/system.slice/slurmstepd.scope/job_7";
    write(job + "/memory.max", 4096 * MIB + "\n");
    write(job + "/cgroup.procs", "");
    write(job + "/step_0/memory.max", "max\n");
    write(job + "/step_0/cgroup.procs", OWN + "\n21\n");
    write(job + "/step_1/cgroup.procs", "22\n23\n");
    process(21, 100, "/usr/bin/java", "-XX:MaxRAMPercentage=25.0", "-cp", "x", "Main");
    process(22, 700, "java", "-Xms1m", "-Xmx512m", "Main");
    process(23, 10, "/bin/bash", "run.sh", "-Xmx100g");

    MemoryScope found = scopes(Map.of()).get(1);

    assertThat(found.limit()).isEqualTo(4096 * MIB);
    assertThat(found.what()).contains("job_7");
    assertThat(found.jvms()).isEqualTo(2);
    assertThat(found.others()).isEqualTo((1024 + 512 + 512 + 512 + 10) * MIB);
    assertThat(found.budget(512 * MIB, 0)).isEqualTo((4096 - 2570 - 512 - 512) * MIB / 2 / 3);
  }

  @Test
  void shouldReadVersion1AsAContainerShowsIt() throws IOException {
    write(
        "proc/self/cgroup",
        "9:name=systemd:/docker/abc\n4:hugetlb,memory:/docker/abc/inner\n0::/docker/abc\n");
    write(
        "proc/self/mountinfo",
        "34 30 0:31 /docker/abc /sys/fs/cgroup/memory\\040x ro - cgroup cgroup rw,memory\n");
    write("sys/fs/cgroup/memory x/memory.limit_in_bytes", 2048 * MIB + "\n");
    write("sys/fs/cgroup/memory x/inner/memory.limit_in_bytes", "9223372036854771712\n");

    assertThat(scopes(Map.of())).extracting(MemoryScope::limit).contains(2048 * MIB).hasSize(2);
  }

  @Test
  void shouldTakeTheMountWhereThePathIsNotShown() throws IOException {
    write("proc/self/cgroup", "0::/../outside\n");
    write("proc/self/mountinfo", "35 25 0:30 /box /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
    write("sys/fs/cgroup/memory.max", 512 * MIB + "\n");

    assertThat(scopes(Map.of())).extracting(MemoryScope::limit).contains(512 * MIB);
  }

  @Test
  void shouldKnowWhatTheSlurmJobWasGiven() {
    assertThat(scopes(Map.of("SLURM_MEM_PER_NODE", "8000")).get(1).limit()).isEqualTo(8000 * MIB);
    assertThat(
            scopes(Map.of("SLURM_MEM_PER_CPU", "2000", "SLURM_CPUS_ON_NODE", "4")).get(1).limit())
        .isEqualTo(8000 * MIB);
    assertThat(
            scopes(Map.of("SLURM_MEM_PER_NODE", "8000", "SLURM_STEP_TASKS_PER_NODE", "4(x2)"))
                .get(1)
                .limit())
        .isEqualTo(2000 * MIB);
    assertThat(scopes(Map.of("SLURM_MEM_PER_NODE", "lots", "SLURM_MEM_PER_CPU", "0"))).hasSize(1);
  }

  @Test
  void shouldDoWithoutAnything() throws IOException {
    Files.delete(root.resolve("proc/meminfo"));
    write("proc/self/cgroup", "nonsense\n::\n4:memory\n0::\n");
    write("proc/self/mountinfo", "nonsense\n1 2 3 / /x rw - cgroup2 c rw\n - \n");

    assertThat(scopes(Map.of())).isEmpty();
  }
}
