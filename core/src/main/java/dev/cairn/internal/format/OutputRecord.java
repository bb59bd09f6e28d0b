/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.util.ArrayList;
import java.util.List;

/**
 * An append-only file of the program as it was at a checkpoint: what came later is cut off when
 * that is resumed.
 *
 * @param name as the program calls it; by this it is found again
 * @param path where it was
 * @param borrowed true where it belongs to the run that this one branched off from
 * @param parts the files it consists of, one after the other; the last is the one that grows
 */
public record OutputRecord(String name, String path, boolean borrowed, List<Part> parts) {
  /** Copies the list. */
  public OutputRecord {
    parts = List.copyOf(parts);
  }

  /** As a run has it that branches off. */
  public OutputRecord asBorrowed() {
    return new OutputRecord(name, path, true, parts);
  }

  /**
   * One file.
   *
   * @param length its bytes that belong to the checkpoint
   * @param checksum CRC-32C of all of them
   * @param tailChecksum CRC-32C of the last {@value #TAIL} of them, or of all where they are fewer
   */
  public record Part(long length, long checksum, long tailChecksum) {
    /** How many bytes at the end have a checksum of their own. */
    public static final int TAIL = 4096;

    JsonObject toJson() {
      return new JsonObject()
          .with("length", length)
          .with("crc32c", checksum)
          .with("tailCrc32c", tailChecksum);
    }

    static Part fromJson(JsonObject json) {
      return new Part(json.number("length"), json.number("crc32c"), json.number("tailCrc32c"));
    }
  }

  JsonObject toJson() {
    List<Object> all = new ArrayList<>();
    parts.forEach(part -> all.add(part.toJson()));
    return new JsonObject()
        .with("name", name)
        .with("path", path)
        .with("borrowed", borrowed)
        .with("parts", all);
  }

  static OutputRecord fromJson(JsonObject json) {
    List<Part> parts = json.objects("parts").stream().map(Part::fromJson).toList();
    if (parts.isEmpty()) {
      throw new JsonException("output " + json.string("name") + " has no parts");
    }
    boolean borrowed = Boolean.TRUE.equals(json.members().get("borrowed"));
    return new OutputRecord(json.string("name"), json.string("path"), borrowed, parts);
  }
}
