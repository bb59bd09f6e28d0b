/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * New seeds for the generators of a run that branches off: another for each generator and each name
 * of a branch, and the same again where that branch has to be begun again. Stateless.
 */
public final class BranchSeed {
  private BranchSeed() {}

  /**
   * The first 64 bits of a SHA-256.
   *
   * @param branch the name of the new run
   * @param origin the checkpoint that it begins with
   * @param generator the name of the generator
   */
  public static long of(String branch, CheckpointInfo origin, String generator) {
    String all = String.join("\n", branch, origin.run(), origin.id(), generator);
    byte[] digest = Sha256.newDigest().digest(all.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest).getLong();
  }
}
