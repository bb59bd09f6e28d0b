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
import dev.cairn.UnsupportedStateException;
import java.io.ByteArrayOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Bytes that somebody has made up, where objects are read in their serialized form. */
class CraftedFormsTest {
  private static final String TRAP = "cairn.test.form.trap";

  /** Must never be initialised. */
  static final class Trap implements Serializable {
    private static final long serialVersionUID = 1L;
    static final boolean SPRUNG = System.setProperty(TRAP, "sprung") == null;

    private void readObject(ObjectInputStream input) {
      System.setProperty(TRAP, "read");
    }
  }

  private static byte[] serialized(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(object);
    }
    return bytes.toByteArray();
  }

  private static Object read(byte[] form, Object... references) {
    return new JavaForm(form, new int[0], references)
        .read(
            Set.of("java.text.DecimalFormat", "java.text.NumberFormat", "java.text.Format"),
            CraftedFormsTest.class.getClassLoader(),
            MemoryGraph.policy());
  }

  private static byte[] renamed(byte[] form, String from, String to) {
    String text = new String(form, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    assertThat(to).hasSameSizeAs(from);
    return text.replace(from, to).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** Of the same length as the trap's name, so that it can be put in its place. */
  static final class Bait implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void shouldNeitherLoadNorInitialiseAClassThatAFormNames() throws IOException {
    byte[] form = renamed(serialized(new Bait()), Bait.class.getName(), Trap.class.getName());

    assertThatThrownBy(() -> read(form)).isInstanceOf(CorruptCheckpointException.class);
    Object[] inside = {new Bait()};
    byte[] array = renamed(serialized(inside), Bait.class.getName(), Trap.class.getName());
    assertThatThrownBy(() -> read(array)).isInstanceOf(CorruptCheckpointException.class);
    assertThat(System.getProperty(TRAP)).isNull();
  }

  @Test
  void shouldMakeNoProxy() throws IOException {
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Runnable.class},
            (java.lang.reflect.InvocationHandler & Serializable) (self, method, args) -> null);
    byte[] form = serialized(proxy);
    assertThatThrownBy(() -> read(form)).isInstanceOf(CorruptCheckpointException.class);
  }

  @Test
  void shouldRefuseAPlaceholderOfNothing() throws IOException {
    for (int number : new int[] {1, -1, Integer.MAX_VALUE}) {
      byte[] form = serialized(new Placeholder(number));
      assertThatThrownBy(() -> read(form, "the only one"))
          .isInstanceOf(CorruptCheckpointException.class);
    }
  }

  @Test
  void shouldRefuseArraysLargerThanAnyFormHas() throws IOException {
    byte[] form = serialized(new int[5]);
    // The length is the last number before the elements.
    int at = form.length - 5 * Integer.BYTES - Integer.BYTES;
    form[at] = 0x7f;
    assertThatThrownBy(() -> read(form)).isInstanceOf(CorruptCheckpointException.class);
  }

  /** With hooks of its own. */
  @Checkpointed
  static final class Hooked implements Serializable {
    private static final long serialVersionUID = 1L;
    int number = 7;
    transient List<String> texts = new ArrayList<>(List.of("a", "b"));

    private void writeObject(ObjectOutputStream output) throws IOException {
      output.defaultWriteObject();
      output.writeInt(texts.size());
      output.writeObject(texts);
    }

    @SuppressWarnings("unchecked")
    private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
      input.defaultReadObject();
      int unused = input.readInt();
      texts = (List<String>) input.readObject();
    }
  }

  /** Writes itself. */
  @Checkpointed
  public static final class Outside implements Externalizable {
    private String text = "x";

    /** For the stream. */
    public Outside() {}

    @Override
    public void writeExternal(ObjectOutput output) throws IOException {
      output.writeUTF(text);
    }

    @Override
    public void readExternal(ObjectInput input) throws IOException {
      text = input.readUTF();
    }
  }

  @Checkpointed
  static final class Forms implements Serializable {
    private static final long serialVersionUID = 1L;
    final DecimalFormat format =
        new DecimalFormat("#,##0.00", DecimalFormatSymbols.getInstance(Locale.ROOT));
    final ReentrantLock lock = new ReentrantLock(true);
    final Throwable failure = new IllegalStateException("x", new IOException("y"));
    final List<String> shared = Collections.synchronizedList(new ArrayList<>(List.of("s")));
    final Hooked hooked = new Hooked();
    final Outside outside = new Outside();
    final Supplier<String> lambda = supplier("caught");

    private static Supplier<String> supplier(String text) {
      return (Supplier<String> & Serializable) () -> text;
    }
  }

  @Test
  void shouldSurviveDamageWithoutAnyExceptionButOurs() {
    long seed = Long.getLong("cairn.test.seed", System.nanoTime());
    System.out.println("crafted forms: seed " + seed);
    Random random = new Random(seed);
    MemoryGraph graph = MemoryGraph.of(new Forms());
    byte[][] streams = {
      graph.shapes.toByteArray(), graph.parts.toByteArray(), graph.bodies.toByteArray()
    };
    int refused = 0;
    for (int round = 0; round < 8_000; round++) {
      byte[][] damaged = {streams[0].clone(), streams[1].clone(), streams[2].clone()};
      byte[] victim = damaged[random.nextInt(3)];
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        victim[random.nextInt(victim.length)] = (byte) random.nextInt();
      }
      try {
        Object unused =
            MemoryGraph.codec().read(graph.source(damaged[0], damaged[1], damaged[2]), Map.of());
      } catch (CheckpointException | IOException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(2_000);
    assertThat(System.getProperty(TRAP)).isNull();
  }

  static final class Holding extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final Object about;

    Holding(Object about) {
      this.about = about;
    }
  }

  /** A changed byte would make an object of it, by its own readObject. */
  @Test
  void shouldNotNameAClassThatWouldRunItsOwnMethods() {
    assertThatThrownBy(() -> MemoryGraph.of(new Holding(Trap.class)))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining("Trap")
        .hasMessageContaining("approve it");
    ClassPolicy policy = MemoryGraph.policy();

    assertThat(ClassValues.canBeNamed(Trap.class, policy)).isFalse();
    assertThat(ClassValues.canBeNamed(Trap[][].class, policy)).isFalse();
    assertThat(ClassValues.canBeNamed(java.util.HashMap.class, policy)).isFalse();
    assertThat(ClassValues.canBeNamed(String.class, policy)).isTrue();
    assertThat(ClassValues.canBeNamed(CraftedFormsTest.class, policy)).isTrue();
    assertThat(ClassValues.canBeNamed(Runnable.class, policy)).isTrue();
  }

  @Test
  void shouldRefuseAClassAsAValueThatIsOutsideThePolicy() {
    assertThatThrownBy(() -> MemoryGraph.of(new Object[] {Test.class}))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining("allow(\"org.junit.jupiter.api.Test\")");
  }
}
