/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.CheckpointException;
import dev.cairn.Checkpointed;
import dev.cairn.CorruptCheckpointException;
import dev.cairn.StateMismatchException;
import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.capture.GraphImage;
import dev.cairn.internal.format.TypeEntry;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ClassPolicyTest {
  /** Notices when it is initialised. */
  static final class Trap {
    static {
      System.setProperty("cairn.test.trap", "sprung");
    }

    int value;
  }

  static final class Holder {
    Object field;
    List<Object> list = new ArrayList<>();

    Holder(Object field) {
      this.field = field;
    }
  }

  @SuppressWarnings("unused")
  static final class Hooked implements Serializable {
    private static final long serialVersionUID = 1L;
    int value;

    private void readObject(ObjectInputStream stream) throws IOException {
      value = stream.readInt();
    }
  }

  private static final ReentrantLock HELD = new ReentrantLock();

  @Test
  void shouldGrantPackagesAsTheDesignSays() {
    ClassPolicy policy = new ClassPolicy(List.of("org.one.Exact", "org.tree.*"));
    policy.grantPackageOf(MemoryGraph.class);

    assertThat(policy.permitsName("org.one.Exact")).isTrue();
    assertThat(policy.permitsName("org.one.Other")).isFalse();
    assertThat(policy.permitsName("org.tree.A")).isTrue();
    assertThat(policy.permitsName("org.tree.deep.A")).isTrue();
    assertThat(policy.permitsName("org.treehouse.A")).isFalse();
    assertThat(policy.permitsName("dev.cairn.internal.kryo.sub.A")).isTrue();
    assertThat(policy.permitsName("dev.cairn.internal.A")).isFalse();
    assertThat(policy.permitsName("java.lang.Thread")).isFalse();
    assertThat(policy.permitsName("A")).isFalse();
  }

  @Test
  void shouldNameThePathOfWhatIsRefused() {
    Holder inner = new Holder(new Thread(() -> {}));
    Holder root = new Holder(null);
    root.list.add(inner);

    assertThatThrownBy(() -> MemoryGraph.of(root))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining("Holder.list[].field")
        .hasMessageContaining("java.lang.Thread")
        .hasMessageContaining("@AfterRestore");
  }

  @Test
  void shouldRefuseWhatWouldComeBackDifferent() {
    HELD.lock();
    Supplier<String> lambda = () -> "x";
    for (Object refused :
        List.of(
            lambda,
            new Hooked(),
            Executors.newSingleThreadExecutor(),
            new java.security.SecureRandom(),
            new java.util.SplittableRandom(),
            List.of(1).iterator(),
            new ArrayList<>(List.of(1, 2, 3)).subList(0, 2),
            new java.util.concurrent.CompletableFuture<>(),
            HELD,
            new org.assertj.core.api.SoftAssertions())) {
      assertThatThrownBy(() -> MemoryGraph.of(new Holder(refused)))
          .as(refused.getClass().getName())
          .isInstanceOf(UnsupportedStateException.class)
          .hasMessageStartingWith("Holder.field: ");
      if (refused instanceof java.util.concurrent.ExecutorService executor) {
        executor.shutdown();
      }
    }
  }

  @Test
  void shouldAcceptMarkedClassesOfAnyPackage() {
    assertThat(new ClassPolicy(List.of()).permits(Marked.class)).isTrue();
  }

  @Checkpointed
  static final class Marked {}

  @Test
  void shouldNeitherLoadNorInitialiseWhatIsNotGranted() {
    MemoryGraph graph = MemoryGraph.of(new Holder(null));
    graph.image =
        withTypes(
            graph.image,
            "dev.cairn.internal.kryo.ClassPolicyTest$Trap",
            "javax.swing.JFrame",
            "org.assertj.core.api.SoftAssertions");
    byte[] shapes = graph.shapes.toByteArray();
    for (int type = 0; type < graph.image.types().size(); type++) {
      shapes[0] = (byte) type;
      byte[] crafted = shapes.clone();
      assertThatThrownBy(
              () ->
                  new KryoGraphCodec(
                          new ClassPolicy(List.of()), ClassPolicyTest.class.getClassLoader())
                      .read(
                          graph.source(crafted, new byte[0], graph.bodies.toByteArray()), Map.of()))
          .isInstanceOf(CheckpointException.class);
    }
    assertThat(System.getProperty("cairn.test.trap")).isNull();
  }

  private static GraphImage withTypes(GraphImage image, String... names) {
    List<TypeEntry> types = new ArrayList<>();
    for (String name : names) {
      types.add(new TypeEntry(name, TypeEntry.How.FIELDS, 1, List.of()));
    }
    return new GraphImage(image.objects(), image.outOfLineBytes(), image.roots(), types, List.of());
  }

  @Test
  void shouldShowBothShapesWhenAClassHasChanged() {
    MemoryGraph graph = MemoryGraph.of(new Holder("x"));
    List<TypeEntry> types = new ArrayList<>(graph.image.types());
    TypeEntry.Field old = new TypeEntry.Field(Holder.class.getName(), "list", "int");
    types.set(0, new TypeEntry(types.get(0).name(), TypeEntry.How.FIELDS, 1, List.of(old)));
    graph.image =
        new GraphImage(
            graph.image.objects(),
            graph.image.outOfLineBytes(),
            graph.image.roots(),
            types,
            List.of());

    assertThatThrownBy(graph::read)
        .isInstanceOf(StateMismatchException.class)
        .hasMessageContaining("list : int")
        .hasMessageContaining("field : java.lang.Object");
  }

  @Test
  void shouldSurviveDamageWithoutAnyExceptionButOurs() {
    Map<Object, Object> map = new HashMap<>();
    Random random = new Random(11);
    for (int i = 0; i < 40; i++) {
      map.put("k" + i, List.of(i, new int[] {i}, new StringBuilder("s" + i)));
    }
    MemoryGraph graph = MemoryGraph.of(new Holder(map));
    byte[][] streams = {
      graph.shapes.toByteArray(), graph.parts.toByteArray(), graph.bodies.toByteArray()
    };
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[][] damaged = {streams[0].clone(), streams[1].clone(), streams[2].clone()};
      byte[] victim = damaged[random.nextInt(3)];
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        victim[random.nextInt(victim.length)] = (byte) random.nextInt();
      }
      try {
        MemoryGraph.codec().read(graph.source(damaged[0], damaged[1], damaged[2]), Map.of());
      } catch (CheckpointException e) {
        refused++;
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5_000);
  }

  @Test
  void shouldNotAllocateMoreThanTheFileJustifies() {
    MemoryGraph graph = MemoryGraph.of(new ArrayList<>(List.of(1)));
    byte[] bodies = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};

    assertThatThrownBy(
            () ->
                MemoryGraph.codec()
                    .read(graph.source(graph.shapes.toByteArray(), new byte[0], bodies), Map.of()))
        .isInstanceOf(CorruptCheckpointException.class);
  }
}
