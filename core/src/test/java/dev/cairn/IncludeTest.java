/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.spi.StateAdapter;
import dev.cairn.spi.StateImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** State outside the heap is part of each checkpoint. */
@Timeout(60)
class IncludeTest {
  private static final int BYTES = 3_000_000;

  @Checkpointed
  static final class Counter {
    long value;
  }

  /** Some memory outside the heap. */
  private static class Memory implements StateAdapter {
    private final String kind;
    private ByteBuffer bytes;
    private int restored;
    private boolean closed;

    Memory() {
      this("memory 1");
    }

    Memory(String kind) {
      this.kind = kind;
    }

    @Override
    public String kind() {
      return kind;
    }

    @Override
    public void begin() throws IOException {
      bytes = ByteBuffer.allocateDirect(BYTES);
    }

    @Override
    public StateImage capture() {
      return new StateImage() {
        @Override
        public String description() {
          return "of " + BYTES;
        }

        @Override
        public long length() {
          return bytes.capacity();
        }

        @Override
        public ReadableByteChannel open() {
          ByteBuffer rest = bytes.duplicate().clear();
          return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer target) {
              if (!rest.hasRemaining()) {
                return -1;
              }
              // As a file does, it may give less than is asked for.
              int count = Math.min(Math.min(target.remaining(), rest.remaining()), 100_000);
              target.put(rest.slice(rest.position(), count));
              rest.position(rest.position() + count);
              return count;
            }

            @Override
            public boolean isOpen() {
              return true;
            }

            @Override
            public void close() {}
          };
        }
      };
    }

    @Override
    public void restore(StateImage image) throws IOException {
      restored++;
      assertThat(image.description()).isEqualTo("of " + BYTES);
      bytes = ByteBuffer.allocateDirect(Math.toIntExact(image.length()));
      try (ReadableByteChannel source = image.open()) {
        bytes.put(Channels.newInputStream(source).readAllBytes());
      }
    }

    @Override
    public void close() {
      closed = true;
    }

    void fill(long seed) {
      byte[] random = new byte[BYTES];
      new Random(seed).nextBytes(random);
      bytes.clear().put(random);
    }

    boolean isFilled(long seed) {
      byte[] random = new byte[BYTES];
      new Random(seed).nextBytes(random);
      return bytes.duplicate().clear().equals(ByteBuffer.wrap(random));
    }
  }

  @TempDir Path folder;

  private CheckpointBuilder configure() {
    return Checkpoint.configure()
        .directory(folder)
        .name("run")
        .every(Duration.ofDays(1))
        .stopSignals()
        .ignoreArguments();
  }

  private Path fillAndSave(long... seeds) {
    Memory memory = new Memory();
    Path last = null;
    try (Checkpoint<Counter> run =
        configure().include("grid", memory).resumeOrStart(Counter::new)) {
      for (long seed : seeds) {
        memory.fill(seed);
        last = run.checkpointNow().orElseThrow().path();
      }
      memory.fill(-1); // lost
    }
    assertThat(memory.closed).isTrue();
    return last;
  }

  @Test
  void shouldComeBackAsItWasAtTheCheckpoint() {
    Path unused = fillAndSave(1, 2);
    Memory memory = new Memory();
    try (Checkpoint<Counter> run =
        configure().include("grid", memory).resumeOrStart(Counter::new)) {
      assertThat(memory.isFilled(2)).isTrue();
      memory.fill(3);
      run.complete();
    }
    Memory finished = new Memory();
    try (Checkpoint<Counter> run =
        configure().include("grid", finished).resumeOrStart(Counter::new)) {
      assertThat(run.isComplete()).isTrue();
      assertThat(finished.isFilled(3)).isTrue();
    }
    assertThat(finished.closed).isTrue();
  }

  @Test
  void shouldRefuseACheckpointWithSomethingThatIsNotIncluded() {
    Path unused = fillAndSave(1);
    assertThatThrownBy(() -> configure().resumeOrStart(Counter::new))
        .isInstanceOf(StateMismatchException.class)
        .hasMessageContaining("holds \"grid\", a memory 1, which this program does not include");
  }

  @Test
  void shouldRefuseAnotherKind() {
    Path unused = fillAndSave(1);
    Memory other = new Memory("memory 2");
    assertThatThrownBy(() -> configure().include("grid", other).resumeOrStart(Counter::new))
        .isInstanceOf(StateMismatchException.class)
        .hasMessageContaining("this program includes a memory 2 under that name");
    assertThat(other.closed).isTrue();
  }

  @Test
  void shouldBeginWhatTheCheckpointDoesNotHave() {
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      run.checkpointNow();
    }
    Memory memory = new Memory();
    try (Checkpoint<Counter> run =
        configure().include("grid", memory).resumeOrStart(Counter::new)) {
      assertThat(run.resumedFrom()).isPresent();
      memory.fill(1);
      assertThat(run.checkpointNow()).isPresent();
    }
  }

  @Test
  void shouldWalkBackWhereTheImageIsDamaged() throws IOException {
    Path newest = fillAndSave(1, 2);
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 100_000] ^= 1; // near the end of the image
    Files.write(newest, bytes);

    Memory memory = new Memory();
    try (Checkpoint<Counter> run =
        configure().include("grid", memory).resumeOrStart(Counter::new)) {
      assertThat(run.resumedFrom().orElseThrow().sequence()).isEqualTo(1);
      assertThat(memory.isFilled(1)).isTrue();
      assertThat(memory.restored).isEqualTo(2);
    }
  }

  @Test
  void shouldNotWalkBackWhereTheAdapterCannotWork() {
    Path unused = fillAndSave(1, 2);
    Memory full =
        new Memory() {
          @Override
          public void restore(StateImage image) throws IOException {
            throw new IOException("no space left in /dev/shm");
          }
        };
    assertThatThrownBy(() -> configure().include("grid", full).resumeOrStart(Counter::new))
        .isInstanceOf(RestoreFailedException.class)
        .hasMessageContaining("\"grid\" cannot be made anew: no space left in /dev/shm");
    Memory memory = new Memory();
    try (Checkpoint<Counter> run =
        configure().include("grid", memory).resumeOrStart(Counter::new)) {
      assertThat(memory.isFilled(2)).isTrue();
      assertThat(run.state().value).isZero();
    }
  }

  @Test
  void shouldSayWhatCannotBeBegun() {
    Memory none =
        new Memory() {
          @Override
          public void begin() throws IOException {
            throw new IOException("no memory");
          }
        };
    assertThatThrownBy(() -> configure().include("grid", none).resumeOrStart(Counter::new))
        .isInstanceOf(CheckpointException.class)
        .hasMessage("\"grid\" cannot be begun: no memory");
    assertThat(none.closed).isTrue();
  }

  @Test
  void shouldFindWhatAThreadChangesMeanwhile() {
    Memory torn =
        new Memory() {
          @Override
          public StateImage capture() {
            StateImage image = super.capture();
            return new StateImage() {
              private int opened;

              @Override
              public String description() {
                return image.description();
              }

              @Override
              public long length() {
                return image.length();
              }

              @Override
              public ReadableByteChannel open() throws IOException {
                fill(++opened);
                return image.open();
              }
            };
          }
        };
    try (Checkpoint<Counter> run = configure().include("grid", torn).resumeOrStart(Counter::new)) {
      assertThatThrownBy(run::safepoint)
          .isInstanceOf(TornStateException.class)
          .hasMessageContaining("[grid] changed while it was captured");
    }
  }

  @Test
  void shouldFailACheckpointOfAnImageThatIsShorterThanItSays() {
    Memory brief =
        new Memory() {
          @Override
          public StateImage capture() {
            StateImage image = super.capture();
            return new StateImage() {
              @Override
              public String description() {
                return image.description();
              }

              @Override
              public long length() {
                return BYTES + 10;
              }

              @Override
              public ReadableByteChannel open() throws IOException {
                return image.open();
              }
            };
          }
        };
    try (Checkpoint<Counter> run = configure().include("grid", brief).resumeOrStart(Counter::new)) {
      assertThatThrownBy(run::safepoint)
          .isInstanceOf(CheckpointWriteException.class)
          .hasMessageContaining("grid ended 10 bytes early");
    }
  }

  @Test
  void shouldRefuseTheSameNameTwice() {
    assertThatThrownBy(
            () -> configure().include("grid", new Memory()).include("grid", new Memory()))
        .isInstanceOf(CheckpointSettingsException.class);
  }

  @Test
  void shouldBeginWhereCheckpointingIsDisabled() {
    Memory memory = new Memory();
    try (Checkpoint<Counter> run =
        configure().enabled(false).include("grid", memory).resumeOrStart(Counter::new)) {
      memory.fill(1);
      assertThat(run.safepoint()).isTrue();
    }
    assertThat(memory.closed).isTrue();
  }
}
