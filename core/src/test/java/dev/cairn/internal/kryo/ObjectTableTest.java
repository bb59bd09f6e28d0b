/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is predicted must never differ from what a map by identity says. */
class ObjectTableTest {
  @Test
  void shouldNumberObjectsAsAMapByIdentityDoes() {
    numberMany(400);
  }

  /** All objects have one hash, or one of very few: nothing but the reference tells them apart. */
  @Test
  void shouldNumberObjectsWhoseHashesAreAllTheSame() throws Exception {
    // An option of the JVM for its own tests: 2 is a constant, 3 a counter.
    for (int mode : new int[] {2, 3}) {
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UnlockExperimentalVMOptions",
                  "-XX:hashCode=" + mode,
                  "-Dcairn.graph.seed=" + seed(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  ObjectTableTest.class.getName())
              .redirectErrorStream(true)
              .start();
      String output = output(child);
      assertThat(child.waitFor(2, TimeUnit.MINUTES)).as(output).isTrue();
      assertThat(output).contains("captures compared");
      assertThat(child.exitValue()).as(output).isZero();
    }
  }

  private static String output(Process child) throws IOException {
    return new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Is run with the JVM's option. */
  public static void main(String[] arguments) {
    numberMany(20);
  }

  private static long seed() {
    return Long.getLong("cairn.graph.seed", System.nanoTime());
  }

  private static void numberMany(int runs) {
    long first = seed();
    System.out.println("seed of the sequences: -Dcairn.graph.seed=" + first);
    int captures = 0;
    for (int i = 0; i < runs; i++) {
      captures += new Sequence(first + i).check();
    }
    System.out.println("captures compared: " + captures);
  }

  /** A sequence of meetings that changes from one capture to the next. */
  private static final class Sequence {
    private static final int CAPTURES = 12;

    private final long seed;
    private final Random random;
    private ObjectTable table = new ObjectTable(object -> false);
    private List<Object> meetings = new ArrayList<>();

    Sequence(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    int check() {
      int size = 1 + random.nextInt(random.nextBoolean() ? 50 : 4000);
      for (int i = 0; i < size; i++) {
        meetings.add(new Object());
      }
      for (int capture = 0; capture < CAPTURES; capture++) {
        capture("seed " + seed + ", capture " + capture);
        change();
      }
      return CAPTURES;
    }

    private void capture(String what) {
      Map<Object, Integer> oracle = new IdentityHashMap<>();
      for (Object object : meetings) {
        int expected = oracle.getOrDefault(object, -1);
        int found = table.find(object);
        if (found != expected) {
          throw new AssertionError(what + ": found " + found + " instead of " + expected);
        }
        if (found < 0) {
          int number = table.add(object, random.nextBoolean());
          if (number != oracle.size() || table.object(number) != object) {
            throw new AssertionError(what + ": numbered " + number + " not " + oracle.size());
          }
          oracle.put(object, number);
        }
      }
      if (random.nextInt(20) == 0) {
        table = new ObjectTable(object -> false); // a capture that failed
      } else {
        table.settle(
            object -> {
              throw new AssertionError(what + ": an object has two numbers");
            });
      }
    }

    private void change() {
      int changes = random.nextInt(4) == 0 ? meetings.size() : 1 + meetings.size() / 50;
      switch (random.nextInt(8)) {
        case 0 -> times(changes, () -> meetings.set(any(), new Object()));
        case 1 -> times(changes, () -> meetings.add(any(), new Object()));
        case 2 -> times(changes, () -> meetings.remove(any()));
        case 3 -> times(changes, () -> Collections.swap(meetings, any(), any()));
        case 4 -> times(changes, () -> meetings.set(any(), meetings.get(any())));
        case 5 -> Collections.rotate(meetings, 1 + random.nextInt(meetings.size()));
        case 6 -> Collections.reverse(meetings);
        default -> meetings = new ArrayList<>(meetings.subList(0, 1 + any()));
      }
      if (meetings.isEmpty()) {
        meetings.add(new Object());
      }
    }

    private int any() {
      return meetings.isEmpty() ? 0 : random.nextInt(meetings.size());
    }

    private void times(int count, Runnable action) {
      for (int i = 0; i < count && meetings.size() > 1; i++) {
        action.run();
      }
    }
  }

  @Test
  void shouldFindLoneObjectsThatWereMetTwice() {
    ObjectTable table = new ObjectTable(object -> true);
    table.settle(object -> {});
    Object shared = new Object();
    List<Object> met = List.of(new Object(), shared, new Object(), shared, shared);
    Set<Object> twice = Collections.newSetFromMap(new IdentityHashMap<>());

    met.forEach(object -> table.addLone(object, false));
    table.settle(twice::add);

    assertThat(twice).containsExactly(shared);
  }

  @Test
  void shouldTakeAtMostSixteenBytesAnObject() {
    ObjectTable table = new ObjectTable(object -> false);
    for (int i = 0; i < 500_000; i++) {
      Object object = new Object();
      table.find(object);
      table.add(object, false);
    }

    table.settle(object -> {});

    long whatAnEmptyOneTakes = new ObjectTable(object -> false).bytes() + (1 << 18);
    assertThat(table.bytes() - whatAnEmptyOneTakes).isLessThanOrEqualTo(16L * 500_000);
  }

  @Test
  void shouldNotHoldObjectsOnceItHasSettled() throws InterruptedException {
    ObjectTable table = new ObjectTable(object -> true);
    ReferenceQueue<Object> gone = new ReferenceQueue<>();
    List<WeakReference<Object>> references = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      Object object = new Object();
      references.add(new WeakReference<>(object, gone));
      assertThat(table.find(object)).isNegative();
      table.add(object, true);
    }

    table.settle(object -> {});
    System.gc();

    assertThat(gone.remove(60_000)).isNotNull();
    assertThat(references).allMatch(reference -> reference.get() == null);
  }
}
