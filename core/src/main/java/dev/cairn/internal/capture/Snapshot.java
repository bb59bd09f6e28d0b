/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.internal.format.ImageEntry;
import dev.cairn.internal.format.Section;
import dev.cairn.spi.StateAdapter;
import dev.cairn.spi.StateImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The state as it was at one safepoint, held in staging memory until it is written.
 *
 * <p>Used by one thread at a time; valid until its staging memory is reset.
 */
public final class Snapshot {
  private final GraphImage image;
  private final StagedBytes shapes;
  private final StagedBytes parts;
  private final StagedBytes bodies;
  private final boolean onDisk;
  private final boolean live;
  private final CapturedArrays arrays;
  private final List<CapturedImage> images;
  private final ByteArrayOutputStream aliases = new ByteArrayOutputStream();
  private GraphCodec unsettled;

  private Snapshot(GraphCodec codec, GraphImage image, Staged staged, List<CapturedImage> images)
      throws IOException {
    this.unsettled = codec;
    this.image = image;
    this.shapes = staged.shapes.written();
    this.parts = staged.parts.written();
    this.bodies = staged.bodies.written();
    this.onDisk = staged.memory.isOverflowing();
    this.arrays = staged.memory.arrays();
    this.images = images;
    this.live = arrays.hasLive() || images.stream().anyMatch(CapturedImage::isLive);
  }

  /**
   * Copies a graph while the program waits.
   *
   * @param codec how it is written
   * @param roots what is written
   * @param memory where it is staged
   * @return the copy
   */
  public static Snapshot take(GraphCodec codec, Map<String, Object> roots, StagingMemory memory) {
    return take(codec, roots, Map.of(), memory);
  }

  /**
   * Copies a graph, and state outside the heap, while the program waits.
   *
   * @param codec how the graph is written
   * @param roots what is written
   * @param adapters what is outside the heap, by name
   * @param memory where it is staged
   * @return the copy
   */
  public static Snapshot take(
      GraphCodec codec,
      Map<String, Object> roots,
      Map<String, StateAdapter> adapters,
      StagingMemory memory) {
    memory.reset();
    try {
      return copy(codec, roots, adapters, memory);
    } catch (IOException e) {
      memory.reset();
      throw new UncheckedIOException("what was captured cannot be staged: " + e, e);
    } catch (RuntimeException | Error e) {
      memory.reset(); // nothing of the program is kept alive
      throw e;
    }
  }

  private static Snapshot copy(
      GraphCodec codec,
      Map<String, Object> roots,
      Map<String, StateAdapter> adapters,
      StagingMemory memory)
      throws IOException {
    Staged staged = new Staged(memory);
    List<CapturedImage> images = new ArrayList<>();
    GraphImage image;
    try {
      image = codec.write(roots, staged);
      adapters.forEach((name, adapter) -> images.add(stage(name, adapter, memory)));
    } finally {
      memory.finishCopies(); // the program may go on then, whatever has happened
    }
    return new Snapshot(codec, image, staged, images);
  }

  private static CapturedImage stage(String name, StateAdapter adapter, StagingMemory memory) {
    try {
      StateImage image = adapter.capture();
      return memory.stage(
          new ImageEntry(name, adapter.kind(), image.description(), image.length()), image);
    } catch (IOException e) {
      throw new UncheckedIOException("\"" + name + "\" cannot be captured: " + e, e);
    }
  }

  /** Where the codec puts its bytes while the program waits. */
  private static final class Staged implements GraphTarget {
    private final StagingMemory memory;
    private final StagingMemory.StagedStream shapes;
    private final StagingMemory.StagedStream parts;
    private final StagingMemory.StagedStream bodies;

    Staged(StagingMemory memory) {
      this.memory = memory;
      this.shapes = memory.newStream();
      this.parts = memory.newStream();
      this.bodies = memory.newStream();
    }

    @Override
    public OutputStream shapes() {
      return shapes;
    }

    @Override
    public OutputStream parts() {
      return parts;
    }

    @Override
    public OutputStream bodies() {
      return bodies;
    }

    @Override
    public void array(Object array) {
      memory.stage(array);
    }
  }

  /**
   * Finishes it, where that has not been done; best when the program goes on. Before that it cannot
   * be written or read.
   */
  public void settle() {
    if (unsettled != null) {
      GraphCodec codec = unsettled;
      unsettled = null;
      codec.settle(aliases);
    }
  }

  /** What the reader of the graph needs to know. */
  public GraphImage image() {
    return image;
  }

  /** True where arrays of the program itself are part of it: then the program has to wait. */
  public boolean isLive() {
    return live;
  }

