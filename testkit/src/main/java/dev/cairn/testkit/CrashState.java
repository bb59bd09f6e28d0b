/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What may be found on the disk after a power cut right after one operation of a trace.
 *
 * <pre>{@code
 * state.writeTo(emptyFolder);
 * Version found = store.open(emptyFolder);
 * assertThat(found).as(state.description()).isIn(state.acknowledged());
 * }</pre>
 *
 * <p>Threading: immutable. Failure: {@link #writeTo} refuses a folder that is not empty.
 */
public final class CrashState {
  private final int prefix;
  private final PowerLossModel model;
  private final String description;
  private final List<String> acknowledged;
  private final DiskImage image;

  CrashState(
      int prefix,
      PowerLossModel model,
      String description,
      List<String> acknowledged,
      DiskImage image) {
    this.prefix = prefix;
    this.model = model;
    this.description = description;
    this.acknowledged = acknowledged;
    this.image = image;
  }

  /**
   * How many operations were done before the power cut.
   *
   * @return the number of the last of them; 0 if there was none
   */
  public int prefix() {
    return prefix;
  }

  /**
   * What the power cut took away.
   *
   * @return the model
   */
  public PowerLossModel model() {
    return model;
  }

  /**
   * When the power was cut and what was lost, for messages of assertions.
   *
   * @return a text in one line
   */
  public String description() {
    return description;
  }

  /**
   * What had been acknowledged before the power cut.
   *
   * @return the labels of all marks among the operations done
   */
  public List<String> acknowledged() {
    return acknowledged;
  }

  /**
   * A digest of names, contents, links and permissions.
   *
   * @return the same text for states that a program cannot tell apart
   */
  public String digest() {
    return DiskImageDigest.of(image);
  }

  /**
   * The names of all regular files.
   *
   * @return paths relative to the recorded folder, in order
   */
  public List<String> files() {
    SortedMap<String, Long> paths = image.paths();
    return paths.keySet().stream().filter(path -> image.isFile(paths.get(path))).toList();
  }

  /**
   * What a regular file holds.
   *
   * @param path relative to the recorded folder
   * @return its bytes, if there is such a file
   */
  public Optional<byte[]> read(String path) {
    return Optional.ofNullable(image.paths().get(path))
        .map(image.files()::get)
        .map(Content::toArray);
  }

  /**
   * Writes files with their permissions, folders and links.
   *
   * @param emptyRealFolder where to; gets the permissions of the recorded folder
   * @throws IOException if that fails
   * @throws IllegalArgumentException if the folder is not empty
   */
  public void writeTo(Path emptyRealFolder) throws IOException {
    DiskImageWriter.write(image, emptyRealFolder);
  }

  @Override
  public String toString() {
    return description;
  }
}
