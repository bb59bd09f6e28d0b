/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.testkit.MetadataMeter.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Does on real files what is asked for on recording paths. One for each file system. */
final class RecordingProvider extends FileSystemProvider {
  static final String SCHEME = "recording";

  private final RecordingFileSystem fileSystem;
  private final RecordedFolder recorded;
  private final FolderChanges folders;
  private final AttributeChanges attributes;
  private volatile ClientCache client = new ClientCache(0, 0);
  private volatile MetadataMeter meter = new MetadataMeter(Duration.ZERO);

  RecordingProvider(RecordingFileSystem fileSystem, RecordedFolder recorded) {
    this.fileSystem = fileSystem;
    this.recorded = recorded;
    this.folders = new FolderChanges(recorded);
    this.attributes = new AttributeChanges(recorded);
  }

  void seenThrough(ClientCache cache) {
    client = cache;
  }

  void meteredBy(MetadataMeter counter) {
    meter = counter;
  }

  /** A look at a name, which the client may answer by itself. */
  private <R> R look(Path real, Kind kind, Action<R> action) throws IOException {
    client.requireNotMissing(real);
    meter.count(kind);
    try {
      return action.run();
    } catch (NoSuchFileException e) {
      client.isMissing(real);
      throw e;
    }
  }

  /** A change of the folders in which names stand. */
  private void change(Kind kind, Change change, Path... names) throws IOException {
    meter.count(kind);
    boolean done = false;
    try {
      change.run();
      done = true;
    } finally {
      for (Path name : names) {
        client.tried(fileSystem.real(name), done);
      }
    }
  }

  /** What changes names. */
  private interface Change {
    void run() throws IOException;
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException("use RecordingFileSystem.over");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    return fileSystem.getPath(uri.getPath());
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return open(path, options, false, attributes);
  }

  /** Shields readers only: {@link Files#readAllBytes} does so with channels it knows. */
  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return open(path, options, !OpenMode.of(options).writes(), attributes);
  }

  @Override
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    OpenMode mode = OpenMode.of(Set.copyOf(Arrays.asList(options)));
    if (mode.writes()) {
      throw new UnsupportedOperationException("an input stream that writes");
    }
    return Channels.newInputStream(open(path, mode.options(), true));
  }

  @Override
  public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
    Set<OpenOption> chosen = new HashSet<>(Arrays.asList(options));
    if (chosen.contains(StandardOpenOption.READ)) {
      throw new IllegalArgumentException("READ not allowed");
    }
    if (chosen.isEmpty()) {
      chosen.add(StandardOpenOption.CREATE);
      chosen.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    chosen.add(StandardOpenOption.WRITE);
    return Channels.newOutputStream(open(path, chosen, true));
  }

  private FileChannel open(
      Path path,
      Set<? extends OpenOption> options,
      boolean shielded,
      FileAttribute<?>... attributes)
      throws IOException {
    OpenMode mode = OpenMode.of(options);
    Path real = fileSystem.real(path);
    Action<FileChannel> open =
        () -> recorded.recorder().perform(new OpenStep(recorded, real, mode, shielded, attributes));
    if (!mode.writes()) {
      return look(real, Kind.OPEN, open);
    }
    meter.count(mode.creates() ? Kind.CREATE : Kind.OPEN);
    boolean done = false;
    try {
      FileChannel channel = open.run();
      done = true;
      return channel;
    } finally {
      client.tried(real, done);
    }
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    Path real = running(folder);
    List<Path> entries = new ArrayList<>();
    for (Path entry : client.list(real, () -> look(real, Kind.LIST, () -> list(real)))) {
      if (accepts(filter, entry)) {
        entries.add(entry);
      }
    }
    return new RecordingFolderStream(entries, fileSystem, recorded.recorder());
  }

  private static List<Path> list(Path real) throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(real)) {
      List<Path> entries = new ArrayList<>();
      stream.forEach(entries::add);
      return entries;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private boolean accepts(DirectoryStream.Filter<? super Path> filter, Path real)
      throws IOException {
    recorded.recorder().requireRunning();
    return filter.accept(fileSystem.wrap(real));
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    change(
        Kind.CREATE_FOLDER,
        () -> folders.createFolder(fileSystem.real(folder), attributes),
        folder);
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    change(
        Kind.LINK,
        () ->
            folders.createSymbolicLink(fileSystem.real(link), fileSystem.real(target), attributes),
        link);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    change(
        Kind.LINK,
        () -> folders.createLink(fileSystem.real(link), fileSystem.real(existing)),
        link);
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    Path real = running(link);
    return fileSystem.wrap(look(real, Kind.LOOK_UP, () -> Files.readSymbolicLink(real)));
  }

  @Override
  public void delete(Path path) throws IOException {
    change(Kind.REMOVE, () -> folders.delete(fileSystem.real(path)), path);
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    change(
        Kind.CREATE,
        () -> new FileCopy(recorded).copy(running(source), running(target), options),
        target);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    change(
        Kind.RENAME, () -> folders.move(running(source), running(target), options), source, target);
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    Path real = running(path);
    return other.getFileSystem() == fileSystem && Files.isSameFile(real, running(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(running(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return Files.getFileStore(running(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    Path real = running(path);
    Object unused =
        look(
            real,
            Kind.LOOK_UP,
            () -> {
              real.getFileSystem().provider().checkAccess(real, modes);
              return null;
            });
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return RecordingAttributeView.of(type, fileSystem.real(path), attributes, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    Path real = running(path);
    return look(real, Kind.LOOK_UP, () -> Files.readAttributes(real, type, options));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    Path real = running(path);
    return look(real, Kind.LOOK_UP, () -> Files.readAttributes(real, names, options));
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    meter.count(Kind.SET_ATTRIBUTE);
    attributes.set(fileSystem.real(path), attribute, value, options);
  }

  private Path running(Path path) throws IOException {
    recorded.recorder().requireRunning();
    return fileSystem.real(path);
  }
}
