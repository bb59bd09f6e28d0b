/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.internal.format.JsonException;
import dev.cairn.internal.format.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who owns an attempt.
 *
 * @param host the name of the machine
 * @param pidSpace what tells where the pid counts: the boot and the pid namespace
 * @param pid the process
 * @param start when the process started, in clock ticks since the boot: a pid alone is reused
 * @param nonce what no other attempt has
 * @param beatMillis how often the owner promises to beat, in milliseconds
 * @param job what the scheduler calls it; empty outside a job
 * @param launch what all ranks of this start of the run have in common; empty where it has none
 */
public record Owner(
    String host,
    String pidSpace,
    long pid,
    long start,
    String nonce,
    long beatMillis,
    Map<String, String> job,
    String launch) {

  JsonObject toJson() {
    return new JsonObject()
        .with("host", host)
        .with("pidSpace", pidSpace)
        .with("pid", pid)
        .with("start", start)
        .with("nonce", nonce)
        .with("beatMillis", beatMillis)
        .with("job", JsonObject.of(job))
        .with("launch", launch);
  }

  /** Reads an owner file; empty where it cannot be one. */
  static Optional<Owner> parse(String text) {
    try {
      JsonObject json = JsonObject.parse(text);
      Map<String, String> job = new LinkedHashMap<>();
      JsonObject stored = json.object("job");
      stored.members().keySet().forEach(name -> job.put(name, stored.string(name)));
      return Optional.of(
          new Owner(
              json.string("host"),
              json.string("pidSpace"),
              json.number("pid"),
              json.number("start"),
              json.string("nonce"),
              json.number("beatMillis"),
              job,
              json.string("launch", "")));
    } catch (JsonException e) {
      return Optional.empty();
    }
  }

  /** As an error message names it. */
  public String describe() {
    return "process " + pid + " on " + host + (job.isEmpty() ? "" : ", job " + job);
  }
}
