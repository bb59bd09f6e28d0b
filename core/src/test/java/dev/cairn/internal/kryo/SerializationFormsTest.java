/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpointed;
import dev.cairn.UnsupportedStateException;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Classes that take part in Java serialization by methods of their own. */
@Checkpointed
class SerializationFormsTest {
  private static <T> T roundTrip(T root) {
    return MemoryGraph.roundTrip(root);
  }

  @Checkpointed
  static final class Table implements Serializable {
    private static final long serialVersionUID = 1L;
    private transient Map<Object, Integer> index = new HashMap<>();
    private String name = "t";
    private Object self = this;
    private final double ratio = 0.25;

    private void writeObject(ObjectOutputStream stream) throws IOException {
      stream.defaultWriteObject();
      stream.writeInt(index.size());
      for (Map.Entry<Object, Integer> entry : index.entrySet()) {
        stream.writeObject(entry.getKey());
        stream.writeLong(entry.getValue());
        stream.writeUTF("entry");
      }
    }

    private void readObject(ObjectInputStream stream) throws IOException, ClassNotFoundException {
      stream.defaultReadObject();
      index = new HashMap<>();
      int size = stream.readInt();
      for (int i = 0; i < size; i++) {
        Object key = stream.readObject();
        index.put(key, (int) stream.readLong());
        assertThat(stream.readUTF()).isEqualTo("entry");
      }
    }
  }

  record Key(List<String> parts) {}

  @Test
  void shouldHonourWriteObjectAndReadObjectOnceTheirReferencesAreWhole() {
    Table table = new Table();
    List<String> shared = new ArrayList<>(List.of("a", "b"));
    table.index.put(new Key(shared), 7);
    table.index.put(Set.of(new Key(shared)), 8);
    table.name = "other";

    List<Object> copy = roundTrip(new ArrayList<>(List.of(table, shared)));

    Table back = (Table) copy.get(0);
    assertThat(back.index).isEqualTo(table.index);
    assertThat(back.index.get(new Key(List.of("a", "b")))).isEqualTo(7);
    assertThat(back.name).isEqualTo("other");
    assertThat(back.self).isSameAs(back);
    assertThat(back.ratio).isEqualTo(0.25);
    Key key =
        back.index.keySet().stream()
            .filter(Key.class::isInstance)
            .map(Key.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(key.parts()).isSameAs(copy.get(1));
  }

  @Checkpointed
  static class Base implements Serializable {
    private static final long serialVersionUID = 1L;
    int base = 1;
  }

  @Checkpointed
  static final class WithFields extends Base {
    private static final long serialVersionUID = 1L;
    private transient int doubled;

    WithFields(int value) {
      this.doubled = 2 * value;
    }

    private void writeObject(ObjectOutputStream stream) throws IOException {
      ObjectOutputStream.PutField fields = stream.putFields();
      fields.put("half", doubled / 2);
      fields.put("text", "x");
      stream.writeFields();
    }

    private void readObject(ObjectInputStream stream) throws IOException, ClassNotFoundException {
      ObjectInputStream.GetField fields = stream.readFields();
      assertThat(fields.defaulted("text")).isFalse();
      assertThat(fields.get("missing", 5)).isEqualTo(5);
      doubled = 2 * fields.get("half", 0);
    }
  }

  @Test
  void shouldHonourPutFieldsAndTheFieldsOfSuperclasses() {
    WithFields fields = new WithFields(21);
    fields.base = 9;

    WithFields back = roundTrip(fields);

    assertThat(back.doubled).isEqualTo(42);
    assertThat(back.base).isEqualTo(9);
  }

  /** Read by its own constructor and method. */
  @Checkpointed
  public static final class External implements Externalizable {
    private Object content = "never";

    /** For Java serialization. */
    public External() {
      content = "constructed";
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
      out.writeObject(content);
      out.write(new byte[] {1, 2, 3}, 1, 2);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
      assertThat(content).isEqualTo("constructed");
      content = in.readObject();
      byte[] bytes = new byte[2];
      in.readFully(bytes);
      assertThat(bytes).containsExactly(2, 3);
    }
  }

  @Test
  void shouldHonourExternalizable() {
    External external = new External();
    external.content = new ArrayList<>(List.of(external, "x"));

    External back = roundTrip(external);

    assertThat((List<?>) back.content).hasSize(2);
    assertThat(((List<?>) back.content).get(0)).isSameAs(back);
  }

  @Checkpointed
  static final class Period implements Serializable {
    private static final long serialVersionUID = 1L;
    private final transient List<Integer> days;

    Period(List<Integer> days) {
      this.days = List.copyOf(days);
    }

    private Object writeReplace() {
      return new Proxy(new ArrayList<>(days));
    }

    @Checkpointed
    static final class Proxy implements Serializable {
      private static final long serialVersionUID = 1L;
      private final List<Integer> days;

      Proxy(List<Integer> days) {
        this.days = days;
      }

      private Object readResolve() {
        return new Period(days);
      }
    }
  }

  @Checkpointed
  static final class Singleton implements Serializable {
    private static final long serialVersionUID = 1L;
    static final Singleton INSTANCE = new Singleton();

    private Object readResolve() {
      return INSTANCE;
    }
  }

  static final class Holder {
    Object first;
    Object second;
    Object[] array;
    final Map<Object, Object> map = new HashMap<>();
    List<Object> list;
  }

  @Test
  void shouldBuildWhatIsReplacedAndPutItWhereverItIsReferredTo() {
    Holder holder = new Holder();
    Period period = new Period(List.of(1, 2, 3));
    holder.first = period;
    holder.second = Singleton.INSTANCE;
    holder.array = new Object[] {period, Singleton.INSTANCE, new Key(List.of("r"))};
    holder.map.put("p", period);
    holder.map.put(Singleton.INSTANCE, "s");
    holder.list = new ArrayList<>(List.of(period, "x", List.of(period)));

    Holder back = roundTrip(holder);

    assertThat(back.second).isSameAs(Singleton.INSTANCE);
    assertThat(((Period) back.first).days).containsExactly(1, 2, 3);
    assertThat(back.array[0]).isSameAs(back.first);
    assertThat(back.array[1]).isSameAs(Singleton.INSTANCE);
    assertThat(back.map.get("p")).isSameAs(back.first);
    assertThat(back.map.get(Singleton.INSTANCE)).isEqualTo("s");
    assertThat(back.list.get(0)).isSameAs(back.first);
    assertThat(((List<?>) back.list.get(2)).get(0)).isSameAs(back.first);
  }

  interface SerializableFunction<A, B> extends Function<A, B>, Serializable {}

  @Test
  void shouldBringSerializableLambdasBackWithWhatTheyHaveCaught() {
    List<String> caught = new ArrayList<>(List.of("caught"));
    SerializableFunction<String, String> lambda = text -> text + caught;
    Holder holder = new Holder();
    holder.first = lambda;
    holder.second = caught;
    TreeMap<String, Integer> sorted =
        new TreeMap<>(
            Comparator.comparing((SerializableFunction<String, Integer>) String::length)
                .thenComparing(Comparator.reverseOrder()));
    sorted.put("bb", 1);
    sorted.put("a", 2);
    sorted.put("aa", 3);
    holder.map.put("sorted", sorted);

    Holder back = roundTrip(holder);

    @SuppressWarnings("unchecked")
    Function<String, String> lambdaBack = (Function<String, String>) back.first;
    @SuppressWarnings("unchecked")
    List<String> caughtBack = (List<String>) back.second;
    caughtBack.add("more");
    assertThat(lambdaBack.apply("x")).isEqualTo("x[caught, more]");
    @SuppressWarnings("unchecked")
    Map<String, Integer> sortedBack = (Map<String, Integer>) back.map.get("sorted");
    sortedBack.put("cc", 4);
    assertThat(sortedBack.keySet()).containsExactly("a", "cc", "bb", "aa");
  }

  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final List<Object> details = new ArrayList<>();

    Failure(String message, Throwable cause) {
      super(message, cause);
    }
  }

