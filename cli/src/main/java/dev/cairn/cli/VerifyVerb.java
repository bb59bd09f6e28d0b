/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.CheckpointException;
import dev.cairn.CheckpointKeyException;
import dev.cairn.cli.Terminal.Mark;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.CheckpointFileName;
import dev.cairn.internal.inspect.CheckpointView;
import dev.cairn.internal.inspect.RankBalance;
import dev.cairn.internal.inspect.RunFinder;
import dev.cairn.internal.inspect.RunView;
import dev.cairn.internal.store.CheckpointFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Reads every byte. */
@Command(
    name = "verify",
    description =
        "Reads every byte of a checkpoint, of all of a run, or of all runs, and says what is damaged.")
final class VerifyVerb extends Verb.Reading {
  @Parameters(arity = "0..*", paramLabel = "FOLDER|RUN|CHECKPOINT", description = "What to read.")
  private List<String> words = List.of();

  private final List<Object> found = new ArrayList<>();
  private long read;
  private long damaged;
  private long gone;
  private long closed;

  @Override
  int run() throws IOException {
    List<String> others = new ArrayList<>();
    for (String word : words) {
      boolean isCheckpoint = word.matches(".+@\\d+/\\d+") || Files.isRegularFile(Target.path(word));
      if (isCheckpoint && !RunFinder.isRun(Target.path(word))) {
        verify(target().checkpoint(word));
      } else {
        others.add(word);
      }
    }
    if (words.isEmpty() || !others.isEmpty()) {
      for (Path folder : target().runs(others)) {
        verify(RunView.of(folder, Instant.now()));
      }
    }
    if (isJson()) {
      print(
          new JsonObject()
              .with("checkpoints", found)
              .with("damaged", damaged)
              .with("notReadable", closed));
    } else {
      terminal()
          .line(
              Texts.count(read, "checkpoint", "checkpoints")
                  + " read, "
                  + (damaged == 0
                      ? terminal().marked(Mark.GOOD, read == 0 ? "nothing" : "all sound")
                      : terminal().marked(Mark.BAD, damaged + " damaged"))
                  + (closed == 0 ? "" : ", " + closed + " not readable by you, or without the key")
                  + (gone == 0 ? "" : ", " + gone + " removed meanwhile by the program"));
    }
    if (damaged > 0) {
      return ExitCode.NOT_SO;
    }
    return closed > 0 ? ExitCode.NO_ACCESS : ExitCode.GOOD;
  }

  private void verify(RunView view) {
    if (!view.problem().isEmpty()) {
      damaged++;
      tell(view.folder(), "DAMAGED", view.problem());
    }
    for (CheckpointFile file : view.checkpoints()) {
      verify(new CheckpointFileName(file.path(), Optional.of(file)));
    }
  }

  private void verify(CheckpointFileName name) {
    try (CheckpointView view = CheckpointView.open(name.path(), keys())) {
      view.verify();
      read++;
      tellSound(view);
    } catch (CheckpointKeyException | AccessDeniedException e) {
      closed++; // nobody knows whether it is sound
      tell(
          name.path(),
          "NOT READABLE",
          e instanceof AccessDeniedException
              ? "you have not the right to read it"
              : e.getMessage());
    } catch (CheckpointException | IOException e) {
      if (Files.exists(name.path())) {
        read++;
        damaged++;
        tell(name.path(), "DAMAGED", String.valueOf(e.getMessage()));
      } else {
        gone++; // its program has pruned it since it was listed
      }
    }
  }

  private void tell(Path path, String what, String problem) {
    if (isJson()) {
      found.add(
          new JsonObject()
              .with("path", path.toString())
              .with("sound", false)
              .with("what", what)
              .with("problem", problem));
    } else {
      String reason = problem.startsWith(path + ": ") ? problem : path + ": " + problem;
      terminal().line(terminal().marked(Mark.BAD, what + " ") + reason);
    }
  }

  private void tellSound(CheckpointView view) {
    if (isJson()) {
      JsonObject sound =
          new JsonObject()
              .with("path", view.path().toString())
              .with("sound", true)
              .with("stateBytes", view.stateBytes());
      view.ranks().ifPresent(whole -> sound.with("ranks", RankText.json(RankBalance.of(whole))));
      found.add(sound);
    } else {
      String size =
          view.ranks()
              .map(whole -> RankText.size(view.info().bytes(), whole.parts().size()))
              .orElseGet(() -> Texts.size(view.stateBytes()));
      terminal().line(terminal().marked(Mark.GOOD, "sound ") + view.path() + "  " + size);
    }
  }
}
