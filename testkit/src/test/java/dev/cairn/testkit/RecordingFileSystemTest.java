/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cairn.testkit.Operation.Close;
import dev.cairn.testkit.Operation.CreateFile;
import dev.cairn.testkit.Operation.CreateFolder;
import dev.cairn.testkit.Operation.Delete;
import dev.cairn.testkit.Operation.Link;
import dev.cairn.testkit.Operation.Mark;
import dev.cairn.testkit.Operation.Rename;
import dev.cairn.testkit.Operation.SetAttribute;
import dev.cairn.testkit.Operation.SetPermissions;
import dev.cairn.testkit.Operation.SymbolicLink;
import dev.cairn.testkit.Operation.Truncate;
import dev.cairn.testkit.Operation.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingFileSystemTest {
  @TempDir Path temporary;
  private Path folder;
  private RecordingFileSystem recording;
  private Path root;

  @BeforeEach
  void record() throws IOException {
    folder = Files.createDirectory(temporary.resolve("recorded"));
    recording = RecordingFileSystem.over(folder);
    root = recording.root();
  }

  @AfterEach
  void close() {
    recording.close();
  }

  private List<Operation> operations() {
    return recording.trace().operations();
  }

  @Test
  void shouldRecordTheLifeOfAFile() throws IOException {
    Path file = Files.createFile(root.resolve("a"), permissions("rw-------"));
    Files.writeString(file, "hello");
    recording.mark("written");
    Files.move(file, root.resolve("b"), StandardCopyOption.ATOMIC_MOVE);
    Files.delete(root.resolve("b"));
    assertThat(operations())
        .containsExactly(
            new CreateFile("a", 2, "rw-------"),
            new Close("a", 2),
            new Truncate("a", 2, 0),
            new Write("a", 2, 0, Bytes.of("hello".getBytes(UTF_8))),
            new Close("a", 2),
            new Mark("written"),
            new Rename("a", "b", 2),
            new Delete("b", 2));
    assertThat(folder).isEmptyDirectory();
  }

  private static FileAttribute<?> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  @Test
  void shouldTakePartOfWhatIsReadAndWritten() throws IOException {
    byte[] bytes = new byte[1000];
    new Random(1).nextBytes(bytes);
    recording.faults().shortenTransfers(1);
    int writes = 0;
    try (FileChannel channel =
        FileChannel.open(
            root.resolve("a"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer source = ByteBuffer.wrap(bytes);
      while (source.hasRemaining()) {
        assertThat(channel.write(source)).isPositive();
        writes++;
      }
    }
    assertThat(writes).isGreaterThan(1);
    int reads = 0;
    try (FileChannel channel = FileChannel.open(root.resolve("a"), StandardOpenOption.READ)) {
      ByteBuffer target = ByteBuffer.allocate(1000);
      while (target.hasRemaining()) {
        assertThat(channel.read(target, target.position())).isPositive();
        reads++;
      }
      assertThat(target.array()).isEqualTo(bytes);
    }
    assertThat(reads).isGreaterThan(1);
    assertThat(folder.resolve("a")).hasBinaryContent(bytes);
  }

  @Test
  void shouldGiveANewNumberToEachNewFile() throws IOException {
    for (int i = 0; i < 20; i++) {
      // The disk likes to give the number of the deleted file to the next one.
      Files.createFile(root.resolve("a"));
      Files.delete(root.resolve("a"));
    }
    assertThat(recording.trace().all(CreateFile.class))
        .extracting(CreateFile::inode)
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldFollowAFileThroughRenamesAndLinks() throws IOException {
    Files.writeString(root.resolve("a"), "1");
    Files.createLink(root.resolve("link"), root.resolve("a"));
    Files.move(root.resolve("a"), root.resolve("b"));
    Files.writeString(root.resolve("a"), "other");
    Files.writeString(root.resolve("link"), "2");
    long inode = recording.trace().all(CreateFile.class).get(0).inode();
    assertThat(operations()).contains(new Link("a", "link", inode));
    List<Write> writes = recording.trace().all(Write.class);
    assertThat(writes.get(0).inode()).isEqualTo(inode);
    assertThat(writes.get(1).inode()).isNotEqualTo(inode);
    assertThat(writes.get(2).inode()).isEqualTo(inode);
    assertThat(folder.resolve("b")).hasContent("2");
  }

  @Test
  void shouldRecordFoldersAndTheirPermissions() throws IOException {
    Files.createDirectories(root.resolve("a/b"), permissions("rwx------"));
    Files.setPosixFilePermissions(root.resolve("a"), PosixFilePermissions.fromString("r-x------"));
    assertThat(operations())
        .containsExactly(
            new CreateFolder("a", 3, "rwx------"),
            new CreateFolder("a/b", 4, "rwx------"),
            new SetPermissions("a", 3, "r-x------"));
    assertThat(Files.getPosixFilePermissions(folder.resolve("a")))
        .isEqualTo(PosixFilePermissions.fromString("r-x------"));
    assertThat(Files.getPosixFilePermissions(root.resolve("a")))
        .isEqualTo(PosixFilePermissions.fromString("r-x------"));
    // Else a user without privileges could not clean up.
    Files.setPosixFilePermissions(
        folder.resolve("a"), PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void shouldRecordOtherAttributes() throws IOException {
    Path file = Files.createFile(root.resolve("a"));
    FileTime time = FileTime.fromMillis(86_400_000);
    Files.setLastModifiedTime(file, time);
    Files.setOwner(file, Files.getOwner(file));
    Files.setAttribute(file, "lastAccessTime", time);
    Files.setAttribute(file, "posix:permissions", PosixFilePermissions.fromString("r--------"));
    assertThat(recording.trace().all(SetAttribute.class))
        .extracting(SetAttribute::name)
        .containsExactly("basic:lastModifiedTime", "posix:owner", "basic:lastAccessTime");
    assertThat(recording.trace().all(SetPermissions.class))
        .containsExactly(new SetPermissions("a", 2, "r--------"));
    assertThat(Files.getLastModifiedTime(folder.resolve("a"))).isEqualTo(time);
    assertThat(Files.readAttributes(file, "size")).containsEntry("size", 0L);
  }

  @Test
  void shouldKeepSymbolicLinksAsGiven() throws IOException {
    Files.createDirectory(root.resolve("target"));
    Files.createSymbolicLink(root.resolve("latest"), recording.getPath("target"));
    assertThat(Files.readSymbolicLink(root.resolve("latest")))
        .isEqualTo(recording.getPath("target"));
    Files.writeString(root.resolve("latest/file"), "x");
    assertThat(recording.trace().all(SymbolicLink.class))
        .extracting(SymbolicLink::path, SymbolicLink::target)
        .containsExactly(tuple("latest", "target"));
    assertThat(recording.trace().all(CreateFile.class))
        .extracting(CreateFile::path)
        .containsExactly("target/file");
    assertThat(Files.isSameFile(root.resolve("latest"), root.resolve("target"))).isTrue();
  }

  @Test
  void shouldCopyByWriting() throws IOException {
    Files.writeString(root.resolve("a"), "content");
    Files.writeString(root.resolve("b"), "old");
    assertThatThrownBy(() -> Files.copy(root.resolve("a"), root.resolve("b")))
        .isInstanceOf(FileAlreadyExistsException.class);
    Files.copy(root.resolve("a"), root.resolve("b"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(root.resolve("a"), temporary.resolve("outside"));
    assertThat(folder.resolve("b")).hasContent("content");
    assertThat(temporary.resolve("outside")).hasContent("content");
    assertThat(recording.trace().all(Write.class)).hasSize(3);
  }

  @Test
  void shouldCopyAttributesOnDemand() throws IOException {
    FileTime time = FileTime.fromMillis(86_400_000);
    Files.setLastModifiedTime(Files.createFile(root.resolve("a")), time);
    Files.copy(root.resolve("a"), root.resolve("b"));
    Files.copy(root.resolve("a"), root.resolve("c"), StandardCopyOption.COPY_ATTRIBUTES);
    assertThat(Files.getLastModifiedTime(folder.resolve("b"))).isNotEqualTo(time);
    assertThat(Files.getLastModifiedTime(folder.resolve("c"))).isEqualTo(time);
  }

  @Test
  void shouldAcceptOptionsThatAreGivenTwice() throws IOException {
    CopyOption replace = StandardCopyOption.REPLACE_EXISTING;
    OpenOption create = StandardOpenOption.CREATE;
    Files.writeString(root.resolve("a"), "x", create, create);
    Files.copy(root.resolve("a"), root.resolve("b"), replace, replace);
    Files.move(root.resolve("a"), root.resolve("b"), replace, replace);
    assertThat(folder.resolve("b")).hasContent("x");
  }

  @Test
  void shouldDeleteFirstWhenAMoveThatReplacesIsNotAtomic() throws IOException {
    Files.createFile(root.resolve("a"));
    Files.createFile(root.resolve("b"));
    Files.move(root.resolve("a"), root.resolve("b"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(operations()).contains(new Delete("b", 3), new Rename("a", "b", 2));
  }

  @Test
  void shouldNotRecordAMoveBetweenTwoNamesOfOneFile() throws IOException {
    Files.createFile(root.resolve("a"));
    Files.createLink(root.resolve("b"), root.resolve("a"));
    Files.move(root.resolve("a"), root.resolve("b"), StandardCopyOption.ATOMIC_MOVE);
    assertThat(folder.resolve("a")).exists();
    assertThat(recording.trace().all(Rename.class)).isEmpty();
  }

  @Test
  void shouldFailAsTheRealFileSystem() throws IOException {
    Files.createDirectories(root.resolve("a/b"));
    int before = recording.trace().size();
    assertThatThrownBy(() -> Files.delete(root.resolve("a")))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThatThrownBy(() -> Files.delete(root.resolve("x")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(root.resolve("x").toString());
    assertThatThrownBy(() -> Files.createFile(root.resolve("x/y")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(root.resolve("x/y").toString());
    assertThatThrownBy(() -> Files.readString(root.resolve("x")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.createDirectory(root.resolve("a")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Files.deleteIfExists(root.resolve("x"))).isFalse();
    assertThat(recording.trace().size()).isEqualTo(before);
  }

  @Test
  void shouldRefuseChangesOutsideTheFolder() {
    Path outside = root.resolveSibling("outside");
    assertThatThrownBy(() -> Files.createFile(outside))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("outside the recorded folder");
    assertThat(temporary.resolve("outside")).doesNotExist();
    assertThat(Files.isDirectory(root.getParent())).isTrue();
  }

  @Test
  void shouldListAndWalkItsOwnPaths() throws IOException {
    Files.createDirectories(root.resolve("a/b"));
    Files.createFile(root.resolve("a/c.txt"));
    try (Stream<Path> paths = Files.walk(root)) {
      assertThat(paths)
          .containsExactlyInAnyOrder(
              root, root.resolve("a"), root.resolve("a/b"), root.resolve("a/c.txt"));
    }
    try (var entries = Files.newDirectoryStream(root.resolve("a"), "*.txt")) {
      assertThat(entries).containsExactly(root.resolve("a/c.txt"));
    }
    assertThat(Files.createTempFile(root, "x", "y").getFileSystem()).isSameAs(recording);
  }

  @Test
  void shouldCountReadsWithoutTracingThem() throws IOException {
    Files.writeString(root.resolve("a"), "12345");
    int before = recording.trace().size();
    assertThat(Files.readString(root.resolve("a"))).isEqualTo("12345");
    try (var stream = Files.newInputStream(root.resolve("a"))) {
      assertThat(stream.readAllBytes()).hasSize(5);
    }
    assertThat(recording.reads()).isEqualTo(new ReadCount(2, 10));
    assertThat(recording.trace().size()).isEqualTo(before);
  }

  @Test
  void shouldOfferPosixAttributes() throws IOException {
    Path file = Files.createFile(root.resolve("a"));
    assertThat(recording.supportedFileAttributeViews()).contains("posix", "basic", "owner");
    assertThat(Files.getFileStore(file)).isEqualTo(Files.getFileStore(folder));
    assertThat(Files.isWritable(file)).isTrue();
    assertThat(Files.isHidden(file)).isFalse();
    assertThat(Files.isSymbolicLink(file)).isFalse();
    assertThat(Files.exists(root.resolve("b"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(Set.copyOf(Files.getPosixFilePermissions(file))).isNotEmpty();
  }

  @Test
  void shouldSealAFolderForReal() throws IOException {
    Path sealed = Files.createDirectory(root.resolve("sealed"));
    Files.setPosixFilePermissions(sealed, PosixFilePermissions.fromString("r-x------"));
    assertThat(Files.getPosixFilePermissions(folder.resolve("sealed")))
        .isEqualTo(PosixFilePermissions.fromString("r-x------"));
    Files.setPosixFilePermissions(sealed, PosixFilePermissions.fromString("rwx------"));
    assertThat(recording.trace().all(SetPermissions.class))
        .extracting(SetPermissions::permissions)
        .containsExactly("r-x------", "rwx------");
  }
}
