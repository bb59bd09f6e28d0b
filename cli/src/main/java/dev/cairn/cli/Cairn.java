/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The {@code cairn} command: shows runs and checkpoints with none of the program's classes, and
 * does to them what can be done without harm to a program that is running.
 */
@Command(
    name = "cairn",
    mixinStandardHelpOptions = true,
    versionProvider = Cairn.Version.class,
    description = "Shows and tends runs and their checkpoints.",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    footer = {
      "",
      "A RUN is its folder or its name; a CHECKPOINT is its file, RUN@3/42, or RUN for its newest.",
      "Without one, runs are looked for where the library would put them (CAIRN_DIRECTORY, the",
      "scheduler's scratch folder, ./checkpoints). Encrypted ones need CAIRN_KEY_FILE.",
      "",
      "Ends with 0; 1 not so (damage found, nothing done); 2 wrong use; 3 not found; 4 in use;",
      "5 cannot be read or written."
    },
    subcommands = {
      ListVerb.class,
      ShowVerb.class,
      DiffVerb.class,
      VerifyVerb.class,
      WhyVerb.class,
      WatchVerb.class,
      ReportVerb.class,
      ExportVerb.class,
      DiskUsageVerb.class,
      RequestVerb.class,
      StopVerb.class,
      PinVerb.class,
      UnpinVerb.class,
      PruneVerb.class,
      RemoveVerb.class,
      CleanVerb.class,
      FreshVerb.class,
      TakeoverVerb.class,
      BranchVerb.class,
      SbatchVerb.class,
      ProbeVerb.class,
      DoctorVerb.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    })
public final class Cairn implements Runnable {
  /** The version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Cairn.class.getPackage().getImplementationVersion();
      return new String[] {
        "cairn " + (version == null ? "(not from a jar)" : version),
        "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name")
      };
    }
  }

  private final Terminal terminal;

  Cairn(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Runs the command.
   *
   * @param args verb, options, and what it is about
   */
  public static void main(String[] args) {
    int code = run(Terminal.ofThisProcess(), args);
    System.exit(code);
  }

  /** Runs it and gives the exit code. */
  static int run(Terminal terminal, String... args) {
    CommandLine command =
        new CommandLine(new Cairn(terminal))
            .setOut(terminal.writer(terminal.out()))
            .setErr(terminal.writer(terminal.err()))
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(
                    terminal.isTerminal() ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF))
            .setUsageHelpWidth(Math.max(80, Math.min(120, terminal.width())));
    command.setParameterExceptionHandler((wrong, words) -> usage(terminal, wrong));
    int code = command.execute(args);
    terminal.out().flush();
    terminal.err().flush();
    if (terminal.out().checkError()) {
      terminal.note("cairn: ERROR: the output could not be written to its end: is the disk full?");
      return ExitCode.NO_ACCESS;
    }
    return code;
  }

  /** The cause last, and not above a page of help. */
  private static int usage(Terminal terminal, CommandLine.ParameterException wrong) {
    String verb = wrong.getCommandLine().getCommandSpec().qualifiedName();
    terminal.note("cairn: " + terminal.marked(Terminal.Mark.BAD, "ERROR: ") + wrong.getMessage());
    boolean isOption = String.valueOf(wrong.getMessage()).startsWith("Unknown option");
    terminal.note(
        "see " + verb + " --help" + (isOption ? "; a command's own options go behind --" : ""));
    return ExitCode.USAGE;
  }

  Terminal terminal() {
    return terminal;
  }

  @Override
  public void run() {
    new CommandLine(this).usage(terminal.out());
  }
}
