/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointFolderException;
import dev.cairn.CheckpointOutput;
import dev.cairn.CheckpointWriteException;
import dev.cairn.Checkpointed;
import dev.cairn.FencedException;
import dev.cairn.RunInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Attempts of one run that put each other out, and what must hold whoever wins: nothing that any of
 * them was told is durable is lost, and nothing of two of them is mixed.
 */
final class Contest {
  /** What an attempt has done; its output holds the same lines. */
  @Checkpointed
  static final class Diary {
    final List<String> lines = new ArrayList<>();

    /** What does not change, and is shared by the checkpoints of a chain. */
    final byte[] ballast = new byte[200 << 10];

    Diary() {
      new Random(1).nextBytes(ballast);
    }
  }

  /** How an attempt ended. */
  enum End {
    FINISHED,
    PUT_OUT
  }

  private final Path folder;
  private final boolean seenLate;
  private final List<List<String>> acknowledged = Collections.synchronizedList(new ArrayList<>());

  /**
   * Creates it.
   *
   * @param folder the real folder
   * @param seenLate true where attempts do not see at once what others have done: then one that is
   *     put out may fail before it knows why
   */
  Contest(Path folder, boolean seenLate) {
    this.folder = folder;
    this.seenLate = seenLate;
  }

  /**
   * One attempt: resumes, adds lines, and has each saved.
   *
   * @param name stands in its lines
   * @param root the folder, as this attempt reaches it
   * @param steps how many lines it adds
   * @param complete whether it completes the run
   * @param afterStep called after each line
   */
  End attempt(String name, Path root, int steps, boolean complete, IntConsumer afterStep) {
    try (Checkpoint<Diary> run = open(root)) {
      Diary diary = run.state();
      CheckpointOutput output = run.output(outputIn(root));
      for (int step = 1; step <= steps && !run.isComplete(); step++) {
        String line = name + " " + diary.lines.size();
        diary.lines.add(line);
        output.println(line);
        run.checkpointNow();
        acknowledged.add(List.copyOf(diary.lines));
        afterStep.accept(step);
      }
      if (complete && !run.isComplete()) {
        run.complete();
        acknowledged.add(List.copyOf(diary.lines));
      }
      return End.FINISHED;
    } catch (FencedException | RunInUseException e) {
      return End.PUT_OUT;
    } catch (CheckpointFolderException | CheckpointWriteException e) {
      if (seenLate) {
        return End.PUT_OUT; // its room is gone, and it does not see yet by whom
      }
      throw e;
    }
  }

  private static Checkpoint<Diary> open(Path root) {
    return ScriptedRun.configure(root.resolve("runs")).resumeOrStart(Diary::new);
  }

  private static Path outputIn(Path root) {
    return root.resolve("results").resolve("out.txt");
  }

  /**
   * Resumes once more, alone.
   *
   * @throws AssertionError if something is lost or mixed
   */
  void check() throws IOException {
    try (Checkpoint<Diary> run = open(folder)) {
      List<String> lines = run.state().lines;
      for (List<String> earlier : List.copyOf(acknowledged)) {
        if (earlier.size() > lines.size() || !lines.subList(0, earlier.size()).equals(earlier)) {
          throw new AssertionError(earlier + " was durable, and now there is " + lines);
        }
      }
      CheckpointOutput unused = run.output(outputIn(folder));
      List<String> written = Files.readAllLines(outputIn(folder));
      if (!written.equals(lines)) {
        throw new AssertionError("the state has " + lines + ", the output " + written);
      }
    }
  }
}
