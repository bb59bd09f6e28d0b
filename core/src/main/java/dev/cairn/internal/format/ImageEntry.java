/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

/**
 * What the head of a file says of state outside the heap.
 *
 * @param name as the program includes it
 * @param kind what can read it
 * @param description what that needs to know beside the bytes
 * @param length how many bytes there are
 */
public record ImageEntry(String name, String kind, String description, long length) {
  JsonObject toJson() {
    return new JsonObject()
        .with("name", name)
        .with("kind", kind)
        .with("description", description)
        .with("length", length);
  }

  static ImageEntry fromJson(JsonObject json) {
    return new ImageEntry(
        json.string("name"),
        json.string("kind"),
        json.string("description"),
        json.number("length"));
  }
}
