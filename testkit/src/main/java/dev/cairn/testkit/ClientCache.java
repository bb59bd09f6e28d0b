/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * What one client of a file server has in its caches, as NFS allows it: the listing of a folder as
 * it was some time ago, so that what others have made, renamed or removed since is seen late, and
 * names that were not there when they were last looked for.
 *
 * <pre>{@code
 * RecordingFileSystem left = RecordingFileSystem.over(folder);
 * RecordingFileSystem right = RecordingFileSystem.over(folder);
 * right.seenThrough(new ClientCache(seed, 0.8)); // 8 of 10 looks are answered from the cache
 * }</pre>
 *
 * <p>A change that the client itself makes in a folder has it ask the server about that folder the
 * next time, and a listing from the server corrects what it knows of missing names; operations that
 * change something always go to the server. So do nfs(5) and the Linux client.
 *
 * <p>Threading: thread-safe. Failure: throws {@link NoSuchFileException} for a name that it
 * believes to be missing.
 */
public final class ClientCache {
  /** Asks the server. */
  interface Listing {
    List<Path> list() throws IOException;
  }

  private final BooleanSupplier fromMemory;
  private final boolean remembers;
  private final Map<Path, List<Path>> listings = new HashMap<>();
  private final Set<Path> missing = new HashSet<>();
  private long old;

  /**
   * Creates an empty cache.
   *
   * @param seed decides which looks are answered from it
   * @param share how many of them are, where it knows an answer: from 0 to 1
   */
  public ClientCache(long seed, double share) {
    SplittableRandom random = new SplittableRandom(seed);
    this.fromMemory = () -> random.nextDouble() < share;
    this.remembers = share > 0; // else it need not remember what it never answers
  }

  /**
   * Creates an empty cache of which a test says when it answers.
   *
   * @param fromMemory asked at each look to which it knows an answer: true where it gives that
   */
  public ClientCache(BooleanSupplier fromMemory) {
    this.fromMemory = fromMemory;
    this.remembers = true;
  }

  private boolean answers() {
    boolean answers = fromMemory.getAsBoolean();
    old += answers ? 1 : 0;
    return answers;
  }

  synchronized List<Path> list(Path folder, Listing server) throws IOException {
    if (!remembers) {
      return server.list();
    }
    List<Path> known = listings.get(folder);
    if (known != null && answers()) {
      return known;
    }
    List<Path> found = List.copyOf(server.list());
    listings.put(folder, found);
    missing.removeIf(name -> folder.equals(name.getParent()));
    return found;
  }

  /** Before a name is looked for. */
  synchronized void requireNotMissing(Path path) throws NoSuchFileException {
    if (missing.contains(path) && answers()) {
      throw new NoSuchFileException(path.toString(), null, "a client of a file server believes so");
    }
  }

  /** A name was looked for, and is not there. */
  synchronized void isMissing(Path path) {
    if (remembers) {
      missing.add(path);
    }
  }

  /**
   * This client has asked the server to change something.
   *
   * @param name the name in question, of which it believes nothing any more
   * @param done true where that was done: then it believes nothing of the whole folder
   */
  synchronized void tried(Path name, boolean done) {
    missing.remove(name);
    if (done) {
      Path folder = name.getParent();
      listings.remove(folder);
      missing.removeIf(other -> Objects.equals(other.getParent(), folder));
    }
  }

  /**
   * How many looks were answered from the cache.
   *
   * @return the number so far
   */
  public synchronized long answered() {
    return old;
  }

  /** {@return what is in it, in an order that depends on nothing else} */
  @Override
  public synchronized String toString() {
    return new TreeMap<>(listings) + " without " + new TreeSet<>(missing);
  }
}
