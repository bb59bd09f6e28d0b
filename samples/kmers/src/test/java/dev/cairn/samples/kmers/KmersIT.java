/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.chronicle.ChronicleFlags;
import dev.cairn.samples.harness.SampleRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills and stops the packaged program, and compares its results with those of a quiet run. */
@Timeout(120)
class KmersIT {
  private static final int KILLS = 4;

  @TempDir Path folder;

  private SampleRun run(String name, Object... arguments) {
    return new SampleRun("kmers", Kmers.class, folder.resolve(name), arguments);
  }

  private static Random random() {
    long seed = System.nanoTime();
    System.out.println("seed of the test: " + seed);
    return new Random(seed);
  }

  @Test
  void shouldGiveTheSameResultAfterKills() throws Exception {
    Path quiet = folder.resolve("quiet.tsv");
    Path killed = folder.resolve("killed.tsv");
    String expected = run("quiet", "--repeat", 2000, "-o", quiet).finish();
    String result =
        run("killed", "--repeat", 2000, "-o", killed).finishDespiteKills(KILLS, random());
    assertThat(result).isEqualTo(expected);
    assertThat(killed).hasSameTextualContentAs(quiet);
  }

  @Test
  @Tag("long")
  @Timeout(900)
  void shouldGiveTheSameResultAfterFiftyKillsAtAnyMoment() throws Exception {
    Path quiet = folder.resolve("quiet.tsv");
    Path killed = folder.resolve("killed.tsv");
    String expected = run("quiet", "--repeat", 12_000, "-o", quiet).finish();
    String result =
        run("killed", "--repeat", 12_000, "-o", killed).finishDespiteKillsAtAnyMoment(50, random());
    assertThat(result).isEqualTo(expected);
    assertThat(killed).hasSameTextualContentAs(quiet);
  }

  @Test
  void shouldResumeInsideOneLongCompressedRecord() throws Exception {
    Random random = random();
    Path input = folder.resolve("long.fa.gz");
    writeFasta(input, 10_000_000, random);
    String expected = run("quiet", "-k", 12, "--repeat", 4, input).finish();
    String result = run("killed", "-k", 12, "--repeat", 4, input).finishDespiteKills(2, random);
    assertThat(result).isEqualTo(expected);
  }

  @Test
  void shouldCountOutsideTheHeapWhatItCannotHold() throws Exception {
    Random random = random();
    Path input = folder.resolve("many.fa.gz");
    writeFasta(input, 4_000_000, random);
    String expected = run("quiet", input).finish();
    String[] small = ("-Xmx48m " + ChronicleFlags.all()).split(" ");

    SampleRun onHeap = run("on-heap", input).jvmOptions(small);
    assertThatThrownBy(onHeap::finish).hasMessageContaining("OutOfMemoryError");
    String result =
        run("off-heap", "--off-heap", 5_000_000, input)
            .jvmOptions(small)
            .finishDespiteKills(2, random);
    assertThat(result).isEqualTo(expected);
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(Path.of("/dev/shm"), "cairn-map-*")) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void shouldNameTheFlagsThatAreMissing() {
    assertThatThrownBy(run("flagless", "--off-heap", 1000)::finish)
        .hasMessageContaining("--add-opens java.base/java.lang=ALL-UNNAMED")
        .hasMessageContaining("export JDK_JAVA_OPTIONS=");
  }

  @Test
  void shouldGiveTheSameResultAfterStop() throws Exception {
    String expected = run("quiet", "--repeat", 2000).finish();
    SampleRun stopped = run("stopped", "--repeat", 2000);
    assertThat(stopped.stopAfter(Duration.ofSeconds(1))).isEqualTo(75);
    assertThat(stopped.finish()).isEqualTo(expected);
  }

  @Test
  void shouldRefuseToGoOnWithAnotherInput() throws Exception {
    Path input = folder.resolve("input.fa");
    Files.writeString(input, ">one\n" + "ACGTTGCA".repeat(1_000_000));
    SampleRun run = run("run", "--repeat", 1000, input);
    assertThat(run.stopAfter(Duration.ZERO)).isEqualTo(75);
    Files.writeString(input, "ACGT", StandardOpenOption.APPEND);
    assertThatThrownBy(run::finish)
        .hasMessageContaining("ParametersDifferException")
        .hasMessageContaining("input of 8000005 bytes")
        .hasMessageContaining("input of 8000009 bytes");
  }

  private static void writeFasta(Path file, int bases, Random random) throws IOException {
    try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(file))) {
      stream.write(">one long record\n".getBytes(StandardCharsets.US_ASCII));
      byte[] line = new byte[81];
      line[80] = '\n';
      for (int written = 0; written < bases; written += 80) {
        for (int i = 0; i < 80; i++) {
          line[i] = (byte) "ACGT".charAt(random.nextInt(4));
        }
        stream.write(line);
      }
    }
  }
}
