/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.internal.capture.GraphCodec.RestoredGraph;
import dev.cairn.internal.capture.GraphImage;
import dev.cairn.internal.capture.GraphSource;
import dev.cairn.internal.capture.GraphTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A graph in memory: what a codec has written, to be read by another. */
final class MemoryGraph implements GraphTarget {
  final ByteArrayOutputStream shapes = new ByteArrayOutputStream();
  final ByteArrayOutputStream parts = new ByteArrayOutputStream();
  final ByteArrayOutputStream bodies = new ByteArrayOutputStream();
  final ByteArrayOutputStream aliases = new ByteArrayOutputStream();
  final List<Object> arrays = new ArrayList<>();
  GraphImage image;

  static ClassPolicy policy(String... allowed) {
    ClassPolicy policy = new ClassPolicy(List.of(allowed));
    policy.grantPackageOf(MemoryGraph.class);
    return policy;
  }

  static KryoGraphCodec codec(String... allowed) {
    return new KryoGraphCodec(policy(allowed), MemoryGraph.class.getClassLoader());
  }

  static MemoryGraph of(Object root) {
    MemoryGraph graph = new MemoryGraph();
    graph.write(codec(), Map.of("main", root));
    return graph;
  }

  /** Writes into this graph, which is empty, and settles. */
  void write(KryoGraphCodec codec, Map<String, Object> roots) {
    image = codec.write(roots, this);
    codec.settle(aliases);
  }

  /** The second capture of the same codec: it knows which objects are lone. */
  static MemoryGraph again(KryoGraphCodec codec, Map<String, Object> roots) {
    new MemoryGraph().write(codec, roots);
    MemoryGraph second = new MemoryGraph();
    second.write(codec, roots);
    return second;
  }

  @SuppressWarnings("unchecked")
  static <T> T roundTrip(T root) {
    MemoryGraph graph = of(root);
    GraphWalkTest.walkWhole(graph); // whatever can be read can be shown
    return (T) graph.read();
  }

  /** As above, from a second capture. */
  @SuppressWarnings("unchecked")
  static <T> T secondRoundTrip(T root) {
    return (T) again(codec(), Map.of("main", root)).read();
  }

  Object read() {
    return restore().roots().get("main");
  }

  RestoredGraph restore() {
    try {
      return codec().read(source(), Map.of());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public OutputStream shapes() {
    return shapes;
  }

  @Override
  public OutputStream parts() {
    return parts;
  }

  @Override
  public OutputStream bodies() {
    return bodies;
  }

  @Override
  public void array(Object array) {
    Object copy = Array.newInstance(array.getClass().getComponentType(), Array.getLength(array));
    System.arraycopy(array, 0, copy, 0, Array.getLength(array));
    arrays.add(copy);
  }

  GraphSource source() {
    return source(shapes.toByteArray(), parts.toByteArray(), bodies.toByteArray());
  }

  GraphSource source(byte[] shapeBytes, byte[] partBytes, byte[] bodyBytes) {
    return new GraphSource() {
      private int next;

      @Override
      public GraphImage image() {
        return image;
      }

      @Override
      public InputStream shapes() {
        return new ByteArrayInputStream(shapeBytes);
      }

      @Override
      public InputStream parts() {
        return new ByteArrayInputStream(partBytes);
      }

      @Override
      public InputStream bodies() {
        return new ByteArrayInputStream(bodyBytes);
      }

      @Override
      public InputStream aliases() {
        return new ByteArrayInputStream(aliases.toByteArray());
      }

      @Override
      public long streamBytes() {
        return (long) shapeBytes.length + partBytes.length + bodyBytes.length + aliases.size();
      }

      @Override
      public Object array(Class<?> arrayClass, int length) throws IOException {
        if (next >= arrays.size() || Array.getLength(arrays.get(next)) != length) {
          throw new IOException("no such array");
        }
        return arrays.get(next++);
      }

      @Override
      public String describe() {
        return "test graph";
      }
    };
  }
}
