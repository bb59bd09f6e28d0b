/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.internal.format.RepairedFile;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.example.gadgets.Gadgets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A checkpoint in which somebody has put the name of another class in the place of one of the
 * program's, with right checksums: whatever that class does, however the file says that it is to be
 * read, and wherever it stands, nothing of it runs.
 */
@Timeout(120)
class GadgetChainTest {
  /** The ways in which a file can say that a class is read. */
  private static final List<String> HOWS =
      List.of("FIELDS", "RECORD", "CAIRN", "ENUM", "ARRAY", "JAVA");

  /** In whose place the others are put. */
  static final class Bait implements Comparator<Object>, Comparable<Bait> {
    Object one;

    @Override
    public int compare(Object first, Object second) {
      return first.hashCode() - second.hashCode();
    }

    @Override
    public int compareTo(Bait other) {
      return 0;
    }
  }

  /** It stands wherever a chain may begin: as a field, element, key, value and comparator. */
  @Checkpointed
  static final class Places {
    final Object field = new Bait();
    final Object[] array = {new Bait()};
    final List<Object> list = new ArrayList<>(List.of(new Bait()));
    final Map<Object, Object> map = new HashMap<>(Map.of(new Bait(), "x", "y", new Bait()));
    final PriorityQueue<Object> queue = new PriorityQueue<>(4, new Bait());
    final TreeMap<Object, Object> tree = new TreeMap<>(new Bait());

    Places() {
      queue.addAll(List.of("a", "b", "c"));
      tree.put("a", new Bait());
      tree.put("b", new Bait());
    }
  }

  private static byte[] checkpoint;

  @TempDir Path folder;

  @BeforeAll
  static void write(@TempDir Path folder) throws IOException {
    try (Checkpoint<Places> run = configure().directory(folder).resumeOrStart(Places::new)) {
      checkpoint = Files.readAllBytes(run.checkpointNow().orElseThrow().path());
    }
  }

  @BeforeEach
  void listen() {
    Gadgets.Alarm.clear();
  }

  private static CheckpointBuilder configure() {
    return Checkpoint.configure()
        .name("places")
        .every(Duration.ofDays(1))
        .compression(Compression.NONE)
        .stopSignals()
        .ignoreArguments();
  }

  static Stream<Class<?>> gadgets() {
    return Stream.of(
        Gadgets.Reads.class,
        Gadgets.Resolves.class,
        Gadgets.External.class,
        Gadgets.Compares.class,
        Gadgets.Hashes.class,
        Gadgets.Lazy.class,
        Gadgets.Handler.class,
        Gadgets.Finalizes.class,
        Gadgets.Builds.class,
        Gadgets.Kind.class);
  }

  /** Where known chains through the JDK itself begin, pass and end. */
  static Stream<String> gadgetsOfTheJdk() {
    return Stream.of(
        "sun.reflect.annotation.AnnotationInvocationHandler",
        "javax.management.BadAttributeValueExpException",
        "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
        "com.sun.rowset.JdbcRowSetImpl",
        "java.rmi.server.UnicastRemoteObject",
        "java.rmi.server.RemoteObjectInvocationHandler",
        "sun.rmi.server.UnicastRef",
        "javax.management.remote.rmi.RMIConnectionImpl_Stub",
        "java.security.SignedObject",
        "java.net.URL",
        "java.net.URLClassLoader",
        "java.lang.ProcessBuilder",
        "java.lang.ProcessImpl",
        "java.lang.Runtime",
        "java.lang.Thread",
        "java.lang.reflect.Method",
        "java.lang.reflect.Proxy",
        "java.beans.EventHandler",
        "java.lang.invoke.MethodHandle",
        "java.lang.ref.Cleaner",
        "java.io.FileOutputStream",
        "java.util.logging.FileHandler",
        "java.util.ServiceLoader",
        "javax.script.ScriptEngineManager",
        "javax.naming.InitialContext",
        "javax.naming.ldap.Rdn$RdnEntry",
        "javax.swing.UIDefaults",
        "javax.swing.event.EventListenerList",
        "jdk.internal.misc.Unsafe",
        "sun.misc.Unsafe");
  }

  static Stream<Arguments> cases() {
    return Stream.concat(gadgets().map(Class::getName), gadgetsOfTheJdk())
        .flatMap(name -> HOWS.stream().map(how -> Arguments.of(name, how)));
  }

  private static byte[] with(byte[] file, String name, String how) {
    return RepairedFile.withHead(
        file,
        head -> {
          String before = named(Bait.class.getName(), "FIELDS");
          assertThat(head).contains(before);
          return head.replace(before, named(name, how));
        });
  }

