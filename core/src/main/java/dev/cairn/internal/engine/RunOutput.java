/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.internal.format.OutputRecord;
import dev.cairn.internal.store.EarlierPart;
import dev.cairn.internal.store.OutputFile;
import dev.cairn.internal.store.OutputFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * One output of a run. Where its name ends in .gz what is written is compressed, and each
 * checkpoint ends a gzip member, so that what is kept of the file is a whole .gz file.
 *
 * <p>Thread-safe.
 */
class RunOutput extends OutputStream {
  private final String name;
  private final boolean isNew;
  private final Path path;
  private final List<EarlierPart> earlier;
  private final OutputFile file;
  private final boolean zipped;
  private GZIPOutputStream member;

  RunOutput(String name, Path path, boolean isNew, OutputFiles.Opened opened) {
    this.isNew = isNew;
    this.name = name;
    this.path = path;
    this.earlier = opened.earlier();
    this.file = opened.file();
    this.zipped = name.endsWith(".gz");
  }

  /** Hands compressed bytes on; its end is not the end of the file. */
  private final class Member extends OutputStream {
    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      file.write(bytes, offset, count);
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
    // Before anything is taken: a byte that was refused is not in the file, and none is half in it.
    file.requireRoom();
    if (!zipped) {
      file.write(bytes, offset, count);
      return;
    }
    begin();
    member.write(bytes, offset, count);
  }

  private void begin() throws IOException {
    if (member == null) {
      member = new GZIPOutputStream(new Member());
    }
  }

  private void endMember() throws IOException {
    if (zipped && member == null && file.mark().length() == 0) {
      begin(); // no byte at all would be no .gz file
    }
    if (member != null) {
      member.close();
      member = null;
    }
  }

  /** What it is now, for a checkpoint; while nobody writes to it. */
  synchronized OutputRecord mark() throws IOException {
    endMember();
    List<OutputRecord.Part> parts = new ArrayList<>();
    earlier.forEach(part -> parts.add(part.part()));
    parts.add(file.mark());
    return new OutputRecord(name, path.toString(), false, parts);
  }

  /** True where it was begun in this attempt. */
  boolean isNew() {
    return isNew;
  }

  /** The file that its name leads to. */
  Path path() {
    return path;
  }

  void force() throws IOException {
    for (EarlierPart part : earlier) {
      part.requireStillThere();
    }
    file.force();
  }

  /** Lets go of the file. */
  final synchronized void closeFile() throws IOException {
    try {
      endMember();
    } finally {
      file.close();
    }
  }
}
