/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings from outside that look like ours and are none: a misspelt {@code CAIRN_EVRY} must not be
 * ignored in silence. Stateless.
 */
final class UnknownSettings {
  private static final String VARIABLE_PREFIX = "CAIRN_";
  private static final String PROPERTY_PREFIX = "cairn.";

  /** Further than this, a name was not meant. */
  private static final int FARTHEST = 3;

  /** What the cairn command's launcher looks at, and sets. */
  private static final Set<String> OF_THE_COMMAND =
      Set.of("CAIRN_JAVA", "CAIRN_JAVA_OPTIONS", "CAIRN_JAR", "cairn.terminal");

  private UnknownSettings() {}

  /**
   * Finds them.
   *
   * @param variables the names of all environment variables
   * @param properties the names of all system properties
   * @param site the names in the site's file
   * @return a line for each, with the name that was probably meant
   */
  static List<String> of(Set<String> variables, Set<String> properties, Set<String> site) {
    Set<String> knownVariables = new TreeSet<>(Set.of(OptionValues.SITE_VARIABLE));
    Set<String> knownProperties = new TreeSet<>();
    Set<String> knownNames = new TreeSet<>();
    for (Option<?> option : Options.all()) {
      knownVariables.add(option.variable());
      knownProperties.add(option.property());
      knownNames.add(option.name());
    }
    List<String> lines = new ArrayList<>();
    for (String name : new TreeSet<>(variables)) {
      if (name.startsWith(VARIABLE_PREFIX) && !OF_THE_COMMAND.contains(name)) {
        check("environment variable", name, knownVariables, lines);
      }
    }
    for (String name : new TreeSet<>(properties)) {
      // Names with a further dot are somebody's own, as those of this library's tests.
      boolean ours = name.startsWith(PROPERTY_PREFIX) && !OF_THE_COMMAND.contains(name);
      if (ours && name.indexOf('.', PROPERTY_PREFIX.length()) < 0) {
        check("system property", name, knownProperties, lines);
      }
    }
    new TreeSet<>(site).forEach(name -> check("the site file's", name, knownNames, lines));
    return lines;
  }

  private static void check(String what, String name, Set<String> known, List<String> lines) {
    if (!known.contains(name)) {
      lines.add(what + " " + name + " is not known and has no effect" + suggestion(name, known));
    }
  }

  private static String suggestion(String name, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .filter(nearest -> distance(name, nearest) <= FARTHEST)
        .map(nearest -> "; was " + nearest + " meant?")
        .orElse("");
  }

  /** How many characters must be added, dropped or replaced (Levenshtein 1966). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