  /** True where the memory was too small, so that the program had to wait for a disk. */
  public boolean isOnDisk() {
    return onDisk;
  }

  /** The bytes of the state. */
  public long bytes() {
    long streams = streamParts().stream().mapToLong(Part::length).sum();
    long outside = images.stream().mapToLong(captured -> captured.entry().length()).sum();
    return streams + arrays.totalBytes() + outside;
  }

  /** The parts in the order in which a file holds them. */
  public List<Part> parts() {
    List<Part> streams = streamParts();
    int imagesFrom = streams.size() + arrays.size();
    return new AbstractList<>() {
      @Override
      public Part get(int index) {
        if (index < streams.size()) {
          return streams.get(index);
        }
        return index < imagesFrom
            ? arrayPart(index - streams.size())
            : imagePart(images.get(index - imagesFrom));
      }

      @Override
      public int size() {
        return imagesFrom + images.size();
      }
    };
  }

  private List<Part> streamParts() {
    return List.of(
        part(Section.Kind.SHAPES, shapes),
        part(Section.Kind.PARTS, parts),
        part(Section.Kind.BODIES, bodies),
        part(
            Section.Kind.ALIASES,
            new StagedBytes(List.of(ByteBuffer.wrap(aliases.toByteArray())), null)));
  }

  private Part arrayPart(int number) {
    return new Part(
        Section.Kind.ARRAY,
        arrays.elementBytes(number),
        arrays.bytes(number),
        () -> arrays.open(number));
  }

  private static Part imagePart(CapturedImage outside) {
    return new Part(Section.Kind.IMAGE, 1, outside.entry().length(), outside::open);
  }

  /** What is outside the heap, in the order of its parts. */
  public List<ImageEntry> images() {
    return images.stream().map(CapturedImage::entry).toList();
  }

  /** Those outside the heap that are no longer what was captured, by name. */
  List<String> changedImages(BooleanSupplier timeIsUp) throws IOException {
    List<String> changed = new ArrayList<>();
    for (CapturedImage outside : images) {
      if (!outside.isLive() && !outside.isSameAsLive(timeIsUp)) {
        changed.add(outside.entry().name());
      }
    }
    return changed;
  }

  private static Part part(Section.Kind kind, StagedBytes staged) {
    return new Part(kind, 1, staged.length(), staged::open);
  }

  /**
   * A part of a snapshot.
   *
   * @param kind what it holds
   * @param elementBytes the width of the elements of an array, otherwise 1
   * @param length how many bytes
   * @param source opens them
   */
  public record Part(
      Section.Kind kind, int elementBytes, long length, Supplier<ReadableByteChannel> source) {}

  /**
   * The graph as a source, to be read back without a file while the program still waits. Large
   * arrays are compared with those of the program, and those are what it gives where they are the
   * same: nothing large is allocated then.
   */
  GraphSource rehearsalSource() {
    return new RehearsalSource(() -> {});
  }

  /** As above; what is given is called again and again while it is read, and may throw. */
  GraphSource rehearsalSource(Runnable whileRead) {
    return new RehearsalSource(whileRead);
  }

  private final class RehearsalSource implements GraphSource {
    private final Runnable whileRead;
    private int next;

    RehearsalSource(Runnable whileRead) {
      this.whileRead = whileRead;
    }

    private InputStream stream(StagedBytes staged) {
      return new FilterInputStream(Channels.newInputStream(staged.open())) {
        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
          whileRead.run();
          return super.read(target, offset, count);
        }
      };
    }

    @Override
    public GraphImage image() {
      return image;
    }

    @Override
    public InputStream shapes() {
      return stream(shapes);
    }

    @Override
    public InputStream parts() {
      return stream(parts);
    }

    @Override
    public InputStream bodies() {
      return stream(bodies);
    }

    @Override
    public InputStream aliases() {
      return new ByteArrayInputStream(aliases.toByteArray());
    }

    @Override
    public long streamBytes() {
      return shapes.length() + parts.length() + bodies.length() + aliases.size();
    }

    @Override
    public Object array(Class<?> arrayClass, int length) throws IOException {
      int number = next++;
      // Made anew only where somebody has to be told which of its elements has changed.
      return arrays.isLive(number) || arrays.isSameAsLive(number)
          ? arrays.live(number)
          : arrays.restored(number);
    }

    @Override
    public String describe() {
      return "the state just captured";
    }
  }

  /** Lets go of the program's arrays that were copied; to be called before the program goes on. */
  public void forgetLive() {
    arrays.forgetLive();
    images.replaceAll(CapturedImage::withoutLive);
  }
}
