/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.RecursiveAction;

/**
 * Encodes long runs of texts on several threads: the program waits, so that its cores have nothing
 * else to do, and a text is found in memory by nobody but its reader. The bytes come in the order
 * of the texts, whoever has encoded them.
 *
 * <p>Used by one thread; it takes part in the work where no other has time for it.
 */
final class TextRuns {
  /** So many texts are encoded at once. */
  static final int RUN = 1 << 11;

  private static final int AHEAD = 8;

  private final ArrayDeque<Run> begun = new ArrayDeque<>();
  private final ArrayDeque<Run> idle = new ArrayDeque<>();

  /** The shapes of some texts. */
  private static final class Run extends RecursiveAction {
    private static final long serialVersionUID = 1L;

    private final transient Bytes bytes = new Bytes();
    private final transient GraphOutput output = new GraphOutput(bytes);
    private transient Object[] texts;
    private int count;
    private int type;

    @Override
    protected void compute() {
      bytes.reset();
      for (int i = 0; i < count; i++) {
        output.writeUnsigned(type);
        output.text((String) texts[i]);
      }
      output.flush();
    }
  }

  /** Lets its bytes be written on without a copy. */
  private static final class Bytes extends ByteArrayOutputStream {
    void copyTo(OutputStream target) {
      try {
        target.write(buf, 0, count);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Begins to encode.
   *
   * @param texts the texts; not touched until they are encoded
   * @param count how many
   * @param type the number of their class
   * @param target where the bytes go, some time after those that were begun before
   */
  void begin(Object[] texts, int count, int type, OutputStream target) {
    if (begun.size() == AHEAD) {
      finishOldest(target);
    }
    Run run = idle.isEmpty() ? new Run() : idle.pop();
    run.texts = texts;
    run.count = count;
    run.type = type;
    begun.add(run);
    run.fork();
  }

  /** Finishes all that was begun. */
  void finish(OutputStream target) {
    while (!begun.isEmpty()) {
      finishOldest(target);
    }
  }

  boolean isEmpty() {
    return begun.isEmpty();
  }

  /** Encodes the texts that were begun last and that no other thread has taken. */
  private boolean encodesNewest() {
    for (Iterator<Run> newest = begun.descendingIterator(); newest.hasNext(); ) {
      Run run = newest.next();
      if (run.tryUnfork()) {
        run.invoke();
        return true;
      }
    }
    return false;
  }

  private void finishOldest(OutputStream target) {
    Run run = begun.remove();
    while (!run.isDone() && encodesNewest()) {
      // rather than wait
    }
    run.join();
    run.bytes.copyTo(target);
    run.texts = null;
    run.reinitialize();
    idle.push(run);
  }
}
