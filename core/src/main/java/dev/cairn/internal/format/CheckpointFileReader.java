/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.CheckpointKeyException;
import dev.cairn.CorruptCheckpointException;
import dev.cairn.FormatTooNewException;
import dev.cairn.FormatTooOldException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * Reads one checkpoint file from its trailer. Opening it checks header, trailer, manifest and the
 * geometry of all blocks; each block is checked when it is read. No byte that failed its check is
 * handed out, and nothing is allocated that the length of the file does not justify.
 *
 * <p>Where blocks stand in earlier files of the same attempt, those are opened as well. Blocks may
 * be read by several threads, each with a {@link BlockReader} of its own. Damage is a {@link
 * CorruptCheckpointException} that names the file.
 */
public final class CheckpointFileReader implements AutoCloseable {
  /** Nothing larger is allocated before its checksum is known. */
  private static final int LARGEST_HEAD = 256 << 20;

  private final Path path;
  private final FileBytes bytes;
  private final long size;
  private final KeyRing keys;
  private final Optional<FileKey> key;
  private final ByteOrder arrayOrder;
  private final Manifest manifest;
  private final SectionList sections;
  private final List<BlockFile> files = new ArrayList<>();
  private final List<BlockSource> others = new ArrayList<>();

  /** Of each of those its key; null where it is not encrypted, or not open yet. */
  private final List<FileKey> otherKeys = new ArrayList<>();

  private final BlockReader streamBlocks = new BlockReader(this);
  private final Map<Integer, CheckpointFileReader> bases = new HashMap<>();

  private CheckpointFileReader(Path path, FileBytes bytes, KeyRing keys) throws IOException {
    this.path = path;
    this.bytes = bytes;
    this.keys = keys;
    this.size = bytes.size();
    if (size < Layout.HEADER_BYTES + Layout.TRAILER_BYTES) {
      throw corrupt("it has " + size + " bytes, too few for header and trailer");
    }
    ByteBuffer header = read(0, Layout.HEADER_BYTES);
    checkVersion(header);
    checkCrc("header", Layout.crcOf(header), Layout.storedCrc(header));
    this.key = keys.opening(path, header);
    this.arrayOrder = header.getInt(12) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer trailer = read(size - Layout.TRAILER_BYTES, Layout.TRAILER_BYTES);
    if (trailer.getLong() != Layout.END_MAGIC) {
      throw corrupt("it has no trailer; it is incomplete or was cut off");
    }
    checkCrc("trailer", Layout.crcOf(trailer), Layout.storedCrc(trailer));
    UUID uuid = Layout.getUuid(trailer);
    if (!uuid.equals(Layout.getUuid(header.duplicate().position(Layout.UUID_AT)))) {
      throw corrupt("header and trailer are of two files");
    }
    Layout.Extent head = Layout.Extent.from(trailer);
    Layout.Extent index = Layout.Extent.from(trailer);
    checkGeometry(head, index);
    this.manifest = readManifest(piece("manifest", header, head));
    if (!uuid.equals(manifest.uuid())) {
      throw corrupt("its manifest is of another file");
    }
    this.sections = readSections(piece("index", header, index), head.offset());
  }

  /**
   * Opens a file and checks everything but its blocks.
   *
   * @param path the file
   * @param keys under which it may be encrypted
   * @return the reader, to be closed
   * @throws IOException if it cannot be read at all
   * @throws CorruptCheckpointException if it is damaged or incomplete
   * @throws CheckpointKeyException if these are not the keys
   * @throws FormatTooNewException if a later version wrote it
   * @throws FormatTooOldException if its format is no longer read
   */
  public static CheckpointFileReader open(Path path, KeyRing keys) throws IOException {
    return open(path, FileBytes.open(path), keys);
  }

