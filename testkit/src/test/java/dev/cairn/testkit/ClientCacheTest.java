/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of a file server that sees late what others do. */
class ClientCacheTest {
  @TempDir Path folder;
  private RecordingFileSystem client;
  private Path root;

  @BeforeEach
  void mount() throws IOException {
    client = RecordingFileSystem.over(folder);
    client.seenThrough(new ClientCache(1, 1));
    root = client.root();
  }

  @AfterEach
  void unmount() {
    client.close();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void shouldShowAFolderAsItWasUntilTheClientChangesIt() throws IOException {
    Files.createFile(folder.resolve("a"));
    assertThat(names()).containsExactly("a");
    Files.createFile(folder.resolve("b"));
    Files.delete(folder.resolve("a"));
    assertThat(names()).containsExactly("a");
    Files.createDirectory(root.resolve("mine"));
    assertThat(names()).containsExactly("b", "mine");
    Files.createFile(folder.resolve("c"));
    assertThat(names()).containsExactly("b", "mine");
    Files.move(root.resolve("mine"), root.resolve("moved"));
    assertThat(names()).containsExactly("b", "c", "moved");
  }

  @Test
  void shouldBelieveThatANameIsMissingUntilTheFolderIsListedAnew() throws IOException {
    Path name = root.resolve("a");
    assertThat(name).doesNotExist();
    Files.writeString(folder.resolve("a"), "there");
    assertThat(name).doesNotExist();
    assertThatThrownBy(() -> Files.readString(name)).isInstanceOf(NoSuchFileException.class);
    assertThat(names()).containsExactly("a");
    assertThat(Files.readString(name)).isEqualTo("there");
  }

  @Test
  void shouldSendWhatChangesSomethingToTheServer() throws IOException {
    Path name = root.resolve("a");
    assertThat(name).doesNotExist();
    Files.createFile(folder.resolve("a"));
    assertThatThrownBy(() -> Files.createFile(name))
        .isInstanceOf(java.nio.file.FileAlreadyExistsException.class);
    Files.delete(name);
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void shouldAnswerAsOftenAsItIsTold() throws IOException {
    ClientCache never = new ClientCache(1, 0);
    client.seenThrough(never);
    for (int i = 0; i < 20; i++) {
      Files.createFile(folder.resolve("file-" + i));
      assertThat(names()).hasSize(i + 1);
    }
    assertThat(never.answered()).isZero();
    ClientCache sometimes = new ClientCache(1, 0.5);
    client.seenThrough(sometimes);
    for (int i = 0; i < 200; i++) {
      assertThat(names()).isNotEmpty();
    }
    assertThat(sometimes.answered()).isBetween(60L, 140L);
  }
}
