/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import dev.cairn.CheckpointException;
import dev.cairn.spi.StateAdapter;
import dev.cairn.spi.StateImage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;

/**
 * A Chronicle Map as state of a run: for maps with more entries than the heap can hold, and for a
 * pause that is a copy of memory however many there are.
 *
 * <pre>{@code
 * OffHeapMap<Long, Integer> counts = OffHeapMap.of(Long.class, Integer.class, 500_000_000);
 * try (Checkpoint<Counter> run =
 *     Checkpoint.configure().include("counts", counts).resumeOrStart(Counter::new)) {
 *   ChronicleMap<Long, Integer> map = counts.map();
 *   while (run.state().hasMore() && run.safepoint()) {
 *     map.merge(run.state().next(), 1, Integer::sum);
 *   }
 *   ...
 * }
 * }</pre>
 *
 * <p>The map lies in memory ({@code /dev/shm}), or in a local folder ({@link #in}), in a file that
 * loses its name as soon as it is open: nothing is left of it however the process ends, and a
 * resume never looks at what a dead one had. Each checkpoint has an image of it; a resume makes a
 * new file of that image. Memory in {@code /dev/shm} counts for a job's limit like any other. Where
 * a resume asks for more entries than the image was made for, they are copied into a larger map.
 *
 * <p>Chronicle Map needs four flags of the JVM, see {@link ChronicleFlags}, and sends statistics to
 * its maker; this class switches that off before it loads, unless {@code
 * chronicle.analytics.disable} is set.
 *
 * <p><b>Threading.</b> The map is thread-safe; for checkpoints it is state like any other, changed
 * by threads that take part, or inside {@code update(...)}. At a safepoint no query context, and no
 * iteration, may be open.
 *
 * <p><b>Failure.</b> A full map throws IllegalStateException from {@code put}, as Chronicle does.
 * The space for all entries is taken at the start, so that there is an error then if it is missing;
 * what a map takes beyond that (its {@code maxBloatFactor}) is not.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class OffHeapMap<K, V> implements StateAdapter {
  static {
    if (System.getProperty("chronicle.analytics.disable") == null) {
      System.setProperty("chronicle.analytics.disable", "true");
    }
  }

  private final Class<K> keys;
  private final Class<V> values;
  private final long entries;
  private Consumer<ChronicleMapBuilder<K, V>> settings = builder -> {};
  private Optional<Path> folder = Optional.empty();
  private ChronicleMap<K, V> map;
  private FileExtents file;

  private OffHeapMap(Class<K> keys, Class<V> values, long entries) {
    this.keys = keys;
    this.values = values;
    this.entries = entries;
  }

  /**
   * Describes a map; it is made when the run is opened.
   *
   * @param keys the class of the keys: Long, String, byte[], or any other that Chronicle knows
   * @param values the class of the values
   * @param entries how many there will be at most, about
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   * @throws dev.cairn.CheckpointSettingsException if the JVM was started without flags that
   *     Chronicle Map needs; names them
   */
  public static <K, V> OffHeapMap<K, V> of(Class<K> keys, Class<V> values, long entries) {
    if (entries < 1) {
      throw new IllegalArgumentException("entries is " + entries + ", expected at least 1");
    }
    ChronicleFlags.require();
    return new OffHeapMap<>(keys, values, entries);
  }

  /**
   * Where the map lies. Default: {@code /dev/shm}, which is memory.
   *
   * @param localFolder a folder on this machine, such as a node's own scratch; may be missing
   * @return this
   */
  public OffHeapMap<K, V> in(Path localFolder) {
    folder = Optional.of(localFolder);
    return this;
  }

  /**
   * What Chronicle wants to know beside the number of entries: where keys or values are of no fixed
   * size, an {@code averageKey} or {@code averageValueSize}; a {@code maxBloatFactor}.
   *
   * @param change is given the builder of the map
   * @return this
   */
  public OffHeapMap<K, V> with(Consumer<ChronicleMapBuilder<K, V>> change) {
    settings = settings.andThen(Objects.requireNonNull(change));
    return this;
  }

  /**
   * The map.
   *
   * @return the same one as long as the run is open
   * @throws IllegalStateException if the run that includes it is not open
   */
  public ChronicleMap<K, V> map() {
    if (map == null) {
      throw new IllegalStateException(
          "the map is there once the run that includes it is open: "
              + "configure().include(name, this).resumeOrStart(...)");
    }
    return map;
  }

  @Override
  public String kind() {
    return "chronicle-map 1";
  }

  @Override
  public void begin() throws IOException {
    close();
    LocalFolder local = LocalFolder.of(folder);
    Path room = local.createRoom();
    try {
      open(room.resolve("map"), local);
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    } finally {
      LocalFolder.remove(room);
    }
  }

  private void open(Path path, LocalFolder local) throws IOException {
    map = builder().createPersistedTo(path.toFile());
    file = FileExtents.open(path);
    try {
      file.reserve(local.free());
    } catch (IOException e) {
      throw new IOException(
          String.format(
              "there is no room for the %,d bytes of a map of %,d entries in %s (%s); name another "
                  + "folder with in(...), or fewer entries",
              file.size(), entries, path, e.getMessage()),
          e);
    }
  }

  private ChronicleMapBuilder<K, V> builder() {
    ChronicleMapBuilder<K, V> builder = ChronicleMapBuilder.of(keys, values).entries(entries);
    settings.accept(builder);
    // Space is reserved here. Chronicle would look for the file by its name, which it has no more.
    return builder.sparseFile(true);
  }

  @Override
  public StateImage capture() throws IOException {
    List<FileExtents.Extent> extents = file.extents();
    MapDescription description =
        new MapDescription(keys.getName(), values.getName(), entries, map.longSize(), file.size());
    long length = FileExtents.imageLength(extents);
    return new StateImage() {
      @Override
      public String description() {
        return description.toString();
      }

      @Override
      public long length() {
        return length;
      }

      @Override
      public ReadableByteChannel open() {
        return file.read(extents);
      }
    };
  }

  @Override
  public void restore(StateImage image) throws IOException {
    close();
    MapDescription stored = MapDescription.parse(image.description());
    stored.requireTypes(keys.getName(), values.getName());
    LocalFolder local = LocalFolder.of(folder);
    if (local.free() < image.length()) {
      throw new IOException(
          String.format(
              "%s has %,d bytes free, the map needs %,d; name another folder with in(...)",
              local.path(), local.free(), image.length()));
    }
    Path room = local.createRoom();
    try {
      Path path = room.resolve("stored");
      try (FileChannel target =
              FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          ReadableByteChannel bytes = image.open()) {
        FileExtents.write(bytes, target, stored.fileSize());
      }
      take(path, stored, local);
      if (map.longSize() != stored.size()) {
        throw new IOException(
            "the map has " + map.longSize() + " entries, the checkpoint says " + stored.size());
      }
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    } finally {
      LocalFolder.remove(room);
    }
  }

  private void take(Path path, MapDescription stored, LocalFolder local) throws IOException {
    if (entries <= stored.entries()) {
      open(path, local);
      return;
    }
    open(path.resolveSibling("map"), local);
    try (ChronicleMap<K, V> smaller = builder().createPersistedTo(path.toFile())) {
      Files.delete(path);
      smaller.forEachEntry(entry -> map.put(entry.key().get(), entry.value().get()));
    }
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new CheckpointException("the file of an off-heap map cannot be closed", e);
    } finally {
      file = null;
      if (map != null) {
        map.close();
        map = null;
      }
    }
  }
}
