/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.kryo.GraphVisitor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a part of a stored state as other programs read it: arrays as .npy (NumPy format 1.0,
 * numpy.org/doc/stable/reference/generated/numpy.lib.format.html), all else as CSV (RFC 4180). Used
 * by one thread.
 */
public final class StateExport {
  private static final int MOST_ELEMENTS = 50_000_000;

  /** NumPy's header ends at a multiple of this. */
  private static final int ALIGNMENT = 64;

  private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private final CheckpointView view;
  private final StatePath.Found found;
  private String described = "";

  /** Of what was found in a checkpoint that stays open. */
  public StateExport(CheckpointView view, StatePath.Found found) {
    this.view = view;
    this.found = found;
  }

  /** What was written, in a few words. */
  public String describe() {
    return described;
  }

  private StoredObject object() throws IOException {
    if (!(found.value() instanceof GraphVisitor.Reference reference)) {
      throw new IllegalArgumentException(
          found.path()
              + " is a single value ("
              + StoredValues.shown(found.value())
              + "); show prints it");
    }
    return StoredObjects.read(view, List.of(reference.number()), MOST_ELEMENTS)
        .get(reference.number());
  }

  /** Objects by number: what another holds. */
  private Map<Long, StoredObject> contents(StoredObject object) throws IOException {
    return StoredObjects.read(view, new LinkedHashSet<>(object.references()), MOST_ELEMENTS);
  }

  /** As above, with what those refer to: a text in a field is an object of its own. */
  private Map<Long, StoredObject> contentsWithTheirs(StoredObject object) throws IOException {
    Map<Long, StoredObject> contents = contents(object);
    Set<Long> theirs = new LinkedHashSet<>();
    contents.values().forEach(held -> theirs.addAll(held.references()));
    theirs.removeAll(contents.keySet());
    Map<Long, StoredObject> all = new HashMap<>(contents);
    all.putAll(StoredObjects.read(view, theirs, 0));
    return all;
  }

  // ---- npy -------------------------------------------------------------------------------------

  /**
   * Writes an array, or an array of arrays of one length.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public void npy(OutputStream out) throws IOException {
    StoredObject object = object();
    List<GraphVisitor.Elements> rows = new ArrayList<>();
    if (object.array().isPresent()) {
      rows.add(object.array().get());
      npy(out, rows, "(" + rows.get(0).length() + ",)");
      described = Integer.toString(rows.get(0).length()) + " " + rows.get(0).elementType();
      return;
    }
    Map<Long, StoredObject> contents = contents(object);
    for (Object element : object.elements()) {
      StoredObject row =
          element instanceof GraphVisitor.Reference reference
              ? contents.get(reference.number())
              : null;
      if (row == null || row.array().isEmpty() || !isLike(rows, row.array().get())) {
        throw notAnArray(object);
      }
      rows.add(row.array().get());
    }
    if (rows.isEmpty()) {
      throw notAnArray(object);
    }
    String shape = "(" + rows.size() + ", " + rows.get(0).length() + ")";
    npy(out, rows, shape);
    described = rows.size() + " x " + rows.get(0).length() + " " + rows.get(0).elementType();
  }

  private static boolean isLike(List<GraphVisitor.Elements> rows, GraphVisitor.Elements row) {
    return rows.isEmpty()
        || (rows.get(0).length() == row.length()
            && rows.get(0).elementType().equals(row.elementType()));
  }

  private IllegalArgumentException notAnArray(StoredObject object) {
    return new IllegalArgumentException(
        found.path()
            + " is a "
            + object.type().name()
            + ": neither an array of primitives nor one of arrays of one length; export it as CSV");
  }

  /** All pieces are brought into little-endian order, whatever order they are stored in. */
  private void npy(OutputStream out, List<GraphVisitor.Elements> rows, String shape)
      throws IOException {
    String type = rows.get(0).elementType();
    String header =
        "{'descr': '" + descr(type) + "', 'fortran_order': False, 'shape': " + shape + ", }";
    int length = NPY.length + 2 + header.length() + 1;
    int padding = (ALIGNMENT - length % ALIGNMENT) % ALIGNMENT;
    int headerLength = header.length() + padding + 1;
    out.write(NPY);
    out.write(headerLength & 0xff);
    out.write(headerLength >> 8);
    out.write((header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII));
    WritableByteChannel channel = Channels.newChannel(out);
    for (GraphVisitor.Elements row : rows) {
      view.pieces(row).forEach(bytes -> write(channel, littleEndian(bytes, type)));
    }
  }

