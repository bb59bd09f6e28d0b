/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointKeyException;
import dev.cairn.Checkpointed;
import dev.cairn.Compression;
import dev.cairn.SavedCheckpoint;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of format 1, of which one shares blocks and a stream with the other, are readable for ever.
 * They were written by {@link #main} of the build that introduced them, and are never written
 * again.
 */
class GoldenChainTest {
  /** Arrays of each width, compressed and shuffled, and a stream that is stored as changes. */
  @Checkpointed
  static final class State {
    final double[] wave = new double[40_000];
    final int[] counts = new int[20_000];
    final char[] letters = new char[20_000];
    final byte[] spins = new byte[20_000];
    final Map<Integer, String> names = new TreeMap<>();

    State() {
      for (int i = 0; i < wave.length; i++) {
        wave[i] = i / 8;
        counts[i % counts.length] = i * 7919 % 1009;
        letters[i % letters.length] = (char) ('a' + i * 31 % 23 * i % 19);
        spins[i % spins.length] = (byte) (i / 300 % 2);
      }
      for (int i = 0; i < 8000; i++) {
        names.put(i, "name of " + i);
      }
    }

    void advance() {
      counts[7]++;
      for (int i = 0; i < 8000; i += 400) {
        names.put(i, "changed " + counts[7] + " and " + i);
      }
      names.remove(counts[7] * 13);
    }
  }

  @Test
  void shouldReadTheGoldenChain() throws URISyntaxException, IOException {
    Path golden = Path.of(GoldenChainTest.class.getResource("/golden/chain-1").toURI());
    try (CheckpointFileReader reader =
        CheckpointFileReader.open(golden.resolve(BlockFile.name(4)), KeyRing.NONE)) {
      assertThat(reader.files()).hasSize(2);
      assertThat(reader.sections()).anyMatch(section -> section.base() > 0);
      assertThat(reader.sections())
          .flatExtracting(Section::blocks)
          .extracting(Section.Block::codec)
          .contains(1, 1 + 256 * 2, 1 + 256 * 4, 1 + 256 * 8);
    }
    assertHolds(golden, Checkpoint.configure());
  }

  @Test
  void shouldReadTheGoldenChainThatIsEncrypted(@TempDir Path folder)
      throws URISyntaxException, IOException {
    Path golden = Path.of(GoldenChainTest.class.getResource("/golden/encrypted-1").toURI());
    assertThatThrownBy(() -> Checkpoint.open(golden.resolve(BlockFile.name(4))))
        .isInstanceOf(CheckpointKeyException.class)
        .hasMessageContaining("is encrypted under key eb74cc342664a53c");
    assertHolds(golden, Checkpoint.configure().keyFile(keyFileIn(folder)));
  }

  private static Path keyFileIn(Path folder) throws IOException {
    Path file =
        Files.createFile(
            folder.resolve("cairn.key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, "MDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk8=\n");
  }

  /** What the third and the fourth checkpoint of the chain hold. */
  private static void assertHolds(Path golden, CheckpointBuilder how) {
    State expected = new State();
    expected.advance();
    for (int number = 3; number <= 4; number++) {
      expected.advance();
      try (SavedCheckpoint saved = how.open(golden.resolve(BlockFile.name(number)))) {
        State found = saved.state(State.class);
        assertThat(Arrays.equals(found.wave, expected.wave)).isTrue();
        assertThat(Arrays.equals(found.counts, expected.counts)).isTrue();
        assertThat(Arrays.equals(found.letters, expected.letters)).isTrue();
        assertThat(Arrays.equals(found.spins, expected.spins)).isTrue();
        assertThat(found.names).isEqualTo(expected.names);
      }
    }
  }

  /**
   * Writes the golden files; the arguments are their folder, and anything where they are to be
   * encrypted. Only for a new format.
   */
  public static void main(String[] arguments) throws Exception {
    Path target = Files.createDirectories(Path.of(arguments[0]));
    Path folder = Files.createTempDirectory("golden");
    CheckpointBuilder how = Checkpoint.configure();
    if (arguments.length > 1) {
      how.keyFile(keyFileIn(folder));
    }
    try (Checkpoint<State> run =
        how.directory(folder)
            .name("golden")
            .ignoreArguments()
            .every(Duration.ofDays(1))
            .compression(Compression.LZ4)
            .resumeOrStart(State::new)) {
      CheckpointInfo info = run.checkpointNow().orElseThrow();
      for (int number = 2; number <= 4; number++) {
        run.state().advance();
        info = run.checkpointNow().orElseThrow();
        Files.copy(info.path(), target.resolve(BlockFile.name(number)));
      }
    }
  }
}
