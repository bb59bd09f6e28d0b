/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import dev.cairn.Checkpointed;
import java.util.Arrays;

/**
 * Counts the k-mers of an input that is read once or several times: all its state but the counts.
 * The first reading takes the input as it is, the others with mutations.
 */
@Checkpointed
final class KmerCounter {
  private static final byte[] CODES = codes();

  private final int k;
  private final Mutator mutator;
  private KmerWindow window;
  private SequenceParser parser;
  private int reading;
  private long offset;
  private long total;

  KmerCounter(int k, long seed) {
    this.k = k;
    this.mutator = new Mutator(seed);
    begin();
  }

  private void begin() {
    window = new KmerWindow(k);
    parser = new SequenceParser();
    offset = 0;
  }

  /** The number of times that the input has been read. */
  int reading() {
    return reading;
  }

  /** How many bytes of the (decompressed) input have been counted in this reading. */
  long offset() {
    return offset;
  }

  /** How many k-mers have been counted, in all readings. */
  long total() {
    return total;
  }

  /** Takes the next bytes of the input. */
  void count(byte[] bytes, int length, KmerCounts counts) {
    for (int i = 0; i < length; i++) {
      int letter = parser.next(bytes[i]);
      if (letter != SequenceParser.NOTHING) {
        take(letter, counts);
      }
    }
    offset += length;
  }

  private void take(int letter, KmerCounts counts) {
    int base = letter == SequenceParser.RECORD ? -1 : CODES[letter & 0xff];
    if (base < 0) {
      window.interrupt();
    } else if (window.push(reading == 0 ? base : mutator.mutate(base))) {
      counts.add(window.canonical());
      total++;
    }
  }

  /** The input is at its end: the next bytes are its first ones again. */
  void endReading() {
    parser.end();
    reading++;
    begin();
  }

  private static byte[] codes() {
    byte[] codes = new byte[256];
    Arrays.fill(codes, (byte) -1);
    for (int base = 0; base < 4; base++) {
      codes["ACGT".charAt(base)] = (byte) base;
      codes["acgt".charAt(base)] = (byte) base;
    }
    return codes;
  }
}
