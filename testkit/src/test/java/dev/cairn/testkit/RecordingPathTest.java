/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingPathTest {
  @TempDir Path folder;
  private RecordingFileSystem recording;
  private Path root;

  @BeforeEach
  void record() throws IOException {
    recording = RecordingFileSystem.over(folder);
    root = recording.root();
  }

  @AfterEach
  void close() {
    recording.close();
  }

  @Test
  void shouldStandForTheRealFolder() throws IOException {
    assertThat(root.isAbsolute()).isTrue();
    assertThat(root.getFileSystem()).isSameAs(recording);
    assertThat(root).hasToString(folder.toRealPath().toString());
    assertThat(recording.real(root.resolve("a"))).isEqualTo(folder.toRealPath().resolve("a"));
    assertThat(root.toRealPath()).isEqualTo(root);
  }

  @Test
  void shouldResolveAndRelativizeWithinItsFileSystem() {
    Path file = root.resolve("a").resolve("b.txt");
    assertThat(file.getParent().getParent()).isEqualTo(root);
    assertThat(file.getFileName()).hasToString("b.txt");
    assertThat(root.relativize(file)).isEqualTo(recording.getPath("a/b.txt"));
    assertThat(root.resolve(root.relativize(file))).isEqualTo(file);
    assertThat(file.resolveSibling("c").getFileSystem()).isSameAs(recording);
    assertThat(file.resolve("..").resolve("x").normalize()).isEqualTo(root.resolve("a/x"));
    assertThat(file.subpath(0, 1)).isEqualTo(root.getName(0));
    assertThat(root.getRoot().getParent()).isNull();
  }

  @Test
  void shouldComparePathsByTheirNames() {
    Path file = root.resolve("a/b");
    assertThat(file.startsWith(root)).isTrue();
    assertThat(root.startsWith(file)).isFalse();
    assertThat(file.endsWith("a/b")).isTrue();
    assertThat(file).isEqualTo(root.resolve("a").resolve("b"));
    assertThat(file).hasSameHashCodeAs(root.resolve("a/b"));
    assertThat(root.resolve("a").compareTo(root.resolve("b"))).isNegative();
    assertThat(recording.getPath("x/y/z").iterator())
        .toIterable()
        .extracting(Path::toString)
        .containsExactly("x", "y", "z");
  }

  @Test
  void shouldNotMixWithPathsOfOtherFileSystems() throws IOException {
    Path real = folder.resolve("a");
    assertThat(root.resolve("a")).isNotEqualTo(real);
    assertThat(root.startsWith(folder)).isFalse();
    assertThat(root.endsWith(folder)).isFalse();
    assertThatThrownBy(() -> root.resolve(real)).isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(() -> root.relativize(real)).isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(() -> recording.real(real)).isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(() -> root.compareTo(folder)).isInstanceOf(ClassCastException.class);
    try (RecordingFileSystem other = RecordingFileSystem.over(folder)) {
      assertThat(other.root()).isNotEqualTo(root);
      assertThatThrownBy(() -> Files.createFile(root.resolve(other.root())))
          .isInstanceOf(ProviderMismatchException.class);
    }
  }

  @Test
  void shouldRefuseToBecomeAFile() {
    assertThatThrownBy(root::toFile).isInstanceOf(UnsupportedOperationException.class);
    assertThat(root.toUri().getScheme()).isEqualTo("recording");
    assertThat(root.toUri()).isNotEqualTo(folder.toUri());
  }

  @Test
  void shouldMatchPatterns() {
    assertThat(recording.getPathMatcher("glob:**.cairn").matches(root.resolve("a.cairn"))).isTrue();
    assertThat(recording.getPathMatcher("glob:**.cairn").matches(root.resolve("a.tmp"))).isFalse();
  }
}
