/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.capture.GraphCodec;
import dev.cairn.internal.capture.GraphImage;
import dev.cairn.internal.capture.GraphSource;
import dev.cairn.internal.capture.GraphTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The graph codec. Kryo gives it the encoding of numbers and the creation of objects without their
 * constructors; the traversal, the references, the schema and every serializer are Cairn's own, see
 * docs/adr/0004.
 *
 * <p>Used by one thread at a time.
 */
public final class KryoGraphCodec implements GraphCodec {
  static {
    // Kryo's use of sun.misc.Unsafe would warn on Java 24 and later; it is not needed.
    System.setProperty("kryo.unsafe", "false");
  }

  private final ClassPolicy policy;
  private final Evolution evolution;
  private final ClassLoader loader;
  private WriterTools tools;
  private ObjectTable objects;
  private boolean settled = true;
  private int padding;
  private long expected;
  private final Set<String> remarked = new HashSet<>();

  /**
   * Creates the codec.
   *
   * @param policy which classes may be part of a graph
   * @param loader where the program's classes are found
   */
  public KryoGraphCodec(ClassPolicy policy, ClassLoader loader) {
    this(policy, new Evolution(), loader);
  }

  /**
   * Creates the codec.
   *
   * @param policy which classes may be part of a graph
   * @param evolution how classes have changed
   * @param loader where the program's classes are found
   */
  public KryoGraphCodec(ClassPolicy policy, Evolution evolution, ClassLoader loader) {
    this.policy = policy;
    this.evolution = evolution;
    this.loader = loader;
    this.tools = new WriterTools(policy);
    this.objects = tools.newTable();
  }

  @Override
  public GraphImage write(Map<String, Object> roots, GraphTarget target) {
    if (!settled) {
      // The last capture came to nothing, or memory ran out on the way.
      objects = tools.newTable();
    }
    settled = false;
    GraphWriter writer =
        new GraphWriter(tools, objects, target, PathTrace.OFF, GraphWriter.Way.CAPTURE);
    boolean written = false;
    try {
      GraphImage image = withRemarks(writer.write(roots), writer.remarks(), roots);
      padding = writer.padding();
      written = true;
      return image;
    } catch (UnsupportedStateException e) {
      throw new UnsupportedStateException(
          pathOfFailure(roots) + ": " + e.getMessage(), e.getCause());
    } finally {
      tools.views().forget();
      if (!written) {
        tools = tools.renewed();
        objects = tools.newTable(); // the objects of the program are let go
      }
    }
  }

  @Override
  public void expect(long count) {
    expected = count;
  }

  @Override
  public void makeRoom() {
    long count = expected;
    expected = 0;
    if (count > 0 && objects.isFirst()) {
      try {
        objects.makeRoom((int) Math.min(count, Integer.MAX_VALUE / 4));
      } catch (OutOfMemoryError e) {
        objects = tools.newTable(); // it grows while the program waits, as far as there is memory
      }
    }
  }

  @Override
  public void settle(OutputStream target) {
    tools.types().resetMetTwice();
    GraphOutput output = new GraphOutput(target);
    objects.settle(tools.types()::metTwice).write(output);
    for (int i = 0; i < padding; i++) {
      output.writeByte(0);
    }
    output.flush();
    settled = true;
  }

  private GraphImage withRemarks(
      GraphImage image, List<GraphWriter.Remark> remarks, Map<String, Object> roots) {
    Set<String> fresh = new LinkedHashSet<>();
    remarks.forEach(remark -> fresh.add(remark.text()));
    fresh.removeAll(remarked);
    if (fresh.isEmpty()) {
      return image;
    }
    remarked.addAll(fresh);
    PathTrace trace = new PathTrace();
    // In a table of its own: what was met in this capture is still to be settled.
    GraphWriter again = writerToNowhere(trace);
    again.write(roots);
    List<String> texts = new ArrayList<>();
    for (GraphWriter.Remark remark : again.remarks()) {
      if (fresh.remove(remark.text())) {
        texts.add(trace.path(remark.number()) + ": " + remark.text());
      }
    }
    return new GraphImage(
        image.objects(), image.outOfLineBytes(), image.roots(), image.types(), texts);
  }

  /** Writes once more, to nowhere, keeping from where each object was met. */
  private String pathOfFailure(Map<String, Object> roots) {
    GraphWriter writer = writerToNowhere(new PathTrace());
    try {
      writer.write(roots);
      return "(path unknown)";
    } catch (UnsupportedStateException again) {
      return writer.pathOfFailure();
    }
  }

  private GraphWriter writerToNowhere(PathTrace trace) {
    return writerAgain(Nowhere.INSTANCE, trace);
  }

  /** In a table of its own, and without calling the methods marked BeforeCapture. */
  private GraphWriter writerAgain(GraphTarget target, PathTrace trace) {
    return new GraphWriter(tools, tools.newTable(), target, trace, GraphWriter.Way.AGAIN);
  }

  @Override
  public List<Object> largeArrays(Map<String, Object> roots) {
    List<Object> arrays = new ArrayList<>();
    GraphTarget target =
        new Nowhere() {
          @Override
          public void array(Object array) {
            arrays.add(array);
          }
        };
    try {
      GraphImage unused = writerAgain(target, PathTrace.OFF).write(roots);
    } catch (RuntimeException e) {
      tools = tools.renewed(); // as they were found until there
      objects = tools.newTable();
    } finally {
      tools.views().forget();
    }
    return arrays;
  }

  @Override
  public RestoredGraph read(GraphSource source, Map<String, Object> holders) throws IOException {
    TypeResolver resolver =
        new TypeResolver(source.image().types(), policy, evolution, loader, source.describe());
    return new GraphReader(resolver, source).read(holders);
  }
}
