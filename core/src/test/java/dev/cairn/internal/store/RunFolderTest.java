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
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path temporary;
  private final WriteMethod method = new WriteMethod(DirectWrites.AUTO, reason -> {});
  private RunFolder folder;

  private static Owner owner() {
    return new Owner("h", "s", 1, 2, DurableFiles.nonce(), 3, Map.of("job", "7"), "");
  }

  @BeforeEach
  void create() throws IOException {
    folder = new RunFolder(new DurableFiles(Sharing.PRIVATE), temporary.resolve("a/b/run"));
    folder.create();
  }

  @Test
  void shouldLetExactlyOneOfManyClaimAnEpoch() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try {
      Callable<Optional<EpochFolder>> claim = () -> folder.claim(0, owner());
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
    EpochFolder zombie = folder.claim(0, owner()).orElseThrow();
    PendingFile pending = zombie.newPending(1, method, 0);
    Path committed;
    try (PendingFile first = zombie.newPending(2, method, 0)) {
      committed = first.commit((written, bytes) -> assertThat(written).isRegularFile());
    }
    EpochFolder own = folder.claim(1, owner()).orElseThrow();
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

    assertThat(folder.claim(0, owner())).isEmpty();
    assertThat(folder.claim(1, owner())).isEmpty();
    assertThat(folder.claim(2, owner())).isPresent();
  }

  /** Somebody finds a number free that was taken, and whoever had it is still alive. */
  @Test
  void shouldKnowThatItsRoomIsAnothers() throws IOException {
    EpochFolder zombie = folder.claim(0, owner()).orElseThrow();
    Files.move(zombie.path(), folder.path().resolve("epoch-000001.sealed-aabbccddeeff"));
    Files.createDirectory(folder.path().resolve("epoch-000002"));
    EpochFolder late = EpochFolder.of(owner(), new DurableFiles(Sharing.PRIVATE), zombie.path(), 1);
    Files.createDirectory(late.path());
    late.sign(owner());

    assertThatThrownBy(() -> zombie.newPending(1, method, 0)).isInstanceOf(FencedException.class);
    assertThatThrownBy(zombie::confirmOwn).isInstanceOf(FencedException.class);
  }

  @Test
  void shouldNotAcknowledgeWhatALaterAttemptMayNotHaveSeen() throws IOException {
    EpochFolder own = folder.claim(0, owner()).orElseThrow();
    own.confirmOwn();
    EpochFolder later = folder.claim(1, owner()).orElseThrow();

    assertThatThrownBy(own::confirmOwn).isInstanceOf(FencedException.class);
    later.confirmOwn();
  }

  @Test
  void shouldSweepAwayWhatAClaimHasLeft() throws IOException {
    EpochFolder own = folder.claim(0, owner()).orElseThrow();
    Path left = Files.createDirectory(folder.path().resolve("claim-00aa"));
    Files.writeString(left.resolve("owner.json"), "x");

    folder.sweep(own);

    assertThat(Catalog.list(folder.path())).containsExactly("epoch-000001");
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
    EpochFolder old = folder.claim(0, owner()).orElseThrow();
    old.beat(5);
    EpochFolder own = folder.claim(1, owner()).orElseThrow();
    folder.sealBefore(own);

    folder.remove(folder.epochs().get(0), own);

    assertThat(folder.epochs()).extracting(EpochFolder::number).containsExactly(2L);
    assertThat(Catalog.list(folder.path())).containsExactly("epoch-000002");
  }

  @Test
  void shouldNeitherFollowNorRemoveLinks() throws IOException {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("precious"), "x");
    EpochFolder old = folder.claim(0, owner()).orElseThrow();
    Files.createSymbolicLink(old.path().resolve("link"), elsewhere);
    Files.createSymbolicLink(folder.path().resolve("epoch-000007"), elsewhere);
    EpochFolder own = folder.claim(1, owner()).orElseThrow();
    folder.sealBefore(own);
    folder.remove(folder.epochs().get(0), own);

    assertThat(folder.epochs()).extracting(EpochFolder::number).containsExactly(2L);
    assertThat(elsewhere.resolve("precious")).exists();
    assertThat(Files.isWritable(elsewhere)).isTrue();
  }

  @Test
  void shouldRefuseAZombieToRemoveOlderAttempts() throws IOException {
    EpochFolder oldest = folder.claim(0, owner()).orElseThrow();
    EpochFolder zombie = folder.claim(1, owner()).orElseThrow();
    folder.sealBefore(zombie);
    List<EpochFolder> seenByZombie = folder.epochs();
    EpochFolder own = folder.claim(2, owner()).orElseThrow();
    folder.sealBefore(own);

    assertThatThrownBy(() -> folder.remove(seenByZombie.get(0), zombie))
        .isInstanceOf(FencedException.class);
    assertThat(folder.epochs()).extracting(EpochFolder::number).containsExactly(1L, 2L, 3L);
    assertThat(oldest.number()).isEqualTo(1);
  }

  @Test
  void shouldTouchNothingInAFolderThatWasMadeAnewBeneathIt() throws IOException {
    EpochFolder zombie = folder.claim(0, owner()).orElseThrow();
    Path aside = temporary.resolve("aside");
    Files.move(folder.path(), aside);
    folder.create();
    EpochFolder newcomer = folder.claim(0, owner()).orElseThrow();
    Path checkpoint = Files.writeString(newcomer.path().resolve("ckpt-000001.cairn"), "x");
    CheckpointFile file = new CheckpointFile(1, 1, checkpoint, false);

    for (ThrowingCallable harm :
        List.<ThrowingCallable>of(
            () -> zombie.delete(file),
            () -> zombie.newPending(2, method, 0),
            () -> zombie.beat(7),
            zombie::release,
            zombie::discard,
            zombie::confirmOwn)) {
      assertThatThrownBy(harm).isInstanceOf(FencedException.class);
    }
    assertThat(Catalog.list(newcomer.path()))
        .containsExactlyInAnyOrder("owner.json", "beat", "ckpt-000001.cairn");
  }

  @Test
  void shouldDiscardWhatIsNotCommitted() throws IOException {
    EpochFolder own = folder.claim(0, owner()).orElseThrow();
    try (PendingFile pending = own.newPending(1, method, 0)) {
      assertThat(pending.isOpen()).isTrue();
    }

    assertThat(Catalog.list(own.path())).containsExactlyInAnyOrder("owner.json", "beat");
  }

  @Test
  void shouldGiveModesAtCreation() throws IOException {
    assertThat(Files.getPosixFilePermissions(folder.path()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    RunFolder shared = new RunFolder(new DurableFiles(Sharing.GROUP), temporary.resolve("shared"));
    shared.create();
    EpochFolder own = shared.claim(0, owner()).orElseThrow();

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
    EpochFolder own = folder.claim(0, owner()).orElseThrow();
    String first = own.readBeat();
    assertThat(first).isNotEmpty();
    own.beat(2);
    assertThat(own.readBeat()).isNotEqualTo(first);
    assertThat(own.isReleased()).isFalse();
    own.release();
    assertThat(own.isReleased()).isTrue();
  }

  @Test
  void shouldTakeARequestOnce() throws IOException {
    EpochFolder own = folder.claim(0, owner()).orElseThrow();
    Files.writeString(folder.path().resolve("request"), "stop\n");

    assertThat(own.takeRequest()).contains("stop");
    assertThat(own.takeRequest()).isEmpty();
  }

  private EpochFolder attempt(long number, int checkpoints, boolean released) throws IOException {
    EpochFolder epoch = folder.claim(number - 1, owner()).orElseThrow();
    for (int sequence = 1; sequence <= checkpoints; sequence++) {
      try (PendingFile pending = epoch.newPending(sequence, method, 0)) {
        Path unused = pending.commit((written, bytes) -> {});
      }
    }
    if (released) {
      epoch.release();
    }
    return epoch;
  }

  @Test
  void shouldCountAttemptsInARowThatHaveSavedNothingButWhatTheyBeganWith() throws IOException {
    EpochFolder unused = attempt(1, 3, true);
    unused = attempt(2, 1, true);
    assertThat(folder.fruitless(2)).isEqualTo(1);
    unused = attempt(3, 1, false);

    assertThat(folder.fruitless(3)).as("its own need not be released yet").isEqualTo(2);
    unused = attempt(4, 2, false);
    assertThat(folder.fruitless(4)).isZero();
    unused = attempt(5, 0, false);
    assertThat(folder.fruitless(5)).as("4 has ended by a crash").isEqualTo(1);
  }

  @Test
  void shouldCountAttemptsThatHaveNotSaidThatTheyEnded() throws IOException {
    EpochFolder unused = attempt(1, 1, false);
    unused = attempt(2, 1, true);
    unused = attempt(3, 0, false);
    unused = attempt(4, 0, false);

    assertThat(folder.interruptedSince(0, 4)).isEqualTo(2);
    assertThat(folder.interruptedSince(2, 4)).isEqualTo(1);
  }
}