  private static String named(String name, String how) {
    return "\"name\": \"" + name + "\", \"how\": \"" + how + "\"";
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldRunNothingOfAClassThatAFileNames(String name, String how) throws IOException {
    Path crafted = folder.resolve("crafted.cairn");
    Files.write(crafted, with(checkpoint, name, how));

    assertThatThrownBy(
            () -> {
              try (SavedCheckpoint saved = configure().open(crafted)) {
                saved.state(Places.class);
              }
            })
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(name);
    if (name.endsWith("Finalizes")) {
      System.gc();
      System.runFinalization();
    }
    assertThat(Gadgets.Alarm.raised()).isEmpty();
  }

  /**
   * The classes of a package that is allowed are filled by field; what they do themselves is not.
   */
  @ParameterizedTest
  @MethodSource("gadgets")
  void shouldRunNoHooksOfAClassWhosePackageAloneIsAllowed(Class<?> gadget) throws IOException {
    for (String how : List.of("JAVA", "CAIRN")) {
      Path crafted = folder.resolve("crafted.cairn");
      Files.write(crafted, with(checkpoint, gadget.getName(), how));
      assertThatThrownBy(
              () -> {
                try (SavedCheckpoint saved = configure().allow("org.example.*").open(crafted)) {
                  saved.state(Places.class);
                }
              })
          .isInstanceOf(CheckpointException.class);
      assertThat(Gadgets.Alarm.raised())
          .doesNotContain(
              "readObject", "readObjectNoData", "readResolve", "readExternal", "invoke");
    }
  }

  /** A class that is approved, and of which a lambda is part of the state. */
  @Checkpointed
  static final class Lambda {
    final Runnable task = (Runnable & Serializable) () -> Gadgets.Alarm.raise("ran");
  }

  private byte[] withLambda() throws IOException {
    try (Checkpoint<Lambda> run =
        configure().name("lambda").directory(folder).resumeOrStart(Lambda::new)) {
      return Files.readAllBytes(run.checkpointNow().orElseThrow().path());
    }
  }

  private void assertRefused(byte[] file, Function<String, String> change) throws IOException {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    String changed = change.apply(text);
    assertThat(changed).hasSameSizeAs(text).isNotEqualTo(text);
    Path crafted = folder.resolve("crafted.cairn");
    Files.write(crafted, RepairedFile.of(changed.getBytes(StandardCharsets.ISO_8859_1)));
    assertThatThrownBy(
            () -> {
              try (SavedCheckpoint saved = configure().open(crafted)) {
                saved.state(Lambda.class);
              }
            })
        .isInstanceOf(CheckpointException.class);
    assertThat(Gadgets.Alarm.raised()).isEmpty();
  }

  /** As SerializedLambda is used: the class that has the lambda makes it, whichever that is. */
  @Test
  void shouldMakeNoLambdaOfAClassThatWasNotApproved() throws IOException {
    String approved = Lambda.class.getName();
    String other = Gadgets.Late.class.getName();
    byte[] file = withLambda();
    assertRefused(
        file,
        text -> {
          // In the streams, not in the head, where the type of the state is named.
          int head = text.lastIndexOf("{\"run\"");
          return text.substring(0, head)
                  .replace(approved, other)
                  .replace(approved.replace('.', '/'), other.replace('.', '/'))
              + text.substring(head);
        });
  }

  /** Nor one that its class does not have: any of its static methods would do for a chain. */
  @Test
  void shouldMakeNoLambdaThatItsClassDoesNotHave() throws IOException {
    byte[] file = withLambda();
    assertRefused(file, text -> text.replaceFirst("lambda\\$new\\$", "lambda\\$old\\$"));
  }

  /** The traps are live: a Java stream springs them. */
  @Test
  void shouldBeAlarmedByJavasOwnDeserialization() throws Exception {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (java.io.ObjectOutputStream stream = new java.io.ObjectOutputStream(bytes)) {
      stream.writeObject(new Gadgets.Resolves());
    }
    Gadgets.Alarm.clear();
    try (java.io.ObjectInputStream stream =
        new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(stream.readObject()).isEqualTo("");
    }
    assertThat(Gadgets.Alarm.raised()).containsExactly("readResolve");
  }

  /** The file that was made up is read where the class is the program's own. */
  @Test
  void shouldReadTheFileThatNobodyHasChanged() throws IOException {
    Path same = folder.resolve("same.cairn");
    Files.write(same, with(checkpoint, Bait.class.getName(), "FIELDS"));
    try (SavedCheckpoint saved = configure().open(same)) {
      assertThat(saved.state(Places.class).queue).hasSize(3);
    }
  }
}
