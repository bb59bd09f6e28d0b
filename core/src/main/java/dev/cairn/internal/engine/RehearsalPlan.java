/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointReason;
import dev.cairn.internal.capture.Rehearsal;
import dev.cairn.internal.capture.Snapshot;
import dev.cairn.internal.trigger.SpanText;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Decides which captures are rehearsed while the program still waits: the first of an attempt, each
 * in which a class is met for the first time, every n-th where that is asked for, and each one,
 * after a while, where somebody looks for a thread that changes the state meanwhile; never the last
 * before a stop, for which time is short.
 *
 * <p>Used by the thread that captures.
 */
final class RehearsalPlan {
  private final Rehearsal rehearsal;
  private final RunSettings.Rehearsals settings;
  private final TimeSource time;
  private final Set<String> told = new HashSet<>();
  private boolean begun;
  private int typesRehearsed;
  private int since;

  RehearsalPlan(Rehearsal rehearsal, RunSettings.Rehearsals settings, TimeSource time) {
    this.rehearsal = rehearsal;
    this.settings = settings;
    this.time = time;
  }

  /**
   * Rehearses a capture where it is its turn.
   *
   * @param roots the state
   * @param snapshot what was captured of it
   * @param reason why
   * @param remarks is given what the user should know
   * @throws dev.cairn.UnsupportedStateException if something would come back different
   * @throws dev.cairn.TornStateException if a thread changes it meanwhile
   */
  void captured(
      Map<String, Object> roots,
      Snapshot snapshot,
      CheckpointReason reason,
      Consumer<String> remarks) {
    if (reason == CheckpointReason.STOP) {
      return;
    }
    since++;
    boolean everyNth = settings.every() > 0 && since >= settings.every();
    int types = snapshot.image().types().size();
    if (types == typesRehearsed && !everyNth && settings.hold().isZero()) {
      return;
    }
    hold();
    rehearse(roots, snapshot, remarks);
    if (!begun && snapshot.image().holdsNothing(roots.size())) {
      remarks.accept(
          "the state has nothing that can change: no field that is not static or transient. "
              + "What the program computes with belongs into fields of the registered object");
    }
    begun = true;
    typesRehearsed = types;
    since = 0;
  }

  /** Gives a thread that changes the state, although it should not, the time to do so. */
  private void hold() {
    try {
      time.sleep(settings.hold());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rehearse(Map<String, Object> roots, Snapshot snapshot, Consumer<String> remarks) {
    long objects = snapshot.image().objects();
    if (!Rehearsal.fits(snapshot)) {
      remarks.accept(
          "the heap has no room to rehearse a graph of "
              + objects
              + " objects: it was captured, but not read back");
      return;
    }
    Rehearsal.Findings findings = rehearsal.compare(roots, snapshot, settings.time());
    findings.remarks().stream().filter(told::add).forEach(remarks);
    if (!findings.complete()) {
      remarks.accept(
          String.format(
              "the rehearsal compared %,d of %,d objects in the %s that it may take: all was captured, "
                  + "but the rest was not compared with what would come back; set rehearsalTime(...) "
                  + "or CAIRN_REHEARSAL_TIME to compare more",
              findings.compared(), objects, SpanText.of(settings.time())));
    }
  }
}
