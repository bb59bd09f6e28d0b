/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import dev.cairn.CheckpointException;
import dev.cairn.CheckpointSettingsException;
import dev.cairn.spi.StateAdapter;
import dev.cairn.spi.StateImage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import net.openhft.chronicle.hash.SegmentLock;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.MapSegmentContext;

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

  /** What the file of the map was made with. */
  private String madeWith;

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
    requireFlags();
    return new OffHeapMap<>(keys, values, entries);
  }

  private static void requireFlags() {
    if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
      throw new CheckpointSettingsException(
          "Chronicle Map compiles classes while it runs, and this Java in "
              + System.getProperty("java.home")
              + " has no compiler: a JDK is needed, not a JRE");
    }
    List<String> missing = ChronicleFlags.missing();
    if (!missing.isEmpty()) {
      throw new CheckpointSettingsException(
          "Chronicle Map needs flags that this JVM was started without:\n  "
              + String.join("\n  ", missing)
              + "\nPut them before -jar or the main class, or into the environment:\n  export "
              + "JDK_JAVA_OPTIONS=\""
              + ChronicleFlags.all()
              + "\"\nor, for a jar that is started with -jar, into its manifest:\n  Add-Opens: "
              + "java.base/java.lang java.base/java.lang.reflect\n  Add-Exports: java.base/sun.nio.ch "
              + "jdk.compiler/com.sun.tools.javac.file");
    }
    if (!String.format("%d", 1).equals("1")) {
      throw new CheckpointSettingsException(
          "Chronicle Map writes Java with the digits of the default locale, and those of "
              + Locale.getDefault()
              + " are none to the compiler; start the JVM with -Duser.language=en");
    }
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
  public long memory() {
    try {
      return LocalFolder.of(folder).isMemory() ? MapPlan.bytes(builder()) : 0;
    } catch (IOException e) {
      return 0; // begin() and restore() say what is wrong
    }
  }

  @Override
  public void begin() throws IOException {
    close();
    LocalFolder local = LocalFolder.of(folder);
    Path room = local.createRoom();
    try {
      make(room.resolve("map"), local);
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    } finally {
      LocalFolder.remove(room);
    }
  }

  private void make(Path path, LocalFolder local) throws IOException {
    MapPlan.requireRoom(MapPlan.bytes(builder()), local);
    open(path, settingsNow());
    MapHeader.of(path).requireSafe(keys, values);
  }

  private void open(Path path, String with) throws IOException {
    map = builder().createPersistedTo(path.toFile());
    file = FileExtents.open(path);
    file.reserve();
    MapPlan.letGrow(map);
    madeWith = with;
  }

  private ChronicleMapBuilder<K, V> builder() {
    ChronicleMapBuilder<K, V> builder = ChronicleMapBuilder.of(keys, values).entries(entries);
    settings.accept(builder);
    return builder;
  }

  /** What decides the form of the file; the marshallers, which tell nothing, are left out. */
  private String settingsNow() {
    return builder().toString().replaceFirst(", keyBuilder=.*", "");
  }

  @Override
  public StateImage capture() throws IOException {
    if (map == null) {
      throw new IOException("the map is not open");
    }
    requireUnlocked();
    List<FileExtents.Extent> extents = file.extents();
    MapDescription description =
        new MapDescription(keys.getName(), values.getName(), map.longSize(), file.size(), madeWith);
    long length = FileExtents.imageLength(extents);
    FileExtents captured = file;
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
        return captured.read(extents);
      }
    };
  }

  /** A lock in an image would be held for ever: nobody is there who could give it back. */
  private void requireUnlocked() throws IOException {
    for (int segment = 0; segment < map.segments(); segment++) {
      try (MapSegmentContext<K, V, ?> context = map.segmentContext(segment)) {
        if (!((SegmentLock) context).writeLock().tryLock()) {
          throw new IOException(
              "a query context or an iteration of the map is open at a safepoint, and holds a lock; "
                  + "close it before safepoint() and away()");
        }
      }
    }
  }

  @Override
  public void restore(StateImage image) throws IOException {
    close();
    MapDescription stored = MapDescription.parse(image.description());
    stored.requireTypes(keys.getName(), values.getName());
    LocalFolder local = LocalFolder.of(folder);
    MapPlan.requireRoom(stored.fileSize(), local);
    Path room = local.createRoom();
    try {
      Path path = room.resolve("stored");
      write(image, stored, path);
      MapHeader.of(path).requireLike(ownHeader(room.resolve("template")));
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

  private static void write(StateImage image, MapDescription stored, Path path) throws IOException {
    try (FileChannel target =
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ReadableByteChannel bytes = image.open()) {
      FileExtents.write(bytes, target, stored.fileSize(), image.length());
    }
  }

  /** The header of a map of this program; a small one has the same but for numbers. */
  private MapHeader ownHeader(Path path) throws IOException {
    ChronicleMap<K, V> small = builder().entries(1).createPersistedTo(path.toFile());
    small.close();
    MapHeader header = MapHeader.of(path);
    header.requireSafe(keys, values);
    Files.delete(path);
    return header;
  }

  /** As it is; or copied, where this program wants another form that has room for all of it. */
  private void take(Path path, MapDescription stored, LocalFolder local) throws IOException {
    if (stored.settings().equals(settingsNow()) || stored.size() > entries) {
      open(path, stored.settings());
      return;
    }
    make(path.resolveSibling("map"), local);
    try (ChronicleMap<K, V> before = builder().createPersistedTo(path.toFile())) {
      Files.delete(path);
      before.forEachEntry(entry -> map.put(entry.key().get(), entry.value().get()));
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
