/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import com.sun.management.ThreadMXBean;
import dev.cairn.Checkpoint;
import dev.cairn.CheckpointException;
import dev.cairn.Compression;
import dev.cairn.internal.format.BlockFile;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.format.RepairedFile;
import dev.cairn.internal.kryo.ClassPolicy;
import dev.cairn.internal.kryo.KryoGraphCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What a fuzzer calls with bytes that may be a checkpoint file: they are read as a resume would
 * read them, once as they are and once with right checksums. The fuzzer is told of every exception
 * but ours, and of every allocation that the length of the file does not justify; it notices hangs
 * itself. {@code scripts/fuzz.sh} runs it.
 */
public final class CheckpointFileFuzz {
  /** What a resume allocates for the least of files: tables of classes, buffers. */
  private static final long ALLOCATION_FLOOR = 64L << 20;

  /** LZ4 makes up to 255 bytes of one; each is copied once. */
  private static final long ALLOCATION_PER_BYTE = 600;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static Path place;

  private CheckpointFileFuzz() {}

  /** Called by the fuzzer before the first input: classes that are loaded allocate as well. */
  public static void fuzzerInitialize() throws IOException {
    for (byte[] known : corpus()) {
      readAll(known);
      readAll(RepairedFile.of(known));
    }
  }

  /** What was found so far. */
  static List<byte[]> corpus() throws IOException {
    List<byte[]> corpus = new ArrayList<>();
    try (ZipInputStream zip =
        new ZipInputStream(CheckpointFileFuzz.class.getResourceAsStream("/fuzz/corpus.zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        corpus.add(zip.readAllBytes());
      }
    }
    return corpus;
  }

  /** Reads some bytes as a checkpoint. */
  public static void fuzzerTestOneInput(byte[] input) {
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    readAll(input);
    readAll(RepairedFile.of(input));
    long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    if (allocated > ALLOCATION_FLOOR + ALLOCATION_PER_BYTE * input.length) {
      throw new IllegalStateException(input.length + " bytes made a resume allocate " + allocated);
    }
  }

  private static void readAll(byte[] file) {
    try (CheckpointFileReader reader =
        CheckpointFileReader.open(place(), RepairedFile.inMemory(file), KeyRing.NONE)) {
      reader.verify();
      var unused = codec().read(new FileSource(reader), Map.of());
    } catch (CheckpointException | IOException e) {
      // It is refused, which is what is expected of nearly all.
    }
  }

  private static KryoGraphCodec codec() {
    ClassPolicy policy = new ClassPolicy(List.of());
    policy.grantPackageOf(FuzzState.class);
    policy.grantPackageOf(RepairedFile.class); // that of the golden chain
    return new KryoGraphCodec(policy, FuzzState.class.getClassLoader());
  }

  /** The name of a file in a folder where those lie that a seed needs. */
  private static synchronized Path place() {
    if (place == null) {
      try {
        Path folder = Files.createTempDirectory("cairn-fuzz");
        for (String base : List.of(BlockFile.name(2), BlockFile.name(3))) {
          Files.write(folder.resolve(base), golden(base));
        }
        place = Files.createFile(folder.resolve(BlockFile.name(4)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return place;
  }

  /** Of a chain in which a file shares blocks with others, and a stream is stored as changes. */
  private static byte[] golden(String name) throws IOException {
    try (InputStream file =
        CheckpointFileFuzz.class.getResourceAsStream("/golden/chain-1/" + name)) {
      return file.readAllBytes();
    }
  }

  /**
   * Writes the seeds.
   *
   * @param arguments the folder for them
   */
  public static void main(String[] arguments) throws IOException {
    Path seeds = Files.createDirectories(Path.of(arguments[0]));
    Files.write(seeds.resolve("chain"), golden(BlockFile.name(4)));
    Path runs = Files.createTempDirectory("cairn-seeds");
    for (Compression compression : List.of(Compression.NONE, Compression.LZ4)) {
      String name = compression.name().toLowerCase(Locale.ROOT);
      try (Checkpoint<FuzzState> run =
          Checkpoint.configure()
              .directory(runs)
              .name(name)
              .every(Duration.ofDays(1))
              .ignoreArguments()
              .compression(compression)
              .resumeOrStart(FuzzState::new)) {
        Files.copy(run.checkpointNow().orElseThrow().path(), seeds.resolve(name));
      }
    }
  }
}
