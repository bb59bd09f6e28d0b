/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import dev.cairn.Checkpointed;

/**
 * Finds the letters of the sequences in FASTA or FASTQ, byte by byte; the first byte tells which it
 * is. Between any two bytes its state is a few fields, so reading can be resumed anywhere, also
 * inside a record.
 */
@Checkpointed
final class SequenceParser {
  /** Not a letter of a sequence. */
  static final int NOTHING = -1;

  /** A new record: what follows does not belong to what came before. */
  static final int RECORD = -2;

  private enum Place {
    BEFORE_RECORD,
    HEADER,
    SEQUENCE,
    /** The line with the plus, in FASTQ. */
    SEPARATOR,
    QUALITY
  }

  private Place place = Place.BEFORE_RECORD;
  private boolean fastq;
  private boolean lineStart = true;

  /** In FASTQ, the letters of this record's sequence that have no quality value yet. */
  private long unrated;

  private long records;

  /**
   * Takes the next byte.
   *
   * @return a letter of a sequence, or {@link #NOTHING}, or {@link #RECORD}
   * @throws IllegalArgumentException if that is neither FASTA nor FASTQ
   */
  int next(byte value) {
    if (value == '\n' || value == '\r') {
      return endOfLine();
    }
    boolean first = lineStart;
    lineStart = false;
    return switch (place) {
      case BEFORE_RECORD -> beginRecord(value);
      case SEQUENCE -> inSequence(value, first);
      case QUALITY -> inQuality();
      case HEADER, SEPARATOR -> NOTHING;
    };
  }

  private int endOfLine() {
    lineStart = true;
    if (place == Place.HEADER) {
      place = Place.SEQUENCE;
    } else if (place == Place.SEPARATOR) {
      place = unrated > 0 ? Place.QUALITY : Place.BEFORE_RECORD;
    }
    return NOTHING;
  }

  private int beginRecord(byte value) {
    boolean first = records == 0;
    if (first) {
      fastq = value == '@';
    }
    if (value != (fastq ? '@' : '>')) {
      throw new IllegalArgumentException(
          String.format(
              "record %d begins with '%c' instead of %s",
              records + 1, (char) value, first ? "'>' or '@'" : "'@'"));
    }
    records++;
    unrated = 0;
    place = Place.HEADER;
    return RECORD;
  }

  private int inSequence(byte value, boolean first) {
    if (first && !fastq && value == '>') {
      return beginRecord(value);
    }
    if (first && fastq && value == '+') {
      place = Place.SEPARATOR;
      return NOTHING;
    }
    unrated++;
    return value;
  }

  private int inQuality() {
    if (--unrated == 0) {
      place = Place.BEFORE_RECORD;
    }
    return NOTHING;
  }

  /**
   * To be called at the end of the input.
   *
   * @throws IllegalArgumentException if the last record is not whole
   */
  void end() {
    if (fastq && place != Place.BEFORE_RECORD) {
      throw new IllegalArgumentException("the input ends inside record " + records);
    }
  }
}
