/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.Operation.CreateFile;
import dev.cairn.testkit.Operation.ForceFile;
import dev.cairn.testkit.Operation.ForceFolder;
import dev.cairn.testkit.Operation.Rename;
import dev.cairn.testkit.Operation.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CrashStatesSpeedTest {
  private static final int FILES = 8;
  private static final int WRITES = 60;
  private static final int WRITE_SIZE = 8_192 + 37;

  private static Trace longTrace() {
    List<Operation> operations = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int file = 0; file < FILES; file++) {
      long inode = 2L + file;
      String pending = file + ".pending";
      operations.add(new CreateFile(pending, inode, "rw-------"));
      for (int write = 0; write < WRITES; write++) {
        byte[] bytes = new byte[WRITE_SIZE];
        random.nextBytes(bytes);
        operations.add(new Write(pending, inode, (long) write * WRITE_SIZE, Bytes.of(bytes)));
      }
      operations.add(new ForceFile(pending, inode));
      operations.add(new Rename(pending, file + ".cairn", inode));
      operations.add(new ForceFolder("", 1));
    }
    return Trace.of(operations.toArray(new Operation[0]));
  }

  @Test
  @Timeout(60)
  void shouldMakeThousandsOfStatesOfALongTrace() {
    Trace trace = longTrace();
    assertThat(trace.size()).isGreaterThan(500);
    List<CrashState> states = CrashStates.of(trace).withSamples(10).distinct(1).toList();
    assertThat(states).hasSizeGreaterThan(3000);
    // Kept all at once, they must not need the memory of as many copies.
    assertThat(IntStream.range(0, FILES))
        .allMatch(file -> states.get(states.size() - 1).read(file + ".cairn").isPresent());
  }
}
