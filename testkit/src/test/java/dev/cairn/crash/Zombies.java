/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import dev.cairn.testkit.ClientCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Attempts that are frozen and wake up too late; also as a program, for a user whom modes bind.
 * Throws an AssertionError where something is lost or mixed.
 */
final class Zombies {
  /** About as many as an attempt does. */
  private static final int OPERATIONS = 250;

  private static final IntConsumer NOTHING = step -> {};

  private Zombies() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    System.out.println("frozen before each of " + freezeBeforeEachOperation(folder));
    race(folder, Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
  }

  /**
   * Freezes the second attempt of a run before each of its operations in turn; a third takes over,
   * saves and prunes, then the second wakes up.
   *
   * @return how many operations there were
   */
  static int freezeBeforeEachOperation(Path folder) throws Exception {
    return takingOver(
        () -> {
          int n = 1;
          while (freezeBefore(n, Files.createDirectory(folder.resolve("zombie-" + n)))) {
            n++;
          }
          return n - 1;
        });
  }

  private static boolean freezeBefore(int n, Path folder) throws Exception {
    Contest contest = new Contest(folder, false);
    contest.attempt("first", folder, 3, false, NOTHING);
    String held = "nothing";
    boolean reached;
    try (FrozenAttempt zombie =
        new FrozenAttempt(folder, root -> contest.attempt("zombie", root, 3, true, NOTHING))) {
      reached = zombie.runUntil(n);
      held = zombie.heldBefore();
      contest.attempt(
          "owner",
          folder,
          5,
          false,
          step -> {
            if (step == 3) {
              wake(zombie);
            }
          });
      zombie.runToEnd();
      contest.check();
    } catch (AssertionError | Exception e) {
      throw new AssertionError("frozen before operation " + n + ", " + held, e);
    }
    CrashExploration.deleteAll(folder);
    return reached;
  }

  private static void wake(FrozenAttempt zombie) {
    try {
      zombie.runToEnd();
    } catch (Exception e) {
      throw new AssertionError("a zombie", e);
    }
  }

  /** Two attempts in turns of random length, several times over. */
  static void race(Path folder, int races, long seed) throws Exception {
    System.out.println("races: " + races + ", seed -Dcairn.it.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int[] putOut =
        takingOver(
            () -> {
              int[] counts = new int[3];
              for (int i = 0; i < races; i++) {
                counts[race(i, Files.createDirectory(folder.resolve("race-" + i)), random)]++;
              }
              return counts;
            });
    System.out.println(
        "races in which 0, 1, 2 were put out: " + List.of(putOut[0], putOut[1], putOut[2]));
  }

  /** Returns how many of the two were put out. */
  private static int race(int number, Path folder, SplittableRandom random) throws Exception {
    // How much the two see late that others have done, as clients of a file server may.
    double late = random.nextInt(3) * 0.45;
    Contest contest = new Contest(folder, late > 0);
    if (random.nextBoolean()) {
      contest.attempt("first", folder, random.nextInt(1, 4), false, NOTHING);
    }
    StringBuilder turns = new StringBuilder("seen late " + late);
    int putOut = 0;
    try (FrozenAttempt left = attempt("left", contest, folder, random, late);
        FrozenAttempt right = attempt("right", contest, folder, random, late)) {
      for (int turn = random.nextInt(2, 6); turn > 0; turn--) {
        boolean who = random.nextBoolean();
        // Often few: that is where the two are close together.
        int operations = random.nextInt(1, random.nextBoolean() ? 20 : OPERATIONS);
        turns.append(who ? " left " : " right ").append(operations);
        boolean unused = (who ? left : right).runUntil(operations);
      }
      List<FrozenAttempt> both = random.nextBoolean() ? List.of(left, right) : List.of(right, left);
      turns.append(both.get(0) == left ? ", left to its end first" : ", right to its end first");
      try {
        for (FrozenAttempt attempt : both) {
          putOut += attempt.runToEnd() == Contest.End.PUT_OUT ? 1 : 0;
        }
        contest.check();
      } catch (AssertionError | Exception e) {
        throw new AssertionError(
            "race " + number + ":" + turns + "\nleft:\n" + left + "\nright:\n" + right, e);
      }
    }
    CrashExploration.deleteAll(folder);
    return putOut;
  }

  private static FrozenAttempt attempt(
      String name, Contest contest, Path folder, SplittableRandom random, double late)
      throws IOException {
    int steps = random.nextInt(1, 6);
    boolean complete = random.nextInt(3) == 0;
    return new FrozenAttempt(folder, root -> contest.attempt(name, root, steps, complete, NOTHING))
        .through(new ClientCache(random.nextLong(), late));
  }

  private interface Work<R> {
    R run() throws Exception;
  }

  /** The owner on record is always this very process. */
  private static <R> R takingOver(Work<R> work) throws Exception {
    System.setProperty("cairn.takeover", "true");
    try {
      return work.run();
    } finally {
      System.clearProperty("cairn.takeover");
    }
  }
}
