/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import dev.cairn.internal.format.RankEntry;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What a rank says of its part once that is durable and was read back: the name of a vote.
 *
 * <pre>
 *   part.SAFEPOINT.SEQUENCE.UUID.LENGTH.ARRIVAL.CAPTURE.KNOWN.SUM.CHAIN.BAD     numbers in hexadecimal
 *   stay. ...                                                               the same, of a rank that waits for a stop
 *   end. ...                                                                the same, of its last state
 * </pre>
 *
 * @param file where it is
 * @param stays true where the rank waits at that safepoint for whether all stop
 * @param knownMillis how long before the safepoint the rank knew of it
 * @param messages a sum over its channels; see {@link Messages}
 * @param chain the number of the first file of those whose blocks it shares
 * @param distrusted that of an earlier chain that turned out to be damaged; 0 where none has
 */
public record PartReport(
    RankEntry.PartFile file,
    boolean stays,
    long knownMillis,
    long messages,
    long chain,
    long distrusted) {
  static final String PART = "part";

  /** A part of a rank that stays where it is until it is decided whether all stop. */
  static final String STAY = "stay";

  static final String END = "end";

  /** Before the count of a rank that an announcement has reached too late. */
  static final String LATE = "late-";

  /** It could not be saved. */
  static final String FAILED = "failed";

  private static final int FIELDS = 11;
  private static final int RANK_BITS = 24;

  String answer() {
    return String.format(
        Locale.ROOT,
        "%s.%x.%x.%s.%x.%x.%x.%x.%x.%x.%x",
        file.ended() ? END : stays ? STAY : PART,
        file.safepoint(),
        file.sequence(),
        file.uuid().toString().replace("-", ""),
        file.length(),
        file.arrivalNanos(),
        file.captureNanos(),
        knownMillis,
        messages,
        chain,
        distrusted);
  }

  /** Reads it; empty where the rank has said something else. */
  static Optional<PartReport> parse(int rank, String answer) {
    String[] fields = answer.split("\\.", -1);
    boolean ended = fields[0].equals(END);
    boolean stays = fields[0].equals(STAY);
    if (fields.length != FIELDS || !(ended || stays || fields[0].equals(PART))) {
      return Optional.empty();
    }
    try {
      RankEntry.PartFile file =
          new RankEntry.PartFile(
              rank,
              number(fields[2]),
              uuid(fields[3]),
              number(fields[4]),
              number(fields[1]),
              ended,
              number(fields[5]),
              number(fields[6]));
      return Optional.of(
          new PartReport(
              file,
              stays,
              number(fields[7]),
              number(fields[8]),
              number(fields[9]),
              number(fields[10])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static long number(String text) {
    return Long.parseUnsignedLong(text, 16);
  }

  private static UUID uuid(String text) {
    if (text.length() != 32) {
      throw new IllegalArgumentException(text);
    }
    return new UUID(number(text.substring(0, 16)), number(text.substring(16)));
  }

  /**
   * What parts of this rank have in common that share blocks: a number below 0, which no checkpoint
   * has.
   */
  public long chainId() {
    return id(chain);
  }

  /** The same of what turned out to be damaged; empty where nothing has. */
  public OptionalLong distrustedId() {
    return distrusted == 0 ? OptionalLong.empty() : OptionalLong.of(id(distrusted));
  }

  private long id(long first) {
    return -1 - ((first << RANK_BITS) | file.rank());
  }

  /**
   * The sum that tells whether all that was sent was received. Each pair of ranks and count becomes
   * a number that looks drawn by dice (SplitMix64, Steele, Lea and Flood, OOPSLA 2014); sent counts
   * are added and received ones subtracted, so that over all ranks 0 is left where each pair
   * agrees, and by chance with a probability of 2^-64 where one does not.
   */
  public static final class Messages {
    private Messages() {}

    /** The sum of one rank. */
    public static long sum(int rank, Map<Integer, RankEntry.Messages> byPeer) {
      long sum = 0;
      for (Map.Entry<Integer, RankEntry.Messages> peer : byPeer.entrySet()) {
        sum += mix(rank, peer.getKey(), peer.getValue().sent());
        sum -= mix(peer.getKey(), rank, peer.getValue().received());
      }
      return sum;
    }

    private static long mix(int from, int to, long count) {
      if (count == 0) {
        return 0; // as if nobody had said anything
      }
      return SplitMix.mix(SplitMix.mix(((long) from << 32) | to) + count);
    }
  }
}
