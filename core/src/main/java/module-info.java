/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Cairn: long computations on the JVM that survive being stopped. */
module dev.cairn {
  requires com.esotericsoftware.kryo.kryo5;
  requires dev.cairn.bundled;
  requires jdk.management;
  requires jdk.unsupported;
  requires static jdk.jfr;
  requires org.slf4j;
  requires static com.github.luben.zstd_jni;

  exports dev.cairn;
  exports dev.cairn.spi;

  uses dev.cairn.spi.CheckpointListener;
  uses dev.cairn.spi.JobEnvironment;
}
