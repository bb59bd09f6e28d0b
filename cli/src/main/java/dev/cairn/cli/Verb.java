/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.CheckpointException;
import dev.cairn.CheckpointFolderException;
import dev.cairn.CheckpointKeyException;
import dev.cairn.FencedException;
import dev.cairn.RunInUseException;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.inspect.RankHeads;
import dev.cairn.internal.inspect.RunFinder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * What all verbs have: where they write, what words mean to them, and how they fail.
 *
 * <p>Not thread-safe.
 */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nParameters:%n",
    descriptionHeading = "%n",
    footerHeading = "%n",
    usageHelpAutoWidth = true)
abstract class Verb implements Callable<Integer> {
  @ParentCommand private Cairn cairn;

  Terminal terminal() {
    return cairn.terminal();
  }

  Target target() {
    return new Target(terminal());
  }

  /** The keys that are set from outside. */
  KeyRing keys() {
    return RunFinder.keys();
  }

  /** Does it; gives the exit code. */
  abstract int run() throws IOException, InterruptedException;

  @Override
  public final Integer call() throws InterruptedException {
    try {
      return run();
    } catch (CommandException e) {
      return failed(e.code(), e.getMessage());
    } catch (RunInUseException | FencedException e) {
      return failed(ExitCode.IN_USE, e.getMessage());
    } catch (CheckpointKeyException | CheckpointFolderException e) {
      return failed(ExitCode.NO_ACCESS, e.getMessage());
    } catch (CheckpointException | IllegalStateException e) {
      return failed(ExitCode.NOT_SO, e.getMessage());
    } catch (IllegalArgumentException e) {
      return failed(ExitCode.NOT_FOUND, e.getMessage());
    } catch (AccessDeniedException e) {
      return failed(
          ExitCode.NO_ACCESS,
          e.getFile() + ": you have not the right to; it is another user's, or sealed");
    } catch (NoSuchFileException e) {
      return failed(
          ExitCode.NOT_FOUND, e.getMessage() + ": there is no such file, or not any more");
    } catch (FileSystemException e) {
      return failed(ExitCode.NO_ACCESS, e.getMessage());
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      boolean full = message.toLowerCase(Locale.ROOT).matches("(?s).*(no space left|quota).*");
      return failed(
          ExitCode.NO_ACCESS,
          full
              ? message
                  + ": the disk is full, or the quota used up. Whole runs can be removed all the same, with"
                  + " `cairn rm --run` and `cairn clean`"
              : message);
    } catch (OutOfMemoryError e) {
      return failed(
          ExitCode.NO_ACCESS,
          "this needs more memory than the command has; give more with CAIRN_JAVA_OPTIONS=-Xmx2g");
    }
  }

  private int failed(int code, String message) {
    terminal().note("cairn: " + terminal().marked(Terminal.Mark.BAD, "ERROR: ") + message);
    return code;
  }

  /** Reads, and can give what it finds as JSON. */
  abstract static class Reading extends Verb {
    @Option(names = "--json", description = "One JSON document instead of text.")
    private boolean json;

    boolean isJson() {
      return json;
    }

    /** What reads the heads of checkpoints of several ranks. */
    RankHeads heads() {
      return new RankHeads(this::keys);
    }

    void print(JsonObject object) {
      terminal().out().print(object);
    }
  }

  /** Changes something, and asks before. */
  abstract static class Changing extends Verb {
    @Option(
        names = {"-y", "--yes"},
        description = "Do it without asking.")
    private boolean yes;

    /** True where it is to be done. */
    boolean isConfirmed(String question) {
      if (yes) {
        return true;
      }
      if (!terminal().isTerminal()) {
        throw new CommandException(
            ExitCode.NOT_SO, "nothing was done: there is nobody to ask; say --yes");
      }
      terminal().err().print(question + " [y/N] ");
      terminal().err().flush();
      Scanner answers = new Scanner(System.in, java.nio.charset.Charset.defaultCharset());
      String answer = answers.hasNextLine() ? answers.nextLine().trim() : "";
      boolean confirmed = answer.toLowerCase(Locale.ROOT).startsWith("y");
      if (!confirmed) {
        terminal().note("nothing was done");
      }
      return confirmed;
    }
  }
}
