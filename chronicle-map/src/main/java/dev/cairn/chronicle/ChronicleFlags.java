/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The flags that Chronicle Map needs of the JVM. The jar prints them:
 *
 * <pre>
 *   java $(java -jar cairn-chronicle-map.jar) -cp ... Simulation
 * </pre>
 *
 * <p>Stateless.
 */
public final class ChronicleFlags {
  private static final List<Need> NEEDS =
      List.of(
          new Need("--add-opens", "java.base", "java.lang"),
          new Need("--add-opens", "java.base", "java.lang.reflect"),
          new Need("--add-exports", "java.base", "sun.nio.ch"),
          new Need("--add-exports", "jdk.compiler", "com.sun.tools.javac.file"));

  private record Need(String option, String module, String packageName) {
    boolean isMet(Module user) {
      Optional<Module> owner = ModuleLayer.boot().findModule(module);
      return owner.isPresent()
          && (option.equals("--add-opens")
              ? owner.get().isOpen(packageName, user)
              : owner.get().isExported(packageName, user));
    }

    @Override
    public String toString() {
      return option + " " + module + "/" + packageName + "=ALL-UNNAMED";
    }
  }

  private ChronicleFlags() {}

  /** {@return all flags, on one line} */
  public static String all() {
    return String.join(" ", NEEDS.stream().map(Need::toString).toList());
  }

  /** {@return those that this JVM was started without} */
  public static List<String> missing() {
    Module user = ChronicleFlags.class.getClassLoader().getUnnamedModule();
    List<String> missing = new ArrayList<>();
    for (Need need : NEEDS) {
      if (!need.isMet(user)) {
        missing.add(need.toString());
      }
    }
    return missing;
  }
}
