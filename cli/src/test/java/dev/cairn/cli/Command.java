/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.internal.format.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The command, called within the test. */
final class Command {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final int code;

  private Command(Terminal.Look look, String... args) {
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            look);
    this.code = Cairn.run(terminal, args);
  }

  /** Into a pipe: no colour, no other characters than ASCII. */
  static Command run(Object... args) {
    return of(Terminal.Look.PLAIN, args);
  }

  static Command of(Terminal.Look look, Object... args) {
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    return new Command(look, words);
  }

  int code() {
    return code;
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  Command good() {
    return ends(ExitCode.GOOD);
  }

  Command ends(int expected) {
    assertThat(code).as("output:\n%s\nerrors:\n%s", out(), err()).isEqualTo(expected);
    return this;
  }

  JsonObject json() {
    return JsonObject.parse(out());
  }
}
