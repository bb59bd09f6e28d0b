/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A file that the program appends its results to and that belongs to the checkpoints: after a
 * resume it holds exactly what had been written by the checkpoint, and the run writes on from
 * there. No line is missing and none is there twice.
 *
 * <pre>{@code
 * CheckpointOutput results = run.output(Path.of("results.csv"));
 * if (results.isNew()) {
 *   results.println("sweep,energy");
 * }
 * while (ising.sweep < 1_000_000 && run.safepoint()) {
 *   ising.sweepOnce();
 *   results.printf("%d,%.17g%n", ising.sweep, ising.energy());
 * }
 * }</pre>
 *
 * <p>Text is written as UTF-8, lines end with a line feed. A name that ends in {@code .gz} is
 * compressed. Bytes may be written as to any stream; a {@code BufferedWriter} or {@code
 * BufferedOutputStream} around it is not needed, and keeps back bytes at a safepoint which a resume
 * would not write again: flush such a thing before each safepoint.
 *
 * <p><b>Threading.</b> Any thread that takes part in the run, or inside {@link Checkpoint#update};
 * each call is whole.
 *
 * <p><b>Failure.</b> What cannot be written at once, as on a full disk, is kept in memory and tried
 * again with what comes next; checkpoints fail meanwhile, and say so. Only when tens of megabytes
 * wait does a write throw, and nothing of what it was given is taken then. After {@link
 * Checkpoint#complete()} and {@link Checkpoint#close()} every write throws. In a later start of a
 * run that is complete, what is written is dropped: it is in the file already.
 */
public final class CheckpointOutput extends OutputStream {
  private final OutputStream target;
  private final boolean isNew;

  CheckpointOutput(OutputStream target, boolean isNew) {
    this.target = target;
    this.isNew = isNew;
  }

  /**
   * {@return true where it was begun in this attempt, so that it needs its first line; false where
   * it is gone on with, even if nothing had been written to it}
   */
  public boolean isNew() {
    return isNew;
  }

  @Override
  public void write(int value) throws IOException {
    target.write(value);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    target.write(bytes, offset, count);
  }

  /**
   * Writes a text.
   *
   * @param text the text
   * @throws UncheckedIOException if it cannot be written
   */
  public void print(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      target.write(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a line.
   *
   * @param line the text, without its end
   * @throws UncheckedIOException if it cannot be written
   */
  public void println(String line) {
    print(line + '\n');
  }

  /**
   * Writes a formatted text, in the language of no country: a decimal point is a point. {@code %n}
   * is a line feed on Unix.
   *
   * @param format as of {@link String#format(String, Object...)}
   * @param arguments what is put into it
   * @throws UncheckedIOException if it cannot be written
   */
  public void printf(String format, Object... arguments) {
    print(String.format(Locale.ROOT, format, arguments));
  }

  /** Does nothing that is needed: each checkpoint makes durable what was written before it. */
  @Override
  public void flush() {}

  /**
   * Lets go of the file, for a program that writes many one after the other; at the end the run
   * closes what is open. What was written stays part of the checkpoints. {@link Checkpoint#output}
   * opens it again, as a resume would.
   *
   * @throws UncheckedIOException if it cannot be made durable; it is open still
   */
  @Override
  public void close() {
    try {
      target.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
