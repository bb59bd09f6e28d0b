/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Tells images apart by all that a program could see of them, but times. */
final class DiskImageDigest {
  private final DiskImage image;
  private final MessageDigest digest = Content.sha256();
  private final Map<Long, Integer> seen = new HashMap<>();

  private DiskImageDigest(DiskImage image) {
    this.image = image;
  }

  static String of(DiskImage image) {
    DiskImageDigest digest = new DiskImageDigest(image);
    digest.text(image.permissions().getOrDefault(DiskImage.ROOT, ""));
    image.paths().forEach(digest::add);
    return HexFormat.of().formatHex(digest.digest.digest());
  }

  private void add(String path, long inode) {
    text(path);
    text(image.permissions().getOrDefault(inode, ""));
    // Numbered by first sight: which names are links of one file counts, inode numbers do not.
    number(seen.computeIfAbsent(inode, key -> seen.size()));
    if (image.isFile(inode)) {
      text("file");
      digest.update(image.files().get(inode).digest());
    } else {
      text(image.isLink(inode) ? "link to " + image.links().get(inode) : "folder");
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    digest.update(bytes);
  }

  private void number(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
  }
}
