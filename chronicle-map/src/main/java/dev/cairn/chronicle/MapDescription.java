/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said of a map's image beside its bytes.
 *
 * @param keys the class of the keys
 * @param values the class of the values
 * @param size how many entries there are
 * @param fileSize how long its file is, with the parts that hold nothing
 * @param settings what it was made with
 */
record MapDescription(String keys, String values, long size, long fileSize, String settings) {
  private static final Pattern FORM =
      Pattern.compile("keys=(\\S+) values=(\\S+) size=(\\d+) fileSize=(\\d+) settings=(.*)");

  static MapDescription parse(String text) throws IOException {
    Matcher found = FORM.matcher(text);
    if (!found.matches()) {
      throw new IOException("the description \"" + text + "\" is not of a map");
    }
    return new MapDescription(
        found.group(1),
        found.group(2),
        Long.parseLong(found.group(3)),
        Long.parseLong(found.group(4)),
        found.group(5));
  }

  void requireTypes(String keysNow, String valuesNow) throws IOException {
    if (!keys.equals(keysNow) || !values.equals(valuesNow)) {
      throw new IOException(
          "the checkpoint has a map of "
              + keys
              + " to "
              + values
              + ", this program wants one of "
              + keysNow
              + " to "
              + valuesNow
              + "; include it with the classes that it was made with, or under another name");
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "keys=%s values=%s size=%d fileSize=%d settings=%s",
        keys,
        values,
        size,
        fileSize,
        settings);
  }
}