  @Test
  void shouldBringThrowablesBackWithTheirCausesAndDetails() {
    Failure failure = new Failure("outer", new IOException("inner"));
    failure.addSuppressed(new IllegalStateException("aside"));
    failure.details.add("detail");
    List<Object> list = new ArrayList<>(List.of(failure, failure.getCause()));

    List<Object> back = roundTrip(list);

    Failure copy = (Failure) back.get(0);
    assertThat(copy).hasMessage("outer").hasCauseInstanceOf(IOException.class);
    assertThat(copy.getCause()).isSameAs(back.get(1));
    assertThat(copy.getSuppressed()[0]).hasMessage("aside");
    assertThat(copy.getStackTrace()).isEqualTo(failure.getStackTrace());
    assertThat(copy.details).containsExactly("detail");
  }

  static final class NotApproved implements Serializable {
    private static final long serialVersionUID = 1L;
    int value;

    private void readObject(ObjectInputStream stream) {
      throw new IllegalStateException("must not run");
    }
  }

  @Test
  void shouldNotRunHooksThatAPackageAloneAllows() {
    Holder holder = new Holder();
    holder.first = new NotApproved();

    assertThatThrownBy(() -> MemoryGraph.of(holder))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining("Holder.first: ")
        .hasMessageContaining("allow(\"" + NotApproved.class.getName() + "\")");
  }

  /** Java serialization lets nobody stand in for a class. */
  @Test
  void shouldKeepAnExceptionThatHoldsAClass() {
    var failure = new java.util.IllegalFormatConversionException('d', String.class);

    var copy = MemoryGraph.secondRoundTrip(failure);

    assertThat(copy.getArgumentClass()).isSameAs(String.class);
    assertThat(copy.getConversion()).isEqualTo('d');
  }
}
