/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.internal.format.BlockFile;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of folders and files in a run's folder: written and recognised in one place. */
final class Names {
  static final String RUN = "run.json";
  static final String OWNER = "owner.json";
  static final String BEAT = "beat";
  static final String LATEST = "latest";
  static final String STATUS = "status.json";
  static final String HISTORY = "history";
  static final String REQUEST = "request";
  static final String MAINTENANCE = "maintenance";
  static final String RESUME_SCRIPT = "resume.sh";
  static final String UNREADABLE = "unreadable";
  static final String SCRATCH = "scratch";
  static final String PINS = "pins";
  static final String PINNED_SUFFIX = ".pinned";
  static final String SEALED = ".sealed-";
  private static final String PENDING = ".pending-";

  /** Where the ranks of an attempt agree. */
  static final String AGREE = "agree";

  /** No folder has more names of ranks. */
  private static final int RANKS_IN_A_FOLDER = 512;

  private static final String CLAIM_PREFIX = "claim-";

  /** As it is written: what has more zeros is a copy that somebody made. */
  private static final String NUMBER = "(\\d{6}|[1-9]\\d{6,17})";

  private static final Pattern EPOCH =
      Pattern.compile("epoch-" + NUMBER + "(\\.sealed-[0-9a-f]+)?");
  private static final Pattern CHECKPOINT = Pattern.compile("ckpt-" + NUMBER + "\\.cairn");

  private static final Pattern RANK = Pattern.compile("rank-(\\d{5,9})");
  private static final Pattern RANKS = Pattern.compile("ranks-\\d{5,9}");

  private Names() {}

  static String epoch(long number) {
    return String.format(Locale.ROOT, "epoch-%06d", number);
  }

  /** A sealed epoch keeps its number; the paths that its owner knows no longer exist. */
  static String sealed(long number, String nonce) {
    return epoch(number) + SEALED + nonce;
  }

  /** A room that is being made ready: not yet an epoch to anybody. */
  static String claim(String nonce) {
    return CLAIM_PREFIX + nonce;
  }

  static boolean isClaim(String name) {
    return name.startsWith(CLAIM_PREFIX);
  }

  /** A folder that is being removed: no longer an epoch to anybody. */
  static String removed(String epochName, String nonce) {
    return "removed-" + epochName + "-" + nonce;
  }

  static String checkpoint(long sequence) {
    return BlockFile.name(sequence);
  }

  static String pending(String name, String nonce) {
    return name + PENDING + nonce;
  }

  static boolean isPending(String name) {
    return name.contains(PENDING);
  }

  /** A file that people make to keep a checkpoint, in a folder beside the attempts. */
  static String pin(String id) {
    return id.replace('/', '-');
  }

  static String pinned(String name) {
    return name.replace('-', '/');
  }

  /** The room of a rank within that of its attempt: where there are many, in a folder of some. */
  static String rankRoom(int rank, int size) {
    String room = String.format(Locale.ROOT, "rank-%05d", rank);
    return size <= RANKS_IN_A_FOLDER ? room : "ranks-" + group(rank) + "/" + room;
  }

  /** The first of those whose names stand in the same folder. */
  static String group(int rank) {
    return String.format(Locale.ROOT, "%05d", rank / RANKS_IN_A_FOLDER * RANKS_IN_A_FOLDER);
  }

  /** True where the names of ranks stand in several folders. */
  static boolean areRanksGrouped(int size) {
    return size > RANKS_IN_A_FOLDER;
  }

  static OptionalLong rankNumber(String name) {
    return number(RANK, name);
  }

  static boolean isGroupOfRanks(String name) {
    return RANKS.matcher(name).matches();
  }

  static OptionalLong epochNumber(String name) {
    return number(EPOCH, name);
  }

  static OptionalLong checkpointSequence(String name) {
    return number(CHECKPOINT, name);
  }

  private static OptionalLong number(Pattern pattern, String name) {
    Matcher matcher = pattern.matcher(name);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }
}
