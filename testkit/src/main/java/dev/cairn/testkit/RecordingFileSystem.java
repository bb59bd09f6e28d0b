/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A file system that does everything in a real folder and writes down every change, so that a test
 * can prove what code leaves on a disk when it is killed or the power fails.
 *
 * <pre>{@code
 * try (RecordingFileSystem recording = RecordingFileSystem.over(temporaryFolder)) {
 *   store.save(recording.root().resolve("run"), state);
 *   recording.mark("acknowledged 1");
 *   CrashStates.of(recording.trace()).distinct(42).forEach(this::check);
 * }
 * }</pre>
 *
 * <p>The code under test needs no change as long as it uses {@code java.nio.file.Files}, {@code
 * FileChannel.open} and the file system of the paths it is given. Paths have the text of the real
 * ones and cannot be mixed with those of another file system. Changes outside the folder are
 * refused, and so are {@code DELETE_ON_CLOSE}, writable mappings and watching.
 *
 * <p>Threading: safe for use by many threads, whose changes happen one at a time. Failure:
 * operations fail as on the real file system, and as {@link #faults} say; after {@link
 * #stopTheWorld} all fail. The real folder must be on a file system with POSIX permissions and must
 * not be changed in other ways meanwhile.
 */
public final class RecordingFileSystem extends FileSystem {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name = "recording-" + COUNT.incrementAndGet();
  private final FileSystem delegate;
  private final Path root;
  private final Recorder recorder;
  private final RecordingProvider provider;

  private RecordingFileSystem(Path realRoot, RecordedFolder recorded) {
    this.delegate = realRoot.getFileSystem();
    this.root = new RecordingPath(this, realRoot);
    this.recorder = recorded.recorder();
    this.provider = new RecordingProvider(this, recorded);
  }

  /**
   * Starts a recording; what the folder holds already becomes the beginning of its trace.
   *
   * @param realFolder an existing folder of the default file system
   * @return a new file system
   * @throws IOException if the folder cannot be read
   */
  public static RecordingFileSystem over(Path realFolder) throws IOException {
    Path real = realFolder.toRealPath();
    InodeNumbers inodes = new InodeNumbers();
    Trace trace = new Trace(DiskImageReader.read(real, inodes));
    return new RecordingFileSystem(
        real, new RecordedFolder(new Recorder(trace), new Locations(real), inodes));
  }

  /**
   * The recorded folder.
   *
   * @return an absolute path of this file system
   */
  public Path root() {
    return root;
  }

  /**
   * What was done so far.
   *
   * @return the trace, which goes on growing
   */
  public Trace trace() {
    return recorder.trace();
  }

  /**
   * What is to go wrong.
   *
   * @return the faults of this file system
   */
  public Faults faults() {
    return recorder.faults();
  }

  /**
   * Looks at the folder as a client of a file server from now on, who may know it as it was some
   * time ago.
   *
   * @param cache what the client remembers
   */
  public void seenThrough(ClientCache cache) {
    provider.seenThrough(cache);
  }

  /**
   * Counts the operations on names and attributes from now on, and makes each take longer.
   *
   * @param meter counts them
   */
  public void meteredBy(MetadataMeter meter) {
    provider.meteredBy(meter);
  }

  /**
   * How much was read so far.
   *
   * @return the counts at this moment
   */
  public ReadCount reads() {
    return recorder.reads();
  }

  /**
   * Adds a {@link Operation.Mark} to the trace; does nothing after a power cut.
   *
   * @param label what the test wants to note
   */
  public void mark(String label) {
    recorder.mark(label);
  }

  /**
   * Stops the first thread that is about to do an operation of some sort, right before it.
   *
   * @param which the sort; called by the threads that do the operations
   * @return where to wait for the thread and to release it
   */
  public PausePoint pauseBefore(Predicate<? super Operation> which) {
    return recorder.pauseBefore(which);
  }

  /**
   * Cuts the power: every further operation of any thread throws an {@link IOException} saying "the
   * machine has lost power". Paused threads wake up to that, and file locks are gone, so that the
   * same JVM can play the machine after its restart over the same real folder.
   */
  public void stopTheWorld() {
    recorder.stopTheWorld();
  }

  /**
   * The real path behind one of this file system, for looking at things unrecorded.
   *
   * @param path a path of this file system
   * @return a path of the default file system
   */
  public Path real(Path path) {
    if (path instanceof RecordingPath recordingPath && path.getFileSystem() == this) {
      return recordingPath.real();
    }
    throw new ProviderMismatchException("not a path of this recording file system: " + path);
  }

  Path wrap(Path real) {
    return new RecordingPath(this, real);
  }

  Recorder recorder() {
    return recorder;
  }

  String name() {
    return name;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  /** Ends the recording: open channels are closed, paused threads wake up, the folder stays. */
  @Override
  public void close() {
    recorder.close();
  }

  @Override
  public boolean isOpen() {
    return !recorder.isClosed();
  }

  @Override
  public boolean isReadOnly() {
    return delegate.isReadOnly();
  }

  @Override
  public String getSeparator() {
    return delegate.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return Set.of(root.getRoot());
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return delegate.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic", "owner", "posix", "unix");
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrap(delegate.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = delegate.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(real(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return delegate.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("watching a recorded folder");
  }
}
