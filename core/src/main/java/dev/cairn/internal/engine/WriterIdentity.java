/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The program and machine that write a checkpoint, as its manifest names them. Stateless. */
final class WriterIdentity {
  private WriterIdentity() {}

  static Map<String, String> ofThisJvm() {
    Map<String, String> identity = new LinkedHashMap<>();
    String version = WriterIdentity.class.getPackage().getImplementationVersion();
    identity.put("cairn", Optional.ofNullable(version).orElse("development"));
    identity.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    identity.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    identity.put("host", ProcessIdentity.host());
    identity.put("pid", Long.toString(ProcessHandle.current().pid()));
    identity.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    return identity;
  }
}
