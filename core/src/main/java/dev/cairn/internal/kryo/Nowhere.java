/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.internal.capture.GraphTarget;
import java.io.OutputStream;

/** Takes everything and keeps nothing. */
class Nowhere implements GraphTarget {
  static final Nowhere INSTANCE = new Nowhere();

  @Override
  public OutputStream shapes() {
    return OutputStream.nullOutputStream();
  }

  @Override
  public OutputStream parts() {
    return OutputStream.nullOutputStream();
  }

  @Override
  public OutputStream bodies() {
    return OutputStream.nullOutputStream();
  }

  @Override
  public void array(Object array) {}
}
