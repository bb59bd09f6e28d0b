/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever lies where a checkpoint should be: it is noticed, left alone, and an older one is used;
 * where there is none, all are named with their reasons.
 */
@Timeout(120)
class DamageTest {
  private static final int MAJOR_AT = 8;
  private static final int HEADER_BYTES = 64;

  @Checkpointed
  static final class Tape {
    long step;
    final double[] cells = new double[1500];

    void write() {
      step++;
      Arrays.fill(cells, (double) step);
    }
  }

  @TempDir Path folder;
  @TempDir Path elsewhere;

  private CheckpointBuilder configure(String name) {
    return Checkpoint.configure()
        .directory(folder)
        .name(name)
        .every(Duration.ofDays(1))
        .retention(Retention.keepLast(3))
        .chainLength(1)
        .stopSignals()
        .ignoreArguments();
  }

  /** A run with three checkpoints. */
  private List<Path> run(String name) throws IOException {
    try (Checkpoint<Tape> run = configure(name).resumeOrStart(Tape::new)) {
      for (int i = 0; i < 3; i++) {
        run.state().write();
        run.checkpointNow();
      }
    }
    List<Path> files = files(folder.resolve(name));
    assertThat(files).hasSize(3);
    return files;
  }

  private static List<Path> files(Path run) throws IOException {
    try (Stream<Path> walk = Files.walk(run)) {
      return walk.filter(path -> path.getFileName().toString().matches("ckpt-\\d+\\.cairn"))
          .sorted()
          .toList();
    }
  }