  /**
   * As {@link #open(Path, KeyRing)}, of a file that is read in another way.
   *
   * @param path the file
   * @param bytes what is in it; closed with the reader, or if there is none
   * @param keys under which it may be encrypted
   */
  public static CheckpointFileReader open(Path path, FileBytes bytes, KeyRing keys)
      throws IOException {
    CheckpointFileReader reader = openAlone(path, bytes, keys);
    try {
      for (int file = 1; file <= reader.files.size(); file++) {
        BlockSource unused = reader.other(file);
      }
      return reader;
    } catch (IOException | RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  /** The files that it needs are opened when they are read from. */
  private static CheckpointFileReader openAlone(Path path, FileBytes bytes, KeyRing keys)
      throws IOException {
    try {
      return new CheckpointFileReader(path, bytes, keys);
    } catch (IOException | RuntimeException | Error e) {
      bytes.close();
      throw e;
    }
  }

  private void checkVersion(ByteBuffer header) {
    if (header.getLong(0) != Layout.MAGIC) {
      throw corrupt("it does not begin as a checkpoint file does");
    }
    int major = header.getShort(8) & 0xffff;
    if (major > Layout.MAJOR) {
      throw new FormatTooNewException(
          path
              + ": format "
              + major
              + ", this version of Cairn reads up to "
              + Layout.MAJOR
              + "; use the version of Cairn that wrote it, or a later one");
    }
    int minor = header.getShort(10) & 0xffff;
    if (major < 1 || minor < Layout.LEAST_MINOR) {
      throw new FormatTooOldException(
          path + ": format " + major + "." + minor + " is no longer read");
    }
  }

  private void checkGeometry(Layout.Extent head, Layout.Extent index) {
    boolean tiles =
        head.offset() >= Layout.HEADER_BYTES
            && head.length() > 0
            && head.length() <= LARGEST_HEAD
            && index.length() <= IndexCodec.LARGEST
            && index.length() > 0
            && index.offset() == head.offset() + head.length()
            && index.offset() + index.length() == size - Layout.TRAILER_BYTES;
    if (!tiles) {
      throw corrupt("its trailer points outside the file");
    }
  }

  private ByteBuffer piece(String what, ByteBuffer header, Layout.Extent extent)
      throws IOException {
    ByteBuffer stored = read(extent.offset(), extent.length());
    checkCrc(what, Layout.crc(stored), extent.crc());
    if (key.isEmpty()) {
      return stored;
    }
    ByteBuffer plain = ByteBuffer.allocate(extent.length());
    if (!key.get().open(extent.offset(), header, stored, plain)) { // guard: tag-of-manifest
      throw corrupt("its " + what + " was changed by somebody without its key");
    }
    return plain;
  }

  private Manifest readManifest(ByteBuffer json) throws IOException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(json).toString();
      return Manifest.fromJson(JsonObject.parse(text));
    } catch (JsonException | IllegalArgumentException | ArithmeticException e) {
      throw new CorruptCheckpointException(path + ": its manifest cannot be read", e);
    }
  }

  private SectionList readSections(ByteBuffer index, long framesEnd) {
    SectionList result;
    try {
      result = IndexCodec.decode(index, files);
    } catch (IllegalArgumentException | BufferUnderflowException | ArithmeticException e) {
      throw new CorruptCheckpointException(path + ": its index cannot be read", e);
    }
    files.forEach(file -> others.add(null));
    files.forEach(file -> otherKeys.add(null));
    checkTiling(result.blocks(), framesEnd);
    return result;
  }

