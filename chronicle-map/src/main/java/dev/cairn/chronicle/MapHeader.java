/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import dev.cairn.CheckpointSettingsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The head of a Chronicle Map's file. It is a text that names classes, and Chronicle loads and
 * makes whatever it names. So before Chronicle sees a stored one it is compared with that of a map
 * which this program has just made: nothing but numbers may differ.
 *
 * <pre>
 *   hash u64 | length and two flags u32 | text        (little-endian)
 * </pre>
 *
 * @param text the text
 */
record MapHeader(String text) {
  private static final int PREFIX = 12;
  private static final int LENGTH_AT = 8;
  private static final int LARGEST = 64 << 10;

  static MapHeader of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer prefix = read(channel, 0, PREFIX).order(ByteOrder.LITTLE_ENDIAN);
      int length = prefix.getInt(LENGTH_AT);
      if (length <= 0 || length > LARGEST) {
        throw new IOException("the stored map has no header that makes sense");
      }
      byte[] text = read(channel, PREFIX, length).array();
      return new MapHeader(new String(text, StandardCharsets.ISO_8859_1));
    }
  }

  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new IOException("the stored map ends within its header");
      }
    }
    return bytes.flip();
  }

  /** Throws where values would be read in a way that lets their bytes choose what is made. */
  void requireSafe(Class<?> keys, Class<?> values) {
    if (text.contains("SerializableReader") || text.contains("ExternalizableReader")) {
      throw new CheckpointSettingsException(
          "a map of "
              + keys.getName()
              + " to "
              + values.getName()
              + " would be read by Java serialization, which makes whatever the bytes name; use keys and "
              + "values that Chronicle knows (boxed numbers, String, byte[], value interfaces, "
              + "BytesMarshallable), or give a marshaller: "
              + "with(builder -> builder.valueMarshaller(...))");
    }
  }

  /** Throws where more than numbers differs from a map of this program. */
  void requireLike(MapHeader own) throws IOException {
    if (!shape().equals(own.shape())) {
      throw new IOException(
          "the stored map was made with other classes or marshallers, or by another version of "
              + "Chronicle Map, than this program has; nothing of it was used. Run the program that "
              + "wrote it. Stored:\n"
              + text
              + "this program's:\n"
              + own.text);
    }
  }

  private String shape() {
    return text.replaceAll(
            "!net\\.openhft\\.chronicle\\.hash\\.impl\\.HashSplitting\\$\\w+ \\{[\\s\\w:,]*}", "{}")
        .replaceAll("[0-9]+", "0")
        .replaceAll("\\s+", " ");
  }
}
