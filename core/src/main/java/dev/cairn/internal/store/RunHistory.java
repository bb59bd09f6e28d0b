/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.internal.format.JsonException;
import dev.cairn.internal.format.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What has happened to a run, over all attempts: one record a line, the newest last. For people and
 * tools; nothing that a resume needs is in it.
 *
 * <p>Bounded: where it gets long, every second record of its older half is left out that says of a
 * single checkpoint or failure, and then its older attempts become one record of sums. Each record
 * of a checkpoint has the sums of its attempt so far, so that these stay right. Not thread-safe.
 */
public final class RunHistory {
  /** The member that says what a record is. */
  public static final String WHAT = "what";

  /** An attempt begins. */
  public static final String ATTEMPT = "attempt";

  /** A checkpoint is durable. */
  public static final String CHECKPOINT = "checkpoint";

  /** A checkpoint has failed. */
  public static final String FAILURE = "failure";

  /** The program was told to stop. */
  public static final String STOP = "stop";

  /** An attempt has ended in good order. */
  public static final String END = "end";

  /** Attempts of which only sums are left. */
  public static final String EARLIER = "earlier";

  static final int MOST_RECORDS = 2000;

  private static final List<String> SUMMED =
      List.of("attempts", "taken", "failed", "pausedMillis", "bytesWritten", "computedSeconds");

  /** What an attempt's first record says of the one before. */
  private static final List<String> CARRIED = List.of("lostSeconds", "savedSeconds");

  private List<JsonObject> records = new ArrayList<>();

  /** Reads what is there; a line that makes no sense is left out. */
  public static RunHistory parse(String text) {
    RunHistory history = new RunHistory();
    for (String line : text.split("\n", -1)) {
      if (!line.isBlank()) {
        try {
          history.records.add(sound(JsonObject.parse(line)));
        } catch (JsonException e) {
          // Somebody has edited it, or a disk has lost it; the others still count.
        }
      }
    }
    return history;
  }

  /** The same, where all that is added up is there and of its kind. */
  private static JsonObject sound(JsonObject record) {
    String unused = record.string(WHAT) + record.string("at", "") + record.string("until", "");
    SUMMED.forEach(name -> record.number(name, 0));
    CARRIED.forEach(name -> record.number(name, 0));
    return record;
  }

  /** The records, the oldest first. */
  public List<JsonObject> records() {
    return List.copyOf(records);
  }

  /** Adds one, and leaves out others where there are too many. */
  public void add(JsonObject record) {
    records.add(record);
    if (records.size() > MOST_RECORDS) {
      thin();
    }
    if (records.size() > MOST_RECORDS) {
      foldOldest();
    }
  }

  private void thin() {
    List<JsonObject> kept = new ArrayList<>();
    int older = records.size() / 2;
    boolean isOneKept = false;
    for (int i = 0; i < records.size(); i++) {
      boolean mayGo = i < older && isSingle(records.get(i)) && isSingle(records.get(i + 1));
      if (mayGo && isOneKept) {
        isOneKept = false;
      } else {
        isOneKept = mayGo;
        kept.add(records.get(i));
      }
    }
    records = kept;
  }

  /** The last of an attempt is followed by something else, and stays. */
  private static boolean isSingle(JsonObject record) {
    String what = record.string(WHAT, "");
    return what.equals(CHECKPOINT) || what.equals(FAILURE);
  }

  /** Makes one record of the older half of the attempts. */
  private void foldOldest() {
    List<Integer> beginnings = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i).string(WHAT, "").equals(ATTEMPT)) {
        beginnings.add(i);
      }
    }
    if (beginnings.size() < 2) {
      return;
    }
    int from = beginnings.get(beginnings.size() / 2);
    List<JsonObject> kept = new ArrayList<>();
    kept.add(sumOf(records.subList(0, from)));
    kept.addAll(records.subList(from, records.size()));
    records = kept;
  }

  private static JsonObject sumOf(List<JsonObject> older) {
    JsonObject sum = new JsonObject().with(WHAT, EARLIER);
    JsonObject last = new JsonObject(); // of the attempt that is being read
    for (JsonObject record : older) {
      switch (record.string(WHAT, "")) {
        case EARLIER -> addTo(sum, record);
        case ATTEMPT -> {
          addTo(sum, last);
          last = new JsonObject();
          addTo(sum, new JsonObject().with("attempts", 1L));
          for (String name : CARRIED) {
            sum.with(name, sum.number(name, 0) + record.number(name, 0));
          }
        }
        default -> last = record;
      }
    }
    addTo(sum, last);
    return sum.with("until", older.get(older.size() - 1).string("at", ""));
  }

  private static void addTo(JsonObject sum, JsonObject record) {
    for (String name : SUMMED) {
      sum.with(name, sum.number(name, 0) + record.number(name, 0));
    }
    if (record.string(WHAT, "").equals(EARLIER)) {
      for (String name : CARRIED) {
        sum.with(name, sum.number(name, 0) + record.number(name, 0));
      }
    }
  }

  /** As it is written. */
  public String text() {
    StringBuilder text = new StringBuilder();
    records.forEach(text::append);
    return text.toString();
  }
}
