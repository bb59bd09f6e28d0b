/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointException;
import dev.cairn.CheckpointSettingsException;
import dev.cairn.RestoreFailedException;
import dev.cairn.StateMismatchException;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.ImageEntry;
import dev.cairn.spi.StateAdapter;
import dev.cairn.spi.StateImage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The state outside the heap that the program includes. Used by one thread at a time. */
public final class IncludedStates implements AutoCloseable {
  /** Of all runs in this JVM: an adapter has the state of one run. */
  private static final Set<StateAdapter> IN_USE =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  private final Map<String, StateAdapter> adapters;
  private final List<StateAdapter> claimed = new ArrayList<>();
  private long memory;

  /**
   * Creates them; nothing is begun.
   *
   * @param adapters by name
   */
  public IncludedStates(Map<String, StateAdapter> adapters) {
    this.adapters = new LinkedHashMap<>(adapters);
  }

  /**
   * Takes them for this run.
   *
   * @throws CheckpointSettingsException if one of them is in use
   */
  public void claim() {
    adapters.forEach(
        (name, adapter) -> {
          if (!IN_USE.add(adapter)) {
            throw new CheckpointSettingsException(
                "include(\""
                    + name
                    + "\", ...): that adapter has the state of a run that is open, or is included "
                    + "twice; give each run, and each name, one of its own");
          }
          claimed.add(adapter);
          memory += adapter.memory();
        });
  }

  /** The bytes of the job's memory that they take. */
  long memory() {
    return memory;
  }

  Map<String, StateAdapter> adapters() {
    return adapters;
  }

  /** Makes those of a fresh run. */
  public void begin() {
    adapters.keySet().forEach(this::begin);
  }

  private void begin(String name) {
    try {
      adapters.get(name).begin();
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new CheckpointException("\"" + name + "\" cannot be begun: " + e.getMessage(), e);
    }
  }

  /**
   * Makes those of a checkpoint anew, and fresh those that it does not have.
   *
   * @throws StateMismatchException if the program does not include one that the checkpoint has
   */
  void restore(CheckpointFileReader reader, FileSource source) throws IOException {
    Set<String> fresh = new HashSet<>(adapters.keySet());
    List<ImageEntry> images = reader.manifest().images();
    for (int i = 0; i < images.size(); i++) {
      ImageEntry entry = images.get(i);
      StateAdapter adapter = find(entry, reader);
      restore(adapter, new StoredImage(entry, source, i));
      fresh.remove(entry.name());
    }
    fresh.forEach(this::begin);
  }

  /** A checkpoint that cannot be read is skipped; an adapter that cannot work is not its fault. */
  private static void restore(StateAdapter adapter, StoredImage image) throws IOException {
    try {
      adapter.restore(image);
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (image.failure != null) {
        throw image.failure;
      }
      throw new RestoreFailedException(
          "\"" + image.entry.name() + "\" cannot be made anew: " + e.getMessage(), e);
    }
  }

  private StateAdapter find(ImageEntry entry, CheckpointFileReader reader) {
    StateAdapter adapter = adapters.get(entry.name());
    String what = reader.path() + " holds \"" + entry.name() + "\", a " + entry.kind();
    if (adapter == null) {
      throw new StateMismatchException(
          what
              + ", which this program does not include; say configure().include(\""
              + entry.name()
              + "\", ...), or start anew with resume(NEVER)");
    }
    if (!adapter.kind().equals(entry.kind())) {
      throw new StateMismatchException(
          what
              + "; this program includes a "
              + adapter.kind()
              + " under that name. Include one of the same kind, or start anew with resume(NEVER)");
    }
    return adapter;
  }

  private static final class StoredImage implements StateImage {
    private final ImageEntry entry;
    private final FileSource source;
    private final int number;
    private IOException failure;

    StoredImage(ImageEntry entry, FileSource source, int number) {
      this.entry = entry;
      this.source = source;
      this.number = number;
    }

    @Override
    public String description() {
      return entry.description();
    }

    @Override
    public long length() {
      return entry.length();
    }

    @Override
    public ReadableByteChannel open() throws IOException {
      InputStream bytes;
      try {
        bytes = source.image(number, entry.length());
      } catch (IOException e) {
        failure = e;
        throw e;
      }
      return Channels.newChannel(
          new FilterInputStream(bytes) {
            @Override
            public int read(byte[] target, int offset, int count) throws IOException {
              try {
                return super.read(target, offset, count);
              } catch (IOException e) {
                failure = e;
                throw e;
              }
            }
          });
    }
  }

  @Override
  public void close() {
    CheckpointException failure = null;
    for (StateAdapter adapter : claimed) {
      try {
        adapter.close();
      } catch (RuntimeException e) {
        failure = new CheckpointException("state outside the heap cannot be closed: " + e, e);
      } finally {
        IN_USE.remove(adapter);
      }
    }
    claimed.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