  /** What may lie there. */
  enum Damage {
    EMPTY("too few for header and trailer") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        Files.write(file, new byte[0]);
      }
    },
    ZEROS("does not begin as a checkpoint file does") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        Files.write(file, new byte[(int) Files.size(file)]);
      }
    },
    SPARSE("does not begin as a checkpoint file does") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        long size = Files.size(file);
        Files.delete(file);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
          sparse.setLength(size);
        }
      }
    },
    HOLE("checksum") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 512, 1024, (byte) 0);
        Files.write(file, bytes);
      }
    },
    RANDOM_BYTES("does not begin as a checkpoint file does") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        byte[] bytes = new byte[5000];
        new Random(1).nextBytes(bytes);
        Files.write(file, bytes);
      }
    },
    CUT_OFF("no trailer") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
      }
    },
    LATER_FORMAT("use the version of Cairn that wrote it") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        setVersion(file, 2);
      }
    },
    EARLIER_FORMAT("no longer read") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        setVersion(file, 0);
      }
    },
    OF_ANOTHER_RUN("of run other: it was copied or renamed") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        Path same = Path.of(file.toString().replace("/tape/", "/other/"));
        if (!Files.exists(same)) {
          List<Path> unused = test.run("other");
        }
        Files.write(file, Files.readAllBytes(same));
      }
    },
    OF_ANOTHER_NUMBER("it was copied or renamed") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        Files.write(file, Files.readAllBytes(test.oldCheckpoint()));
      }
    },
    HARD_LINK("it was copied or renamed") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        Path old = test.oldCheckpoint();
        Files.delete(file);
        Files.createLink(file, old);
      }
    },
    LINK_TO_NOTHING("NoSuchFileException") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("nothing-there"));
      }
    },
    LINK_TO_ITSELF("Too many levels") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        Files.delete(file);
        Files.createSymbolicLink(file, file.getFileName());
      }
    },
    LINK_TO_ANOTHER("it was copied or renamed") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        Path old = test.oldCheckpoint();
        Files.delete(file);
        Files.createSymbolicLink(file, old);
      }
    },
    FOLDER("not a regular file") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
      }
    },
    PIPE("not a regular file") {
      @Override
      void harm(Path file, DamageTest test) throws IOException {
        Files.delete(file);
        new ProcessBuilder("mkfifo", file.toString()).start().onExit().join();
        assertThat(Files.exists(file)).isTrue();
      }
    };

    final String reason;

    Damage(String reason) {
      this.reason = reason;
    }

    abstract void harm(Path file, DamageTest test) throws IOException;

    private static void setVersion(Path file, int major) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      ByteBuffer header = ByteBuffer.wrap(bytes, 0, HEADER_BYTES);
      header.putShort(MAJOR_AT, (short) major);
      CRC32C crc = new CRC32C();
      crc.update(bytes, 0, HEADER_BYTES - 4);
      header.putInt(HEADER_BYTES - 4, (int) crc.getValue());
      Files.write(file, bytes);
    }
  }

  /** A whole checkpoint of the same run that is none of the three. */
  private Path oldCheckpoint() throws IOException {
    Path copy = elsewhere.resolve("old.cairn");
    if (!Files.exists(copy)) {
      Path runs = Files.createDirectories(elsewhere.resolve("runs"));
      try (Checkpoint<Tape> run = configure("tape").directory(runs).resumeOrStart(Tape::new)) {
        for (int i = 0; i < 5; i++) {
          run.state().write();
          run.checkpointNow();
        }
      }
      List<Path> files = files(runs);
      Files.copy(files.get(files.size() - 1), copy);
    }
    return copy;
  }

  @ParameterizedTest
  @EnumSource
  void shouldUseAnOlderCheckpoint(Damage damage) throws IOException {
    List<Path> files = run("tape");
    damage.harm(files.get(2), this);

    try (Checkpoint<Tape> run = configure("tape").resumeOrStart(Tape::new)) {
      assertThat(run.resumedFrom().orElseThrow().sequence()).isEqualTo(2);
      assertThat(run.state().step).isEqualTo(2);
      assertThat(run.state().cells).containsOnly(2);
      for (int i = 0; i < 5; i++) {
        run.state().write();
        run.checkpointNow();
      }
    }
    // What could not be read is never removed.
    assertThat(files(folder.resolve("tape")))
        .anyMatch(path -> path.getFileName().equals(files.get(2).getFileName()) && is(path, 1));
  }

  private static boolean is(Path path, int epoch) {
    return path.getParent().getFileName().toString().startsWith("epoch-00000" + epoch);
  }

  @ParameterizedTest
  @EnumSource
  void shouldNameAllWithTheirReasonsAndDeleteNothing(Damage damage) throws IOException {
    for (Path file : run("tape")) {
      damage.harm(file, this);
    }
    Set<String> before = names();

    assertThatThrownBy(() -> configure("tape").resumeOrStart(Tape::new))
        .isInstanceOf(NoUsableCheckpointException.class)
        .hasMessageContaining("1/1 (")
        .hasMessageContaining("1/2 (")
        .hasMessageContaining("1/3 (")
        .hasMessageContaining("nothing was deleted")
        .hasMessageContaining("CAIRN_RESUME=NEVER")
        .satisfies(
            e ->
                assertThat(e.getMessage().split(damage.reason, -1))
                    .as(e.getMessage())
                    .hasSizeGreaterThanOrEqualTo(4));
    assertThat(names()).containsAll(before);
  }

  /** The names of all checkpoint files, whatever sealing has called their folder. */
  private Set<String> names() throws IOException {
    return files(folder.resolve("tape")).stream()
        .map(path -> path.getFileName().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void shouldNotTakeACopyWithAnotherNumberOfZerosForACheckpoint() throws IOException {
    List<Path> files = run("tape");
    Files.copy(files.get(0), files.get(0).resolveSibling("ckpt-0000009.cairn"));
    Path epoch = files.get(0).getParent();
    copy(epoch, epoch.resolveSibling("epoch-0000007"));

    try (Checkpoint<Tape> run = configure("tape").resumeOrStart(Tape::new)) {
      assertThat(run.resumedFrom().orElseThrow().id()).isEqualTo("1/3");
    }
  }

  @Test
  void shouldResumeWhereTheFolderOfARunHasGotAnotherName() throws IOException {
    List<Path> unused = run("tape");
    Files.move(folder.resolve("tape"), folder.resolve("renamed"));
    for (long expected = 3; expected < 6; expected++) {
      try (Checkpoint<Tape> run = configure("renamed").resumeOrStart(Tape::new)) {
        assertThat(run.state().step).isEqualTo(expected);
        run.state().write();
        run.checkpointNow();
      }
    }
  }

  @Test
  void shouldReadWhatALinkLeadsTo() throws IOException {
    List<Path> files = run("tape");
    Path moved = elsewhere.resolve("moved.cairn");
    Files.move(files.get(2), moved);
    Files.createSymbolicLink(files.get(2), moved);

    try (Checkpoint<Tape> run = configure("tape").resumeOrStart(Tape::new)) {
      assertThat(run.resumedFrom().orElseThrow().sequence()).isEqualTo(3);
      assertThat(run.state().cells).containsOnly(3);
    }
    assertThat(Files.exists(moved, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  /** Of each length that the newest file may have been cut to, and of each byte that may differ. */
  @Test
  void shouldUseTheOlderCheckpointWhateverByteOfTheNewestIsDamaged() throws IOException {
    Path newest = run("tape").get(2);
    byte[] whole = Files.readAllBytes(newest);
    int damaged = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << at % 8);
      Files.write(newest, bytes);
      assertThatThrownBy(() -> readAll(newest)).isInstanceOf(UnusableCheckpointException.class);
      Files.write(newest, Arrays.copyOf(whole, at));
      assertThatThrownBy(() -> readAll(newest)).isInstanceOf(UnusableCheckpointException.class);
      damaged += 2;
    }
    Files.write(newest, whole);
    readAll(newest);
    System.out.println("flipped bytes and cut lengths of a checkpoint: " + damaged);
  }

  private static void readAll(Path file) {
    try (SavedCheckpoint saved = Checkpoint.open(file)) {
      assertThat(saved.state(Tape.class).cells).containsOnly(3);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    for (Path file : files(from)) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  @Test
  void shouldNotUseWhatALinkLeadsToThatIsSomebodyElses() throws IOException {
    assumeThat(System.getProperty("user.name"))
        .as("SKIPPED: a file can be given to somebody else by root alone")
        .isEqualTo("root");
    List<Path> files = run("linked");
    Path newest = files.get(2);
    Path theirs = Files.move(newest, elsewhere.resolve("theirs.cairn"));
    Files.setOwner(
        theirs,
        theirs.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    Files.createSymbolicLink(newest, theirs);
    try (Checkpoint<Tape> run = configure("linked").resumeOrStart(Tape::new)) {
      assertThat(run.state().step).isEqualTo(2);
    }
    assertThat(theirs).exists();
  }
}