  private void checkTiling(BlockList blocks, long framesEnd) {
    long position = Layout.HEADER_BYTES;
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.file(i) == 0) {
        Section.Block block = blocks.get(i);
        if (block.offset() != position) {
          throw corrupt("its blocks do not follow one another");
        }
        position = block.end();
      }
    }
    if (position != framesEnd) {
      throw corrupt("its blocks do not fill the file");
    }
  }

  private synchronized BlockSource other(int file) throws IOException {
    BlockSource known = others.get(file - 1);
    if (known == null) {
      // Where the name is a link, they are beside the file itself.
      known = BlockSource.find(path.toRealPath(), files.get(file - 1));
      others.set(file - 1, known);
      otherKeys.set(file - 1, keys.opening(known.path(), known.header()).orElse(null));
    }
    return known;
  }

  /** The file that is read. */
  public Path path() {
    return path;
  }

  /** The length of the file in bytes. */
  public long size() {
    return size;
  }

  /** The head of the file. */
  public Manifest manifest() {
    return manifest;
  }

  /** The sections in their order. */
  public List<Section> sections() {
    return sections;
  }

  /** The bytes of all sections when they are read. */
  public long stateBytes() {
    return sections.totalLength();
  }

  /** The byte order of the elements in array sections. */
  public ByteOrder arrayOrder() {
    return arrayOrder;
  }

  /** The earlier files in which blocks of this one stand, each with where it is. */
  public Map<BlockFile, Path> files() {
    Map<BlockFile, Path> paths = new LinkedHashMap<>();
    for (int i = 0; i < files.size(); i++) {
      paths.put(files.get(i), others.get(i).path());
    }
    return paths;
  }

  /**
   * Reads every block and checks it, those in other files too.
   *
   * @throws IOException if a file cannot be read
   * @throws CorruptCheckpointException if a block is damaged
   */
  public void verify() throws IOException {
    verify(true);
  }

  /**
   * Reads every block that stands in this file, and checks it; and that the streams that it makes
   * of others can be put together.
   *
   * @throws IOException if the file cannot be read
   * @throws CorruptCheckpointException if a block is damaged
   */
  public void verifyOwn() throws IOException {
    verify(false);
  }

  private void verify(boolean others) throws IOException {
    BlockReader blocks = newBlockReader();
    for (int i = 0; i < sections.size(); i++) {
      for (Section.Block block : sections.get(i).blocks()) {
        if (others || block.file() == 0) {
          ByteBuffer unused = blocks.check(i, block);
        }
      }
      if (sections.get(i).base() > 0) {
        StreamVersion version = StreamVersion.of(this, i);
        if (others) {
          version.verify();
        }
      }
    }
  }

  /**
   * Reads a section from its beginning; every block is checked as it is read.
   *
   * @param section its number
   * @throws IOException if a file cannot be read
   * @throws CorruptCheckpointException if one is damaged
   */
  public InputStream open(int section) throws IOException {
    return StreamVersion.of(this, section).open();
  }

  /** An earlier file, by its number, from which streams of this one are made. */
  CheckpointFileReader base(int file) throws IOException {
    CheckpointFileReader known = bases.get(file);
    if (known == null) {
      Path where = other(file).path();
      known = openAlone(where, FileBytes.open(where), keys);
      if (known.manifest.sequence() >= manifest.sequence()) {
        known.close();
        throw corrupt("it is made from a later file");
      }
      boolean same =
          known.manifest.uuid().equals(files.get(file - 1).uuid())
              && known.key.isPresent() == key.isPresent();
      if (!same) {
        known.close();
        throw corrupt("the file that it is made from has become another");
      }
      bases.put(file, known);
    }
    return known;
  }

  /** What reads the blocks of all streams, which one thread does. */
  BlockReader streamBlocks() {
    return streamBlocks;
  }

  /** Reads blocks, for one thread. */
  public BlockReader newBlockReader() {
    return new BlockReader(this);
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    return BlockSource.fill(path, bytes, ByteBuffer.allocate(length), offset);
  }

  /**
   * Bytes of the file of a number; 0 is this one.
   *
   * @param memory gives so many bytes of memory, where they have to be read
   */
  ByteBuffer bytes(int file, long offset, int length, IntFunction<ByteBuffer> memory)
      throws IOException {
    if (file > 0) {
      return other(file).fill(memory.apply(length), offset);
    }
    Optional<ByteBuffer> there = bytes.view(offset, length);
    return there.isPresent()
        ? there.get()
        : BlockSource.fill(path, bytes, memory.apply(length), offset);
  }

  /** The key of the file of a number; 0 is this one. Empty where it is not encrypted. */
  Optional<FileKey> key(int file) throws IOException {
    return file == 0 ? key : keyOfOther(file);
  }

  private synchronized Optional<FileKey> keyOfOther(int file) throws IOException {
    BlockSource unused = other(file);
    return Optional.ofNullable(otherKeys.get(file - 1));
  }

  CorruptCheckpointException damaged(int section, Section.Block block, String what) {
    Path where = block.file() == 0 ? path : others.get(block.file() - 1).path();
    String whose = block.file() == 0 ? "" : ", which " + path + " needs,";
    return new CorruptCheckpointException(
        where
            + ": the block at byte "
            + block.offset()
            + " of section "
            + section
            + whose
            + " "
            + what);
  }

  private void checkCrc(String what, int computed, int stored) {
    if (computed != stored) { // guard: verify-manifest
      throw corrupt(
          String.format(
              Locale.ROOT, "its %s has checksum %08x, stored is %08x", what, computed, stored));
    }
  }

  CorruptCheckpointException corrupt(String what) {
    return new CorruptCheckpointException(path + ": " + what);
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    List<AutoCloseable> all = new ArrayList<>(others);
    all.addAll(bases.values());
    all.removeIf(Objects::isNull);
    all.add(bytes);
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) {
        failure = failure == null ? new IOException(path + " cannot be closed: " + e, e) : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
