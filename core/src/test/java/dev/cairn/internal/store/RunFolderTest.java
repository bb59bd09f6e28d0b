/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.DirectWrites;
import dev.cairn.FencedException;
import dev.cairn.Sharing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path temporary;
  private final WriteMethod method = new WriteMethod(DirectWrites.AUTO, reason -> {});
  private RunFolder folder;

  @BeforeEach
  void create() throws IOException {
    folder = new RunFolder(new DurableFiles(Sharing.PRIVATE), temporary.resolve("a/b/run"));
    folder.create();
  }

  @Test
  void shouldLetExactlyOneOfManyClaimAnEpoch() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try {
      Callable<Optional<EpochFolder>> claim = () -> folder.claim(0);
      long winners = 0;
      for (Future<Optional<EpochFolder>> result :
          pool.invokeAll(java.util.Collections.nCopies(64, claim))) {
        winners += result.get().isPresent() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
      assertThat(folder.epochs()).hasSize(1);
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void shouldRefuseEverythingToAZombieOnceSealed() throws IOException {
    EpochFolder zombie = folder.claim(0).orElseThrow();
    PendingFile pending = zombie.newPending(1, method, 0);
    Path committed;
    try (PendingFile first = zombie.newPending(2, method, 0)) {
      committed = first.commit((written, bytes) -> assertThat(written).isRegularFile());
    }
    EpochFolder own = folder.claim(1).orElseThrow();
    folder.sealBefore(own);

    assertThatThrownBy(() -> pending.commit((written, bytes) -> {}))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> zombie.newPending(3, method, 0)).isInstanceOf(FencedException.class);
    assertThatThrownBy(() -> zombie.writeStatus("x", Optional.empty()))
        .isInstanceOf(FencedException.class);
    CheckpointFile file = new CheckpointFile(1, 2, committed, false);
    try {
      zombie.delete(file);
    } catch (FencedException expected) {
      // Refused by the mode, or, where modes do not bind, a path that is no longer there.
    }
    assertThatThrownBy(zombie::checkFence)
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("attempt 2 has taken this run over");
    assertThat(folder.catalog().files()).extracting(CheckpointFile::id).containsExactly("1/2");
  }

  @Test
  void shouldNotClaimANumberWhoseFolderWasRenamedBySealing() throws IOException {
    Path run = folder.path();
    Files.createDirectory(run.resolve("epoch-000001.sealed-aabbccddeeff"));
    Files.createDirectory(run.resolve("epoch-000002"));

    assertThat(folder.claim(0)).isEmpty();
    assertThat(folder.claim(1)).isEmpty();
    assertThat(folder.claim(2)).isPresent();
  }

  @Test
  void shouldOrderByEpochAndSequenceAndIgnoreWhatIsNotACheckpoint() throws IOException {
    Path run = folder.path();
    for (String name :
        List.of(
            "epoch-000002/ckpt-000001.cairn",
            "epoch-000001/ckpt-000010.cairn",
            "epoch-000001/ckpt-000009.cairn",
            "epoch-000001/ckpt-000011.cairn.pending-aa",
            "epoch-000001/notes.txt",
            "removed-epoch-000001-aa/ckpt-000001.cairn",
            "other/ckpt-000001.cairn")) {
      Files.createDirectories(run.resolve(name).getParent());
      Files.writeString(run.resolve(name), "x");
    }
    Files.writeString(run.resolve("epoch-000001/ckpt-000009.cairn.pinned"), "");

    List<CheckpointFile> files = folder.catalog().files();

    assertThat(files).extracting(CheckpointFile::id).containsExactly("1/9", "1/10", "2/1");
    assertThat(files.get(0).pinned()).isTrue();
  }

  @Test
  void shouldRemoveASealedAttempt() throws IOException {
    EpochFolder old = folder.claim(0).orElseThrow();
    old.beat(5);
    EpochFolder own = folder.claim(1).orElseThrow();
    folder.sealBefore(own);

    folder.remove(folder.epochs().get(0), own);

    assertThat(folder.epochs()).extracting(EpochFolder::number).containsExactly(2L);
    assertThat(Catalog.list(folder.path())).containsExactly("epoch-000002");
  }

  @Test
  void shouldNeitherFollowNorRemoveLinks() throws IOException {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("precious"), "x");
    EpochFolder old = folder.claim(0).orElseThrow();
    Files.createSymbolicLink(old.path().resolve("link"), elsewhere);
    Files.createSymbolicLink(folder.path().resolve("epoch-000007"), elsewhere);
    EpochFolder own = folder.claim(1).orElseThrow();
    folder.sealBefore(own);
    folder.remove(folder.epochs().get(0), own);

    assertThat(folder.epochs()).extracting(EpochFolder::number).containsExactly(2L);
    assertThat(elsewhere.resolve("precious")).exists();
    assertThat(Files.isWritable(elsewhere)).isTrue();
  }

  @Test
  void shouldRefuseAZombieToRemoveOlderAttempts() throws IOException {
    EpochFolder oldest = folder.claim(0).orElseThrow();
    EpochFolder zombie = folder.claim(1).orElseThrow();
    folder.sealBefore(zombie);
    List<EpochFolder> seenByZombie = folder.epochs();
    EpochFolder own = folder.claim(2).orElseThrow();
    folder.sealBefore(own);

    assertThatThrownBy(() -> folder.remove(seenByZombie.get(0), zombie))
        .isInstanceOf(FencedException.class);
    assertThat(folder.epochs()).extracting(EpochFolder::number).containsExactly(1L, 2L, 3L);
    assertThat(oldest.number()).isEqualTo(1);
  }

  @Test
  void shouldTouchNothingInAFolderThatWasMadeAnewBeneathIt() throws IOException {
    EpochFolder zombie = folder.claim(0).orElseThrow();
    zombie.writeOwner(new Owner("h", "s", 1, 2, "zombie", 3, Map.of()));
    Path aside = temporary.resolve("aside");
    Files.move(folder.path(), aside);
    folder.create();
    EpochFolder newcomer = folder.claim(0).orElseThrow();
    Path checkpoint = Files.writeString(newcomer.path().resolve("ckpt-000001.cairn"), "x");
    CheckpointFile file = new CheckpointFile(1, 1, checkpoint, false);

    // Before the newcomer has said who it is, and after.
    for (Class<?> refusal : List.of(NoSuchFileException.class, FencedException.class)) {
      assertThatThrownBy(() -> zombie.delete(file)).isInstanceOf(refusal);
      assertThatThrownBy(() -> zombie.newPending(2, method, 0)).isInstanceOf(refusal);
      assertThatThrownBy(() -> zombie.beat(7)).isInstanceOf(refusal);
      assertThatThrownBy(zombie::release).isInstanceOf(refusal);
      newcomer.writeOwner(new Owner("h", "s", 1, 2, "newcomer", 3, Map.of()));
    }
    assertThat(Catalog.list(newcomer.path()))
        .containsExactlyInAnyOrder("owner.json", "ckpt-000001.cairn");
  }

  @Test
  void shouldDiscardWhatIsNotCommitted() throws IOException {
    EpochFolder own = folder.claim(0).orElseThrow();
    try (PendingFile pending = own.newPending(1, method, 0)) {
      assertThat(pending.isOpen()).isTrue();
    }

    assertThat(Catalog.list(own.path())).isEmpty();
  }

  @Test
  void shouldGiveModesAtCreation() throws IOException {
    assertThat(Files.getPosixFilePermissions(folder.path()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    RunFolder shared = new RunFolder(new DurableFiles(Sharing.GROUP), temporary.resolve("shared"));
    shared.create();
    EpochFolder own = shared.claim(0).orElseThrow();
    own.writeOwner(new Owner("h", "s", 1, 2, "n", 3, Map.of("job", "7")));

    assertThat(Files.getPosixFilePermissions(shared.path()))
        .isEqualTo(PosixFilePermissions.fromString("rwxrwx---"));
    assertThat(Files.getPosixFilePermissions(own.path().resolve("owner.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
    assertThat(own.owner().orElseThrow().job()).containsEntry("job", "7");
  }

  @Test
  void shouldKeepAnInheritedSetgid() throws IOException {
    Path project = Files.createDirectory(temporary.resolve("project"));
    Files.setAttribute(project, "unix:mode", 02770);
    RunFolder shared = new RunFolder(new DurableFiles(Sharing.GROUP), project.resolve("run"));
    shared.create();

    assertThat(DurableFiles.unixMode(shared.path()) & 07777).isEqualTo(02770);
  }

  @Test
  void shouldTellBeatsAndRelease() throws IOException {
    EpochFolder own = folder.claim(0).orElseThrow();
    assertThat(own.readBeat()).isEmpty();
    own.beat(1);
    String first = own.readBeat();
    own.beat(2);
    assertThat(own.readBeat()).isNotEqualTo(first);
    assertThat(own.isReleased()).isFalse();
    own.release();
    assertThat(own.isReleased()).isTrue();
  }

  @Test
  void shouldTakeARequestOnce() throws IOException {
    EpochFolder own = folder.claim(0).orElseThrow();
    Files.writeString(folder.path().resolve("request"), "stop\n");

    assertThat(own.takeRequest()).contains("stop");
    assertThat(own.takeRequest()).isEmpty();
  }
}
