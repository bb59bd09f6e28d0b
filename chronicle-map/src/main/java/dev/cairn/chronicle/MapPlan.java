/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Locale;
import net.openhft.chronicle.hash.impl.VanillaChronicleHash;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.VanillaChronicleMap;

/**
 * How large a map will be, before it is made: one that finds no room while it is made ends the JVM.
 * Two things that Chronicle tells nobody are taken from its classes; the version is fixed, and the
 * tests show that they are still there. Stateless.
 */
final class MapPlan {
  /** What a JVM takes beside heap and maps: metaspace, code cache, threads, collector. */
  private static final long BESIDE = 512L << 20;

  private MapPlan() {}

  /** The bytes of a map's file, about. The builder is used up. */
  static long bytes(ChronicleMapBuilder<?, ?> builder) {
    try {
      Method prepare = ChronicleMapBuilder.class.getDeclaredMethod("preMapConstruction");
      prepare.setAccessible(true);
      Object unused = prepare.invoke(builder.checksumEntries(true));
      // It has neither memory nor a file yet, so that there is nothing to close.
      @SuppressWarnings("resource")
      VanillaChronicleMap<?, ?, ?> map = new VanillaChronicleMap<>(builder);
      return map.actualSegments * map.tierSize;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of Chronicle Map is not known", e);
    }
  }

  /** From now on the file may grow though it has no name any more, and though space runs out. */
  static void letGrow(ChronicleMap<?, ?> map) {
    try {
      Field sparse = VanillaChronicleHash.class.getDeclaredField("sparseFile");
      sparse.setAccessible(true);
      sparse.setBoolean(map, true);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of Chronicle Map is not known", e);
    }
  }

  /**
   * Throws where a map finds no room.
   *
   * @param bytes how large it will be
   * @param folder where it will be
   * @throws IOException naming what there is and what can be done
   */
  static void requireRoom(long bytes, LocalFolder folder) throws IOException {
    if (folder.free() < bytes) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "there is no room for the %,d bytes of a map in %s, which has %,d free; name another folder "
                  + "with in(...), or fewer entries",
              bytes,
              folder.path(),
              folder.free()));
    }
    long memory =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getTotalMemorySize();
    long heap = Runtime.getRuntime().maxMemory();
    if (folder.isMemory() && bytes > memory - heap - BESIDE) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is memory, and a map of %,d bytes beside a heap of %,d (-Xmx) does not fit the %,d bytes "
                  + "that this job has; ask for more memory (--mem), give less heap, or name a folder on "
                  + "a local disk with in(...)",
              folder.path(),
              bytes,
              heap,
              memory));
    }
  }
}
