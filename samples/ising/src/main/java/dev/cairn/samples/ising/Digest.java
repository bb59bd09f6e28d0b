/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import java.util.HexFormat;
import org.apache.commons.rng.RestorableUniformRandomProvider;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.RandomProviderDefaultState;

/** A fingerprint of lattices and generators (FNV-1a, 64 bits): it differs if any bit differs. */
final class Digest {
  private long hash = 0xcbf29ce484222325L;

  Digest add(byte... bytes) {
    for (byte value : bytes) {
      hash = (hash ^ (value & 0xff)) * 0x100000001b3L;
    }
    return this;
  }

  /** Looks at a generator without drawing from it. */
  Digest add(UniformRandomProvider random) {
    var state = ((RestorableUniformRandomProvider) random).saveState();
    return add(((RandomProviderDefaultState) state).getState());
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(hash);
  }
}
