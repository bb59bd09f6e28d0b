/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import dev.cairn.CheckpointSettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The flags that Chronicle Map needs of the JVM. As a program it prints them:
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

  /** Throws where something is missing, and says what to do. */
  static void require() {
    if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
      throw new CheckpointSettingsException(
          "Chronicle Map compiles classes while it runs, and this Java in "
              + System.getProperty("java.home")
              + " has no compiler: a JDK is needed, not a JRE");
    }
    List<String> missing = missing();
    if (!missing.isEmpty()) {
      throw new CheckpointSettingsException(
          "Chronicle Map needs flags that this JVM was started without:\n  "
              + String.join("\n  ", missing)
              + "\nPut them before -jar or the main class, or into the environment:\n  export "
              + "JDK_JAVA_OPTIONS=\""
              + all()
              + "\"\nor, for a jar that is started with -jar, into its manifest:\n  Add-Opens: "
              + "java.base/java.lang java.base/java.lang.reflect\n  Add-Exports: java.base/sun.nio.ch "
              + "jdk.compiler/com.sun.tools.javac.file");
    }
  }

  /**
   * Prints the flags.
   *
   * @param args none
   */
  public static void main(String[] args) {
    System.out.println(all());
  }
}
