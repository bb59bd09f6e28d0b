/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who takes part, and who is inside an update. Guarded by the gate's lock. */
final class Roster {
  private final Map<Thread, Participant> participants = new LinkedHashMap<>();
  private final Map<Thread, Integer> updating = new HashMap<>();
  private long retiredCount;
  private boolean updated;

  Participant find(Thread thread) {
    return participants.get(thread);
  }

  void add(Participant participant) {
    participants.put(participant.thread(), participant);
  }

  /** Removes a participant; false where it had left before. */
  boolean remove(Participant participant) {
    if (!participants.remove(participant.thread(), participant)) {
      return false;
    }
    participant.retire();
    retiredCount = Math.max(retiredCount, participant.count());
    return true;
  }

  boolean contains(Participant participant) {
    return participants.get(participant.thread()) == participant;
  }

  boolean isEmpty() {
    return participants.isEmpty();
  }

  /** Sends everybody to the gate at the next safepoint. */
  void armAll() {
    participants.values().forEach(Participant::arm);
  }

  void enterUpdate(Thread thread) {
    updated = true;
    updating.merge(thread, 1, Integer::sum);
  }

  /** True where the state was ever changed inside an update. */
  boolean wasUpdated() {
    return updated;
  }

  void leaveUpdate(Thread thread) {
    updating.computeIfPresent(thread, (key, depth) -> depth == 1 ? null : depth - 1);
  }

  boolean isUpdating(Thread thread) {
    return updating.containsKey(thread);
  }

  /** The threads that have neither come to a safepoint nor are away. */
  List<Thread> running() {
    return participants.values().stream()
        .filter(participant -> participant.presence == Participant.Presence.RUNNING)
        .map(Participant::thread)
        .toList();
  }

  /** True where a thread waits at a safepoint. */
  boolean isSomebodyParked() {
    return participants.values().stream()
        .anyMatch(participant -> participant.presence == Participant.Presence.PARKED);
  }

  /** True where a thread cannot let go of what it holds: it waits at a safepoint, or is away. */
  boolean isStanding(long threadId) {
    return participants.values().stream()
        .anyMatch(
            participant ->
                participant.presence != Participant.Presence.RUNNING
                    && MonitorWatch.idOf(participant.thread()) == threadId);
  }

  /** The threads inside an update. */
  List<Thread> updating() {
    return List.copyOf(updating.keySet());
  }

  /** Drops threads that ended without a word, and gives them. */
  List<Thread> dropDead() {
    List<Thread> dead = new ArrayList<>();
    Iterator<Participant> all = participants.values().iterator();
    while (all.hasNext()) {
      Participant participant = all.next();
      if (!participant.thread().isAlive()) {
        all.remove();
        retiredCount = Math.max(retiredCount, participant.count());
        dead.add(participant.thread());
      }
    }
    return dead;
  }

  /** True where a participant is inside a class, as its stack shows. */
  boolean isSomebodyIn(String className) {
    return participants.keySet().stream()
        .flatMap(thread -> Arrays.stream(thread.getStackTrace()))
        .anyMatch(frame -> frame.getClassName().equals(className));
  }

  /** The most safepoints that one thread has passed; exact while all of them wait. */
  long mostSafepoints() {
    long most = retiredCount;
    for (Participant participant : participants.values()) {
      most = Math.max(most, participant.count());
    }
    return most;
  }
}