  private static void write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer littleEndian(ByteBuffer bytes, String type) {
    int width = ElementTypes.bytes(type);
    if (bytes.order() == ByteOrder.LITTLE_ENDIAN || width == 1) {
      return bytes;
    }
    ByteBuffer turned = ByteBuffer.allocate(bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      switch (width) {
        case 8 -> turned.putLong(bytes.getLong());
        case 4 -> turned.putInt(bytes.getInt());
        default -> turned.putShort(bytes.getShort());
      }
    }
    return turned.flip();
  }

  private static String descr(String type) {
    return switch (type) {
      case "double" -> "<f8";
      case "float" -> "<f4";
      case "long" -> "<i8";
      case "int" -> "<i4";
      case "short" -> "<i2";
      case "char" -> "<u2";
      case "byte" -> "|i1";
      default -> "|b1";
    };
  }

  // ---- CSV -------------------------------------------------------------------------------------

  /** Writes a line for each element or entry, after one with headings. */
  public void csv(OutputStream out) throws IOException {
    StoredObject object = object();
    if (object.array().isPresent()) {
      line(out, List.of("value"));
      GraphVisitor.Elements array = object.array().get();
      view.pieces(array).forEach(bytes -> values(out, array.elementType(), bytes));
      described = array.length() + " values";
      return;
    }
    boolean isMap = !object.entries().isEmpty();
    List<Object> values =
        isMap
            ? object.entries().stream().map(StoredObject.Entry::value).toList()
            : object.elements();
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          found.path()
              + " is a "
              + object.type().name()
              + " without elements or entries; give the path of an array, a collection or a map");
    }
    Map<Long, StoredObject> contents = contentsWithTheirs(object);
    List<String> columns = columns(values, contents);
    List<String> headings = new ArrayList<>(isMap ? List.of("key") : List.of());
    headings.addAll(columns.isEmpty() ? List.of("value") : columns);
    line(out, headings);
    for (int i = 0; i < values.size(); i++) {
      List<String> cells = new ArrayList<>();
      if (isMap) {
        cells.add(text(object.entries().get(i).key(), contents));
      }
      cells.addAll(cells(values.get(i), columns, contents));
      line(out, cells);
    }
    described = values.size() + " lines";
  }

  private static void values(OutputStream out, String type, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      String text =
          switch (type) {
            case "double" -> Double.toString(bytes.getDouble());
            case "float" -> Float.toString(bytes.getFloat());
            default -> Long.toString(ElementTypes.whole(type, bytes));
          };
      out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** The fields of the objects, in the order in which they are met. */
  private static List<String> columns(List<Object> values, Map<Long, StoredObject> contents) {
    Set<String> columns = new LinkedHashSet<>();
    for (Object value : values) {
      StoredObject object = referred(value, contents);
      if (object != null && object.plain().isEmpty()) {
        object.fields().forEach(field -> columns.add(field.name()));
      }
    }
    return List.copyOf(columns);
  }

  private static StoredObject referred(Object value, Map<Long, StoredObject> contents) {
    return value instanceof GraphVisitor.Reference reference
        ? contents.get(reference.number())
        : null;
  }

  private static List<String> cells(
      Object value, List<String> columns, Map<Long, StoredObject> contents) {
    if (columns.isEmpty()) {
      return List.of(text(value, contents));
    }
    StoredObject object = referred(value, contents);
    Map<String, String> fields = new LinkedHashMap<>();
    if (object != null) {
      object.fields().forEach(field -> fields.put(field.name(), text(field.value(), contents)));
    }
    return columns.stream().map(column -> fields.getOrDefault(column, "")).toList();
  }

  private static String text(Object value, Map<Long, StoredObject> contents) {
    if (value == null) {
      return "";
    }
    StoredObject object = referred(value, contents);
    if (object != null && object.plain().isPresent()) {
      return object.plain().get().toString();
    }
    return value instanceof GraphVisitor.Reference ? "(object)" : value.toString();
  }

  private static void line(OutputStream out, List<String> cells) throws IOException {
    String line = cells.stream().map(StateExport::quoted).collect(Collectors.joining(",")) + "\r\n";
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(String cell) {
    return cell.matches("(?s).*[\",\r\n].*") ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell;
  }
}
