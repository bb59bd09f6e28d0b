/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The checkpoints of a run that is not going on, to be looked at and to be harmed: what does a
 * program do when the newest of them is damaged?
 *
 * <pre>{@code
 * SavedRun saved = SavedRun.onlyOneIn(folder);
 * saved.flipBit(saved.newest(), 1000);
 * double result = Simulation.run(folder); // goes on from the one before
 * }</pre>
 *
 * <p>Threading: for use by one thread. Failure: {@link IOException} where files cannot be read or
 * written.
 */
public final class SavedRun {
  private static final String CHECKPOINT = "ckpt-\\d+\\.cairn";

  private final Path folder;

  private SavedRun(Path folder) {
    this.folder = folder;
  }

  /**
   * A run.
   *
   * @param folder of the run
   * @return it
   */
  public static SavedRun in(Path folder) {
    return new SavedRun(folder);
  }

  /**
   * The only run in a folder of runs.
   *
   * @param directory what {@code directory(...)} or {@code CAIRN_DIRECTORY} was
   * @return it
   * @throws IOException if the folder cannot be read
   * @throws IllegalStateException if there is none, or more than one
   */
  public static SavedRun onlyOneIn(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> runs = all.filter(Files::isDirectory).toList();
      if (runs.size() != 1) {
        throw new IllegalStateException(directory + " was to hold one run, and holds " + runs);
      }
      return new SavedRun(runs.get(0));
    }
  }

  /**
   * The folder of the run.
   *
   * @return its path
   */
  public Path folder() {
    return folder;
  }

  /**
   * The files of all checkpoints.
   *
   * @return the newest last
   * @throws IOException if the folder cannot be read
   */
  public List<Path> checkpoints() throws IOException {
    int depth = 2; // attempt, file
    try (Stream<Path> all = Files.walk(folder, depth)) {
      return all.filter(path -> path.getFileName().toString().matches(CHECKPOINT))
          .sorted(Comparator.comparing(SavedRun::order))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** A sealed attempt has a longer name. */
  private static String order(Path file) {
    String attempt =
        String.valueOf(file.getParent().getFileName()).replaceFirst("\\.sealed-.*", "");
    return attempt + "/" + file.getFileName();
  }

  /**
   * The file of the newest checkpoint.
   *
   * @return its path
   * @throws IOException if the folder cannot be read
   * @throws IllegalStateException if there is none
   */
  public Path newest() throws IOException {
    List<Path> all = checkpoints();
    if (all.isEmpty()) {
      throw new IllegalStateException(folder + " has no checkpoint");
    }
    return all.get(all.size() - 1);
  }

  /**
   * Turns one bit of a file round.
   *
   * @param file a checkpoint
   * @param position of the byte, from 0; taken modulo the length of the file
   * @throws IOException if the file cannot be read or written
   */
  public void flipBit(Path file, long position) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long at = Math.floorMod(position, channel.size());
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 1));
      channel.write(one.rewind(), at);
    }
  }

  /**
   * Cuts the end of a file off.
   *
   * @param file a checkpoint
   * @param size how many bytes are left
   * @throws IOException if the file cannot be written
   */
  public void cutTo(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }
}
