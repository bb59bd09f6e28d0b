/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.Checkpointed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * What encryption costs: how long it takes until random doubles in rows of 128 KiB are durable, and
 * until they are read again, with a key file and without, in turns.
 *
 * <p>{@code java -Xmx2g -XX:MaxDirectMemorySize=2g -cp benchmarks/target/benchmarks.jar
 * dev.cairn.benchmarks.EncryptionSpeed [MiB] [rounds] [folder]}
 */
public final class EncryptionSpeed {
  private static final int ROW = 16 << 10;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Path folder;
  private final int mebibytes;
  private final Path keyFile;

  private EncryptionSpeed(Path folder, int mebibytes) throws IOException {
    this.folder = folder;
    this.mebibytes = mebibytes;
    this.keyFile =
        Files.createFile(
            folder.resolve("cairn.key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] key = new byte[32];
    random.nextBytes(key);
    Files.writeString(keyFile, Base64.getEncoder().encodeToString(key));
  }

  /** The state. */
  @Checkpointed
  static final class State {
    double[][] rows = {};
  }

  /** Measures. */
  public static void main(String[] arguments) throws IOException {
    int mebibytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 256;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9;
    Path parent = Path.of(arguments.length > 2 ? arguments[2] : "target");
    Path folder = Files.createTempDirectory(Files.createDirectories(parent), "encryption");
    try {
      new EncryptionSpeed(folder, mebibytes).measure(rounds);
    } finally {
      ChildJvm.delete(folder);
    }
  }

  private CheckpointBuilder configured(boolean encrypted) {
    CheckpointBuilder builder =
        Checkpoint.configure()
            .directory(folder)
            .name(encrypted ? "encrypted" : "plain")
            .ignoreArguments()
            .every(Duration.ofDays(1000));
    return encrypted ? builder.keyFile(keyFile) : builder;
  }

  private State start() {
    State state = new State();
    state.rows = new double[mebibytes * 8][ROW];
    return state;
  }

  private void measure(int rounds) {
    try (Checkpoint<State> one = configured(false).resumeOrStart(this::start);
        Checkpoint<State> other = configured(true).resumeOrStart(this::start)) {
      compare("durable", 2, rounds, () -> durableMillis(one), () -> durableMillis(other));
    }
    compare("resumed", 1, rounds, () -> resumeMillis(false), () -> resumeMillis(true));
  }

  /** Measures both in turns. */
  private void compare(
      String what, int warmUp, int rounds, DoubleSupplier without, DoubleSupplier with) {
    Series plain = new Series();
    Series encrypted = new Series();
    for (int round = -warmUp; round < rounds; round++) {
      double first = without.getAsDouble();
      double second = with.getAsDouble();
      if (round >= 0) {
        plain.add(first);
        encrypted.add(second);
      }
    }
    say(what, plain, encrypted);
  }

  private double durableMillis(Checkpoint<State> run) {
    for (double[] row : run.state().rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Double.longBitsToDouble(random.nextLong());
      }
    }
    long begun = System.nanoTime();
    long bytes = run.checkpointNow().orElseThrow().bytes();
    if (bytes < (long) mebibytes << 20) {
      throw new IllegalStateException("only " + bytes + " bytes were written");
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private double resumeMillis(boolean encrypted) {
    long begun = System.nanoTime();
    try (Checkpoint<State> run = configured(encrypted).resumeOrStart(State::new)) {
      if (run.state().rows.length != mebibytes * 8) {
        throw new IllegalStateException("not resumed");
      }
      return (System.nanoTime() - begun) / 1e6;
    }
  }

  private void say(String what, Series plain, Series encrypted) {
    System.out.printf(
        Locale.ROOT,
        "%d MiB %s: %s ms plain, %s ms encrypted = %.2f times%n",
        mebibytes,
        what,
        plain,
        encrypted,
        encrypted.median() / plain.median());
  }
}
