/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.CheckpointFolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSafetyTest {
  @TempDir Path temporary;
  private final FolderSafety safety = new FolderSafety(Set.of());

  @Test
  void shouldAcceptGroupWritableAndStickyParents() throws IOException {
    Path project = Files.createDirectory(temporary.resolve("project"));
    Files.setAttribute(project, "unix:mode", 02770);
    Path scratch = Files.createDirectory(temporary.resolve("scratch"));
    Files.setAttribute(scratch, "unix:mode", 01777);

    assertThatCode(() -> safety.checkPlace(project.resolve("not/there/yet")))
        .doesNotThrowAnyException();
    assertThatCode(() -> safety.checkPlace(scratch.resolve("x"))).doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseAPlaceThatAnybodyCanChange() throws IOException {
    Path open = Files.createDirectory(temporary.resolve("open"));
    Files.setAttribute(open, "unix:mode", 0777);
    Path below = Files.createDirectory(open.resolve("below"));

    assertThatThrownBy(() -> safety.checkPlace(below.resolve("x")))
        .isInstanceOf(CheckpointFolderException.class)
        .hasMessageContaining(open.toString())
        .hasMessageContaining("chmod o-w");
  }

  @Test
  void shouldRefuseAFile() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThatThrownBy(() -> safety.checkPlace(file))
        .isInstanceOf(CheckpointFolderException.class)
        .hasMessageContaining("is a file");
  }

  @Test
  void shouldRefuseWhatAnotherUserMadeUnlessTrusted() throws IOException {
    Path foreign = Files.createDirectory(temporary.resolve("foreign"));
    Assumptions.assumeTrue(
        chown(foreign, "nobody"), "skipped: only root can give a folder to another user");

    assertThatThrownBy(() -> safety.checkOwner(foreign))
        .isInstanceOf(CheckpointFolderException.class)
        .hasMessageContaining("belongs to nobody")
        .hasMessageContaining("trust(\"nobody\")");
    assertThatCode(() -> new FolderSafety(Set.of("nobody")).checkOwner(foreign))
        .doesNotThrowAnyException();
  }

  private static boolean chown(Path path, String user) {
    try {
      Files.setOwner(
          path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
