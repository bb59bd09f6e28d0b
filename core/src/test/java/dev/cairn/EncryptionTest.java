/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cairn.internal.format.RepairedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that nobody can read, or change unnoticed, without a key. */
@Timeout(120)
class EncryptionTest {
  private static final String SECRET = "the patient's name is in here";
  private static final int ROWS = 48;

  @TempDir Path folder;
  private Path keyFile;

  /** Rows of 64 KiB, of which few change, and a text. */
  @Checkpointed
  static final class Study {
    final String name = SECRET;
    final long[][] rows = new long[ROWS][8192];
    long step;

    void advance() {
      step++;
      Random random = new Random(step);
      long[] row = rows[(int) (step % ROWS)];
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextLong();
      }
    }

    static Study after(long steps) {
      Study study = new Study();
      for (long i = 0; i < steps; i++) {
        study.advance();
      }
      return study;
    }
  }

  /** A state whose checkpoint is a few thousand bytes. */
  @Checkpointed
  static final class Note {
    final int[] values = {1, 2, 3};
    final byte[] large = new byte[5000];
  }

  @BeforeEach
  void makeKey() throws IOException {
    keyFile = folder.resolve("cairn.key");
    keys(1);
  }

  /** A key file with the keys of these numbers. */
  private void keys(int... numbers) throws IOException {
    StringBuilder lines = new StringBuilder("# newest first\n\n");
    for (int number : numbers) {
      byte[] key = new byte[32];
      new Random(number).nextBytes(key);
      lines.append(Base64.getEncoder().encodeToString(key)).append('\n');
    }
    write(lines.toString(), "rw-------");
  }

  private void write(String content, String rights) throws IOException {
    Files.deleteIfExists(keyFile);
    Files.createFile(
        keyFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(keyFile, content);
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString(rights));
  }

  private CheckpointBuilder plain() {
    return Checkpoint.configure()
        .directory(folder.resolve("runs"))
        .name("study")
        .every(Duration.ofDays(1))
        .stopSignals()
        .ignoreArguments()
        .parameters("dose=" + SECRET);
  }

  private CheckpointBuilder configure() {
    return plain().keyFile(keyFile);
  }

  private static void advance(Checkpoint<Study> run, int times) {
    for (int i = 0; i < times; i++) {
      run.state().advance();
      CheckpointInfo unused = run.checkpointNow().orElseThrow();
    }
  }

  private static void assertIsAfter(Study study, long steps) {
    assertThat(study.step).isEqualTo(steps);
    assertThat(Arrays.deepEquals(study.rows, Study.after(steps).rows)).isTrue();
    assertThat(study.name).isEqualTo(SECRET);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(folder.resolve("runs"))) {
      return walk.filter(path -> path.toString().endsWith(".cairn")).sorted().toList();
    }
  }

  private static boolean holds(Path file, String text) throws IOException {
    String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    return content.contains(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void shouldGoOnFromChainsThatNobodyCanReadWithoutTheKey(int threads) throws IOException {
    try (Checkpoint<Study> run =
        configure().writerThreads(threads).compression(Compression.LZ4).resumeOrStart(Study::new)) {
      advance(run, 9);
    }
    long shortest = Long.MAX_VALUE;
    for (Path file : files()) {
      shortest = Math.min(shortest, Files.size(file));
      assertThat(holds(file, SECRET)).isFalse();
      assertThat(holds(file, "Study")).isFalse();
      assertThat(holds(file, "CBLK")).isTrue();
    }
    assertThat(shortest).as("some share blocks").isLessThan(1 << 20);
    try (SavedCheckpoint saved = configure().open(folder.resolve("runs/study"))) {
      assertIsAfter(saved.state(Study.class), 9);
    }
    try (Checkpoint<Study> run = configure().writerThreads(threads).resumeOrStart(Study::new)) {
      assertIsAfter(run.state(), 9);
      advance(run, 3);
    }
    try (Checkpoint<Study> run = configure().resumeOrStart(Study::new)) {
      assertIsAfter(run.state(), 12);
    }
  }

  @Test
  void shouldShowWhatItEncryptsWhereItDoesNot() throws IOException {
    try (Checkpoint<Study> run = plain().compression(Compression.NONE).resumeOrStart(Study::new)) {
      advance(run, 1);
    }
    assertThat(files()).allSatisfy(file -> assertThat(holds(file, SECRET)).isTrue());
  }

  @Test
  void shouldNameBothKeysWhereItIsAnother() throws IOException {
    try (Checkpoint<Study> run = configure().resumeOrStart(Study::new)) {
      advance(run, 4);
    }
    List<Path> before = files();
    keys(2);
    assertThatThrownBy(() -> configure().resumeOrStart(Study::new))
        .isInstanceOf(CheckpointKeyException.class)
        .hasMessageContaining("is encrypted under key")
        .hasMessageContaining(keyFile + " has [")
        .hasMessageContaining("add the key to it");
    assertThatThrownBy(() -> plain().resumeOrStart(Study::new))
        .isInstanceOf(CheckpointKeyException.class)
        .hasMessageContaining("no key file is given")
        .hasMessageContaining("CAIRN_KEY_FILE");
    assertThatThrownBy(() -> plain().open(folder.resolve("runs/study")))
        .isInstanceOf(CheckpointKeyException.class);
    assertThat(files()).isEqualTo(before);
    keys(1);
    try (Checkpoint<Study> run = configure().resumeOrStart(Study::new)) {
      assertIsAfter(run.state(), 4);
    }
  }

  @Test
  void shouldGoOverToANewKeyAsTheRunGoesOn() throws IOException {
    try (Checkpoint<Study> run = configure().resumeOrStart(Study::new)) {
      advance(run, 2);
    }
    keys(2, 1);
    try (Checkpoint<Study> run = configure().chainLength(1).resumeOrStart(Study::new)) {
      assertIsAfter(run.state(), 2);
      advance(run, 4);
    }
    keys(2);
    try (Checkpoint<Study> run = configure().resumeOrStart(Study::new)) {
      assertIsAfter(run.state(), 6);
    }
    for (Path file : files()) {
      try (SavedCheckpoint saved = configure().open(file)) {
        assertThat(saved.info().run()).isEqualTo("study");
      }
    }
  }

  @Test
  void shouldRefuseWhatIsNotEncryptedUnlessItIsSaid() throws IOException {
    try (Checkpoint<Study> run = plain().resumeOrStart(Study::new)) {
      advance(run, 2);
    }
    assertThatThrownBy(() -> configure().resumeOrStart(Study::new))
        .isInstanceOf(CheckpointKeyException.class)
        .hasMessageContaining("is not encrypted")
        .hasMessageContaining("CAIRN_ACCEPT_UNENCRYPTED=true");
    try (Checkpoint<Study> run = configure().acceptUnencrypted().resumeOrStart(Study::new)) {
      assertIsAfter(run.state(), 2);
      advance(run, 4);
    }
    try (Checkpoint<Study> run = configure().resumeOrStart(Study::new)) {
      assertIsAfter(run.state(), 6);
    }
  }

  @Test
  void shouldUseNoByteThatWasChangedWithItsChecksums() throws IOException {
    Path file;
    try (Checkpoint<Note> run = configure().resumeOrStart(Note::new)) {
      file = run.checkpointNow().orElseThrow().path();
    }
    byte[] bytes = Files.readAllBytes(file);
    Path changed = folder.resolve("changed.cairn");
    long seed = System.nanoTime();
    System.out.println("EncryptionTest: seed " + seed);
    Random random = new Random(seed);
    int tried = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte[] copy = bytes.clone();
      copy[i] ^= (byte) (1 + random.nextInt(255));
      byte[] repaired = RepairedFile.of(copy);
      if (Arrays.equals(repaired, bytes)) {
        continue; // what was changed was a checksum, or is said twice
      }
      tried++;
      Files.write(changed, repaired);
      assertThatThrownBy(() -> configure().acceptUnencrypted().open(changed))
          .as("byte %d of %d", i, bytes.length)
          .isInstanceOfAny(
              CorruptCheckpointException.class,
              CheckpointKeyException.class,
              FormatTooNewException.class,
              FormatTooOldException.class);
    }
    assertThat(tried).isGreaterThan(bytes.length - 64);
    Files.write(changed, RepairedFile.of(bytes));
    try (SavedCheckpoint saved = configure().open(changed)) {
      assertThat(saved.state(Note.class).values).containsExactly(1, 2, 3);
    }
  }

  @Test
  void shouldNoticeAChangeThatItsChecksumsDoNotSee() throws IOException {
    Path file;
    try (Checkpoint<Note> run =
        configure().compression(Compression.NONE).resumeOrStart(Note::new)) {
      file = run.checkpointNow().orElseThrow().path();
    }
    byte[] bytes = Files.readAllBytes(file);
    int inTheArray = indexOfLongestFrame(bytes) + 1000;
    // What CRC32C divides by, in the order of its bits: to add it changes no remainder.
    long divisor = Long.reverse(0x11EDC6F41L) >>> Long.SIZE - 33;
    for (int i = 0; i < 5; i++) {
      bytes[inTheArray + i] ^= (byte) (divisor >>> Byte.SIZE * i);
    }
    Files.write(file, bytes);
    assertThatThrownBy(() -> configure().open(file))
        .isInstanceOf(CorruptCheckpointException.class)
        .hasMessageContaining("was changed by somebody without its key");
  }

  /** Two files of one key and one layout: what stands in one means nothing in the other. */
  @Test
  void shouldUseNoBlockOfAnotherFile() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : List.of("one", "other")) {
      try (Checkpoint<Note> run =
          configure().name(name).compression(Compression.NONE).resumeOrStart(Note::new)) {
        files.add(run.checkpointNow().orElseThrow().path());
      }
    }
    byte[] one = Files.readAllBytes(files.get(0));
    byte[] other = Files.readAllBytes(files.get(1));
    int at = indexOfLongestFrame(one);
    assertThat(indexOfLongestFrame(other)).isEqualTo(at);
    byte[] mixed = one.clone();
    System.arraycopy(other, at, mixed, at, 5000);
    Files.write(files.get(0), RepairedFile.of(mixed));
    assertThatThrownBy(() -> configure().open(files.get(0)))
        .isInstanceOf(CorruptCheckpointException.class);
  }

  private static int indexOfLongestFrame(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int longest = 0;
    int most = 0;
    for (int at = text.indexOf("CBLK"); at >= 0; at = text.indexOf("CBLK", at + 1)) {
      int next = text.indexOf("CBLK", at + 1);
      int length = (next < 0 ? text.length() : next) - at;
      if (length > most) {
        most = length;
        longest = at;
      }
    }
    assertThat(most).isGreaterThan(5000);
    return longest;
  }

  @Test
  void shouldRefuseAKeyFileThatOthersMayUse() throws IOException {
    for (String rights : List.of("rw-r-----", "rw----r--", "rw--w----", "rw-----w-")) {
      Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString(rights));
      assertThatThrownBy(() -> configure().resumeOrStart(Study::new))
          .isInstanceOf(CheckpointKeyException.class)
          .hasMessageContaining("may be used by others")
          .hasMessageContaining("chmod 600 " + keyFile);
    }
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void shouldRefuseAKeyFileThatOthersCouldReplace() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Path moved = Files.move(keyFile, open.resolve("cairn.key"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
    Path link = Files.createSymbolicLink(keyFile, moved);
    assertThatThrownBy(() -> plain().keyFile(link).resumeOrStart(Study::new))
        .isInstanceOf(CheckpointKeyException.class)
        .hasMessageContaining("who could replace the file")
        .hasMessageContaining("chmod go-w " + open.toRealPath());
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Checkpoint<Study> run = plain().keyFile(link).resumeOrStart(Study::new)) {
      advance(run, 1);
    }
  }

  @Test
  void shouldRefuseAKeyFileOfSomebodyElse() throws IOException {
    assumeThat(System.getProperty("user.name"))
        .as("SKIPPED: a file can be given to somebody else by root alone")
        .isEqualTo("root");
    Files.setOwner(
        keyFile,
        keyFile.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    assertThatThrownBy(() -> configure().resumeOrStart(Study::new))
        .isInstanceOf(CheckpointKeyException.class)
        .hasMessageContaining("belongs to nobody");
  }

  @Test
  void shouldSayWhatAKeyFileIsToHold() throws IOException {
    String tooShort = Base64.getEncoder().encodeToString(new byte[31]);
    for (String content : List.of("secret words", tooShort, "x".repeat(44), "\0\1\2")) {
      write("# a comment\n" + content + "\n", "rw-------");
      assertThatThrownBy(() -> configure().resumeOrStart(Study::new))
          .isInstanceOf(CheckpointKeyException.class)
          .hasMessageContaining("line 2 of the key file " + keyFile)
          .hasMessageContaining("32 bytes in Base64")
          .hasMessageNotContaining(content);
    }
    write("# nothing\n", "rw-------");
    assertThatThrownBy(() -> configure().resumeOrStart(Study::new))
        .isInstanceOf(CheckpointKeyException.class)
        .hasMessageContaining("is empty");
    write("\n".repeat(70_000), "rw-------");
    assertThatThrownBy(() -> configure().resumeOrStart(Study::new))
        .isInstanceOf(CheckpointKeyException.class)
        .hasMessageContaining("70000 bytes");
    Files.delete(keyFile);
    assertThatThrownBy(() -> configure().resumeOrStart(Study::new))
        .isInstanceOf(CheckpointKeyException.class)
        .hasMessageContaining("cannot be read (java.nio.file.NoSuchFileException")
        .hasMessageContaining("head -c 32 /dev/urandom | base64");
    Files.createDirectory(keyFile);
    assertThatThrownBy(() -> configure().resumeOrStart(Study::new))
        .isInstanceOf(CheckpointKeyException.class)
        .hasMessageContaining("not a regular file");
  }
}
