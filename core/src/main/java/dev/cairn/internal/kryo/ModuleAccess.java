/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Reaching into the packages of a named module. Stateless. */
public final class ModuleAccess {
  private ModuleAccess() {}

  /**
   * Opens a package of the program's module to this library, with the right that the program gives
   * by its own lookup: {@code Module.addOpens} acts for the module of its caller, and a method
   * handle of a full lookup calls as the lookup's class.
   *
   * @param lookup what {@code MethodHandles.lookup()} gave in the program
   * @param packageName the package to be opened
   */
  public static void open(MethodHandles.Lookup lookup, String packageName) {
    Module program = lookup.lookupClass().getModule();
    if (!program.isNamed() || !program.getPackages().contains(packageName)) {
      return;
    }
    try {
      MethodHandle addOpens =
          lookup.findVirtual(
              Module.class,
              "addOpens",
              MethodType.methodType(Module.class, String.class, Module.class));
      addOpens.invoke(program, packageName, ModuleAccess.class.getModule());
    } catch (Throwable e) {
      throw new UnsupportedStateException(
          "lookup(...) must be given MethodHandles.lookup() of a class in " + program, e);
    }
  }

  /** What to tell where a class is closed to us. */
  static UnsupportedStateException refused(Class<?> type, Exception cause) {
    Module module = type.getModule();
    Module cairn = ModuleAccess.class.getModule();
    String to = cairn.isNamed() ? " to " + cairn.getName() : "";
    return new UnsupportedStateException(
        type.getName()
            + " is in module "
            + module.getName()
            + ", which does not open its package; "
            + "give configure().lookup(MethodHandles.lookup()), or write in its module-info: opens "
            + type.getPackageName()
            + to
            + ";",
        cause);
  }
}
