/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.internal.format.TypeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The code of the main class and of the classes of the state, as digests of their class files: a
 * resume can then say which of them are not what they were. Other classes of the program are not
 * part of it.
 *
 * <p>Used by one thread at a time.
 */
final class CodeDigest {
  /** The first half of SHA-256, in hexadecimal digits. */
  private static final int DIGITS = 32;

  private final String mainClass;
  private final ClassLoader loader;
  private final Map<String, Optional<String>> known = new HashMap<>();

  CodeDigest(String mainClass, ClassLoader loader) {
    this.mainClass = mainClass;
    this.loader = loader;
    digest(mainClass); // as it is when the program starts
  }

  /** The digests by class name; classes of the JDK, and those without a file, are left out. */
  Map<String, String> of(List<TypeEntry> types) {
    Map<String, String> digests = new TreeMap<>();
    put(mainClass, digests);
    types.forEach(type -> put(type.name(), digests));
    return digests;
  }

  private void put(String name, Map<String, String> digests) {
    digest(name).ifPresent(digest -> digests.put(name, digest));
  }

  private Optional<String> digest(String name) {
    return known.computeIfAbsent(name, this::read);
  }

  private Optional<String> read(String name) {
    if (name.startsWith("[") || name.startsWith("java.")) {
      return Optional.empty();
    }
    try (InputStream file = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) {
        return Optional.empty();
      }
      byte[] digest = Sha256.newDigest().digest(file.readAllBytes());
      return Optional.of(HexFormat.of().formatHex(digest).substring(0, DIGITS));
    } catch (IOException | RuntimeException e) {
      // It is for people, nothing depends on it; and the loader may be the program's own.
      return Optional.empty();
    }
  }

  /** Which classes of a checkpoint are still there with other code, a line each. */
  List<String> changedSince(Map<String, String> stored) {
    List<String> changed = new ArrayList<>();
    stored.forEach(
        (name, before) ->
            digest(name)
                .filter(now -> !now.equals(before))
                .ifPresent(now -> changed.add(name + ": its code is not what it was")));
    return changed;
  }
}
