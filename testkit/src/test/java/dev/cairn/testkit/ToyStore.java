/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.zip.CRC32;

/** A small but correct writer of versions, for trying out the tools on. */
final class ToyStore {
  private static final int BODY = 1500;
  private static final String FINAL = ".cairn";

  private final Path folder;
  private final int kept;

  ToyStore(Path folder, int kept) {
    this.folder = folder;
    this.kept = kept;
  }

  void save(long version) throws IOException {
    Path pending = folder.resolve(version + ".pending");
    try (FileChannel channel =
        FileChannel.open(pending, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer content = content(version);
      channel.write(content.duplicate().limit(700));
      channel.write(content.position(700));
      channel.force(true);
    }
    Files.move(pending, folder.resolve(version + FINAL), StandardCopyOption.ATOMIC_MOVE);
    forceFolder();
    Files.deleteIfExists(folder.resolve(version - kept + FINAL));
  }

  private void forceFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static ByteBuffer content(long version) {
    byte[] body = new byte[BODY];
    new SplittableRandom(version).nextBytes(body);
    return ByteBuffer.allocate(Long.BYTES + BODY).putLong(checksum(body)).put(body).flip();
  }

  private static long checksum(byte[] body) {
    CRC32 checksum = new CRC32();
    checksum.update(body);
    return checksum.getValue();
  }

  /** The newest version that can be read in full; 0 if there is none. */
  static long newest(CrashState state) {
    return newest(state.files(), path -> state.read(path).orElseThrow());
  }

  private static long newest(List<String> names, Function<String, byte[]> reader) {
    return names.stream()
        .filter(name -> name.endsWith(FINAL))
        .flatMap(name -> intact(name, reader.apply(name)).stream())
        .max(Long::compare)
        .orElse(0L);
  }

  private static Optional<Long> intact(String name, byte[] bytes) {
    long version = Long.parseLong(name.substring(0, name.indexOf('.')));
    return ByteBuffer.wrap(bytes).equals(content(version))
        ? Optional.of(version)
        : Optional.empty();
  }
}
