/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.StateMismatchException;
import dev.cairn.internal.capture.GraphCodec.RestoredGraph;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two builds of a program: what the first has written, the second reads. */
class EvolutionTest {
  @TempDir Path folder;
  private int builds;
  private List<String> changes = List.of();

  /** Compiles a program; its classes are found by a loader of its own. */
  private ClassLoader build(String... sources) throws IOException {
    Path build = Files.createDirectories(folder.resolve("build-" + builds++));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-d", build.toString(), "-cp", System.getProperty("java.class.path"), "-nowarn"));
    for (String source : sources) {
      String name = source.replaceAll("(?s).*?(?:class|record|enum) (\\w+).*", "$1");
      Path file = build.resolve(name + ".java");
      Files.writeString(file, "package sim;\nimport java.util.*;\n" + source);
      arguments.add(file.toString());
    }
    int result =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    assertThat(result).isZero();
    return new URLClassLoader(new URL[] {build.toUri().toURL()}, getClass().getClassLoader());
  }

  private static Object make(ClassLoader program) throws ReflectiveOperationException {
    return Class.forName("sim.State", true, program).getDeclaredConstructor().newInstance();
  }

  private Object moved(Object state, ClassLoader later, Evolution evolution) throws IOException {
    ClassLoader first = state.getClass().getClassLoader();
    MemoryGraph graph =
        MemoryGraph.again(
            new KryoGraphCodec(policy(), new Evolution(), first), Map.of("main", state));
    RestoredGraph restored =
        new KryoGraphCodec(policy(), evolution, later).read(graph.source(), Map.of());
    changes = restored.changes();
    return restored.roots().get("main");
  }

  private Object moved(Object state, ClassLoader later) throws IOException {
    return moved(state, later, new Evolution());
  }

  private static ClassPolicy policy() {
    return new ClassPolicy(List.of("sim.*"));
  }

  private static Object get(Object object, String name) throws ReflectiveOperationException {
    Class<?> at = object.getClass();
    while (true) {
      try {
        Field field = at.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
      } catch (NoSuchFieldException e) {
        at = at.getSuperclass();
      }
    }
  }

  @Test
  void shouldReadFieldsThatWereAddedRemovedReorderedRenamedAndWidened() throws Exception {
    ClassLoader first =
        build(
            "public class State { int a = 1; int gone = 2; String text = \"x\"; float f = 1.5f;"
                + " Integer boxed = 5; int unboxed = 6; char c = 'c'; long same = 9; byte b = -3; }");
    ClassLoader later =
        build(
            "public class State { String text; @dev.cairn.Formerly(\"a\") long wide;"
                + " double f; int boxed; Integer unboxed; int c; long same = 1; Short b;"
                + " List<String> added; int fresh = 7; }");

    Object back = moved(make(first), later);

    assertThat(get(back, "wide")).isEqualTo(1L);
    assertThat(get(back, "text")).isEqualTo("x");
    assertThat(get(back, "f")).isEqualTo(1.5);
    assertThat(get(back, "boxed")).isEqualTo(5);
    assertThat(get(back, "unboxed")).isEqualTo(6);
    assertThat(get(back, "c")).isEqualTo((int) 'c');
    assertThat(get(back, "same")).isEqualTo(9L);
    assertThat(get(back, "b")).isEqualTo((short) -3);
    assertThat(get(back, "added")).isNull();
    assertThat(get(back, "fresh")).isEqualTo(0);
    assertThat(changes)
        .contains("sim.State: gone is no longer there, its value is dropped")
        .contains("sim.State: a is now wide")
        .contains("sim.State: f was a float, is now a double")
        .contains("sim.State: added is new; it is 0, false or null");
  }

  @Test
  void shouldKeepReferencesAndCyclesThroughChangedClasses() throws Exception {
    ClassLoader first =
        build(
            "public class State { Node head = new Node(); { head.next = head; head.owner = this; } }",
            "class Node { Node next; Object owner; int old = 3; }");
    ClassLoader later =
        build(
            "public class State { int more; Node head; }",
            "class Node { Object owner; Node next; }");

    Object back = moved(make(first), later);

    Object head = get(back, "head");
    assertThat(get(head, "next")).isSameAs(head);
    assertThat(get(head, "owner")).isSameAs(back);
  }

  @Test
  void shouldReadRecordsWithOtherComponents() throws Exception {
    ClassLoader first =
        build(
            "public class State { Point p = new Point(1, 2, \"z\"); Set<Point> set = Set.of(p); }",
            "record Point(int x, int y, String dropped) {}");
    ClassLoader later =
        build(
            "public class State { Point p; Set<Point> set; }",
            "record Point(long y, @dev.cairn.Formerly(\"x\") int first, double added) {}");

    Object back = moved(make(first), later);

    Object point = get(back, "p");
    assertThat(get(point, "y")).isEqualTo(2L);
    assertThat(get(point, "first")).isEqualTo(1);
    assertThat(get(point, "added")).isEqualTo(0.0);
    assertThat(((Set<?>) get(back, "set")).contains(point)).isTrue();
  }

  @Test
  void shouldReadEnumsByName() throws Exception {
    ClassLoader first =
        build(
            "public class State { Map<Phase, Integer> m = new EnumMap<>(Map.of(Phase.B, 2)); Phase p ="
                + " Phase.OLD; }",
            "enum Phase { A, B, OLD }");
    ClassLoader later =
        build(
            "public class State { Map<Phase, Integer> m; Phase p; }",
            "enum Phase { @dev.cairn.Formerly(\"OLD\") NEW, C, B }");

    Object back = moved(make(first), later);

    assertThat(get(back, "p")).hasToString("NEW");
    assertThat(get(back, "m")).hasToString("{B=2}");
    ClassLoader without =
        build("public class State { Map<Phase, Integer> m; Phase p; }", "enum Phase { C, B }");
    assertThatThrownBy(() -> moved(make(first), without))
        .isInstanceOf(StateMismatchException.class)
        .hasMessageContaining("OLD")
        .hasMessageContaining("[C, B]")
        .hasMessageContaining("@Formerly(\"OLD\")");
  }

  @Test
  void shouldReadClassesThatWereRenamedOrGotASuperclassBetween() throws Exception {
    ClassLoader first =
        build(
            "public class State { Old o = new Old(); Old[] all = {o}; Old.Inner i = new Old.Inner(); }",
            "class Old { int a = 4; static class Inner { int b = 5; } }");
    ClassLoader later =
        build(
            "public class State { Fresh o; Fresh[] all; Fresh.Inner i; }",
            "class Base { int a; int more; }",
            "class Fresh extends Base { static class Inner { int b; } }");
    Evolution evolution = new Evolution();
    evolution.rename("sim.Old", "sim.Fresh");

    Object back = moved(make(first), later, evolution);

    assertThat(get(get(back, "o"), "a")).isEqualTo(4);
    assertThat(((Object[]) get(back, "all"))[0]).isSameAs(get(back, "o"));
    assertThat(get(get(back, "i"), "b")).isEqualTo(5);
    assertThatThrownBy(() -> moved(make(first), later))
        .isInstanceOf(StateMismatchException.class)
        .hasMessageContaining("sim.Old")
        .hasMessageContaining("renamed(");
  }

  /** Two references to one lone object are written as two, and are one again. */
  @Test
  void shouldKeepSharedObjectsOneWhoseClassesHaveChanged() throws Exception {
    ClassLoader first =
        build(
            "public class State { Named a = new Named(\"x\"); Named b = a; Object c = a;"
                + " Pair p = new Pair(a, \"y\"); Pair q = p; }",
            "class Named { String name; Named(String n) { name = n; } }",
            "record Pair(Named named, String text) {}");
    ClassLoader later =
        build(
            "public class State { Named a; Named b; Object c; Pair p; Pair q; }",
            "class Named { String name; int more; public String toString() { return name + more; } }",
            "record Pair(String text, Named named, int more) {}");

    Object back = moved(make(first), later);

    assertThat(get(back, "a")).hasToString("x0");
    assertThat(get(back, "b")).isSameAs(get(back, "a"));
    assertThat(get(back, "c")).isSameAs(get(back, "a"));
    assertThat(get(back, "p")).hasToString("Pair[text=y, named=x0, more=0]");
    assertThat(get(back, "q")).isSameAs(get(back, "p"));
    assertThat(get(get(back, "p"), "named")).isSameAs(get(back, "a"));
  }

  @Test
  void shouldMigrateASharedObjectOnce() throws Exception {
    ClassLoader first =
        build(
            "public class State { Named a = new Named(); Named b = a; Named[] all = {a, b}; }",
            "class Named { String name = \"7\"; }");
    ClassLoader later =
        build(
            "public class State { Named a; Named b; Named[] all; }", "class Named { int count; }");
    Evolution evolution = new Evolution();
    Class<?> named = Class.forName("sim.Named", true, later);
    List<Object> migrated = new ArrayList<>();
    evolution.migrate(named, (object, values) -> migrated.add(object));

    Object back = moved(make(first), later, evolution);

    assertThat(migrated).singleElement().isSameAs(get(back, "a"));
    assertThat(get(back, "b")).isSameAs(get(back, "a"));
    assertThat(((Object[]) get(back, "all"))).containsOnly(get(back, "a"));
  }

  /** A class without a serialVersionUID has another one with every method. */
  @Test
  void shouldReadAnExceptionAndARandomThatHaveGotAMethodMore() throws Exception {
    String failure =
        "class Failure extends RuntimeException { int code = 7;"
            + " Class<?> about = Failure.class; Object more = List.of(1); ";
    String dice = "class Dice extends Random { int sides = 6; Dice() { super(3); nextInt(); } ";
    String state = "public class State { Object f = new Failure(); Dice d = new Dice(); }";
    ClassLoader first = build(state, failure + "}", dice + "}");
    ClassLoader later =
        build(state, failure + "int twice() { return 2 * code; } }", dice + "void more() {} }");
    Object state1 = make(first);

    Object back = moved(state1, later);

    assertThat(get(get(back, "f"), "code")).isEqualTo(7);
    assertThat(get(get(back, "f"), "more")).isEqualTo(List.of(1));
    assertThat(get(get(back, "f"), "about")).isSameAs(get(back, "f").getClass());
    assertThat(((java.util.Random) get(back, "d")).nextLong())
        .isEqualTo(((java.util.Random) get(state1, "d")).nextLong());
  }

  @Test
  void shouldReadAnExceptionThatHasBeenRenamedWithItsFields() throws Exception {
    ClassLoader first =
        build(
            "public class State { Object f = new Failure(); Class<?> c = Failure.class; }",
            "class Failure extends RuntimeException { int code = 7; String gone = \"x\"; }");
    ClassLoader later =
        build(
            "public class State { Object f; Class<?> c; }",
            "class Defect extends RuntimeException { @dev.cairn.Formerly(\"code\") int number; }");
    Evolution evolution = new Evolution();
    evolution.rename("sim.Failure", "sim.Defect");

    Object back = moved(make(first), later, evolution);

    assertThat(get(get(back, "f"), "number")).isEqualTo(7);
    assertThat(get(back, "c")).isSameAs(get(back, "f").getClass());
    assertThat(changes)
        .contains(
            "sim.Failure is now sim.Defect",
            "sim.Defect: code is now number",
            "sim.Defect: gone is no longer there, its value is dropped");
  }

  @Test
  void shouldPutAValueWhereItWasNamedBeforeANewFieldTakesTheName() throws Exception {
    ClassLoader first = build("public class State { int count = 7; int z = 8; }");
    ClassLoader later =
        build(
            "public class State { int count; @dev.cairn.Formerly(\"count\") int total;"
                + " @dev.cairn.Formerly(\"z\") int a; int z; }");

    Object back = moved(make(first), later);

    assertThat(get(back, "total")).isEqualTo(7);
    assertThat(get(back, "count")).isEqualTo(0);
    assertThat(get(back, "a")).isEqualTo(8);
    assertThat(get(back, "z")).isEqualTo(0);
    assertThat(get(moved(back, later), "total")).isEqualTo(7);
  }

  @Test
  void shouldSayThatAFieldHasMovedToAnotherClass() throws Exception {
    ClassLoader first = build("public class State extends Up { int x = 7; }", "class Up { }");
    ClassLoader later = build("public class State extends Up { }", "class Up { int x; }");

    Object back = moved(make(first), later);

    assertThat(get(back, "x")).isEqualTo(7);
    assertThat(changes).containsExactly("sim.State: x of sim.State is now x of sim.Up");
  }

  @Test
  void shouldReadCollectionsOfTheProgramThatHaveOtherFieldsByNow() throws Exception {
    ClassLoader first =
        build(
            "public class State { Bag b = new Bag(); Sorted s = new Sorted();"
                + " public State() { b.add(b); s.put(\"k\", b); } }",
            "class Bag extends ArrayList<Object> { int a = 1; String gone = \"g\"; }",
            "class Sorted extends TreeMap<String, Object> { int a = 2; }");
    ClassLoader later =
        build(
            "public class State { Bag b; Sorted s; }",
            "class Bag extends ArrayList<Object> { long a; int more; }",
            "class Sorted extends TreeMap<String, Object> {"
                + " @dev.cairn.Formerly(\"a\") int number; }");

    Object back = moved(make(first), later);

    assertThat(get(get(back, "b"), "a")).isEqualTo(1L);
    assertThat(((List<?>) get(back, "b")).get(0)).isSameAs(get(back, "b"));
    assertThat(get(get(back, "s"), "number")).isEqualTo(2);
    assertThat(((Map<?, ?>) get(back, "s")).get("k")).isSameAs(get(back, "b"));
    assertThat(changes).contains("sim.Bag: gone is no longer there, its value is dropped");
  }

  @Test
  void shouldSayWhatAClassThatWritesItselfHasLost() throws Exception {
    String body =
        " private void writeObject(java.io.ObjectOutputStream o) throws java.io.IOException"
            + " { o.defaultWriteObject(); } }";
    String marked = "@dev.cairn.Checkpointed class Hook implements java.io.Serializable {";
    String state = "public class State { Hook h = new Hook(); }";
    ClassLoader first = build(state, marked + " int code = 7; int gone = 8;" + body);
    ClassLoader later = build(state, marked + " @dev.cairn.Formerly(\"code\") int number;" + body);

    Object back = moved(make(first), later);

    assertThat(get(get(back, "h"), "number")).isEqualTo(7);
    assertThat(changes)
        .contains(
            "sim.Hook: code is now number",
            "sim.Hook: gone is no longer there, its value is dropped");
  }

  @Test
  void shouldLetFormerlyComeFirstWhereverFieldsAreStored() throws Exception {
    String hook =
        " private void writeObject(java.io.ObjectOutputStream o) throws java.io.IOException"
            + " { o.defaultWriteObject(); } }";
    String marked = "@dev.cairn.Checkpointed class Hook implements java.io.Serializable {";
    String state = "public class State { Hook h = new Hook(); Failure f = new Failure(); }";
    ClassLoader first =
        build(
            state,
            marked + " int z = 7;" + hook,
            "class Failure extends RuntimeException { int z = 8; }");
    String fields = " @dev.cairn.Formerly(\"z\") int a; int z;";
    ClassLoader later =
        build(
            state,
            marked + fields + hook,
            "class Failure extends RuntimeException {" + fields + "}");

    Object back = moved(make(first), later);

    assertThat(get(get(back, "h"), "a")).isEqualTo(7);
    assertThat(get(get(back, "h"), "z")).isEqualTo(0);
    assertThat(get(get(back, "f"), "a")).isEqualTo(8);
    assertThat(get(get(back, "f"), "z")).isEqualTo(0);
  }

  @Test
  void shouldReadAClassThatWritesItselfBelowANewSuperclass() throws Exception {
    String body =
        " int own = 7; private void writeObject(java.io.ObjectOutputStream o)"
            + " throws java.io.IOException { o.defaultWriteObject(); o.writeInt(5); }"
            + " private void readObject(java.io.ObjectInputStream i) throws java.io.IOException,"
            + " ClassNotFoundException { i.defaultReadObject(); read = i.readInt(); }"
            + " transient int read; }";
    String state = "public class State { Hook h = new Hook(); Object last = \"end\"; }";
    ClassLoader first =
        build(
            state,
            "class Gone implements java.io.Serializable { int lost = 3; }",
            "@dev.cairn.Checkpointed class Hook extends Gone {" + body);
    ClassLoader later =
        build(
            state,
            "class Fresh implements java.io.Serializable { int more; }",
            "@dev.cairn.Checkpointed class Hook extends Fresh {" + body);

    Object back = moved(make(first), later);

    assertThat(get(get(back, "h"), "own")).isEqualTo(7);
    assertThat(get(get(back, "h"), "read")).isEqualTo(5);
    assertThat(get(back, "last")).isEqualTo("end");
    assertThat(changes)
        .contains("sim.Hook: other classes of its hierarchy write themselves by now")
        .contains("sim.Hook: lost is no longer there, its value is dropped");
  }

  @Test
  void shouldKeepTheComparatorOfACollectionThatHasBecomeAnother() throws Exception {
    ClassLoader first =
        build(
            "public class State { TreeMap<String, Integer> m ="
                + " new TreeMap<>(String.CASE_INSENSITIVE_ORDER); public State() { m.put(\"A\", 1); } }");
    ClassLoader later =
        build(
            "public class State { java.util.concurrent.ConcurrentSkipListMap<String, Integer> m; }");

    Object back = moved(make(first), later);

    assertThat(((Map<?, ?>) get(back, "m")).get("a")).isEqualTo(1);
  }

  @Test
  void shouldReadACollectionAsAnotherOne() throws Exception {
    ClassLoader first =
        build(
            "public class State { ArrayList<String> l = new ArrayList<>(List.of(\"a\", \"b\"));"
                + " HashMap<String, Object> m = new HashMap<>(Map.of(\"k\", l)); }");
    ClassLoader later =
        build("public class State { LinkedList<String> l; TreeMap<String, Object> m; }");

    Object back = moved(make(first), later);

    assertThat(get(back, "l")).isInstanceOf(java.util.LinkedList.class).hasToString("[a, b]");
    assertThat(get(back, "m")).isInstanceOf(java.util.TreeMap.class).hasToString("{k=[a, b]}");
  }

  @Test
  void shouldReadACollectionOfARecordAsAnotherOne() throws Exception {
    ClassLoader first =
        build(
            "public class State { R r = new R(new ArrayList<>(List.of(\"a\", \"b\")),"
                + " new HashMap<>(Map.of(\"k\", 1))); Set<R> set = new HashSet<>(Set.of(r)); }",
            "record R(ArrayList<String> l, HashMap<String, Integer> m) {}");
    ClassLoader later =
        build(
            "public class State { R r; Set<R> set; }",
            "record R(LinkedList<String> l, TreeMap<String, Integer> m) {}");

    Object back = moved(make(first), later);

    assertThat(get(get(back, "r"), "l")).hasToString("[a, b]");
    assertThat(get(get(back, "r"), "m")).hasToString("{k=1}");
    assertThat(((Set<?>) get(back, "set")).contains(get(back, "r"))).isTrue();
  }

  @Test
  void shouldReadACollectionAsAnotherOneOfWhichARecordKeepsACopy() throws Exception {
    String state = "public class State { R r = new R(new ArrayList<>(List.of(\"a\"))); }";
    ClassLoader first = build(state, "record R(ArrayList<String> l) {}");
    ClassLoader later =
        build(
            "public class State { R r; }",
            "record R(LinkedList<String> l) { R { l = new LinkedList<>(l); } }");

    assertThat(get(get(moved(make(first), later), "r"), "l")).hasToString("[a]");
  }

  @Test
  void shouldShareACollectionThatHasBecomeAnotherOne() throws Exception {
    ClassLoader first =
        build(
            "public class State { ArrayList<String> l = new ArrayList<>(List.of(\"a\"));"
                + " ArrayList<String> same = l; Object other = l; }");
    ClassLoader later =
        build(
            "public class State { LinkedList<String> l; LinkedList<String> same; Object other; }");

    Object back = moved(make(first), later);

    assertThat(get(back, "l")).isSameAs(get(back, "same")).hasToString("[a]");
    assertThat(changes)
        .contains(
            "sim.State.l : java.util.ArrayList is now a java.util.LinkedList; where something else"
                + " refers to the same collection, it keeps the one it had");
  }

  @Test
  void shouldNotPutAFieldThatASuperclassHasLostInThePlaceOfOneOfTheSameName() throws Exception {
    ClassLoader first =
        build("public class State extends Base { int n = 3; }", "class Base { int n = 1; }");
    ClassLoader later =
        build("public class State extends Base { int n; }", "class Base { int other; }");

    assertThat(get(moved(make(first), later), "n")).isEqualTo(3);
  }

  @Test
  void shouldLeaveToAMigrationWhatHasBecomeAnotherKindOfObject() throws Exception {
    ClassLoader first = build("public class State { int[] n = {4}; }");
    ClassLoader later = build("public class State { long[] n; }");
    Evolution evolution = new Evolution();
    evolution.migrate(
        Class.forName("sim.State", false, later),
        (state, values) -> assertThat((int[]) values.get("n")).containsExactly(4));

    assertThat(get(moved(make(first), later, evolution), "n")).isNull();
    assertThatThrownBy(() -> moved(make(first), later)).isInstanceOf(StateMismatchException.class);
  }

  @Test
  void shouldRefuseWhatCannotBeMappedAndShowBothShapesUnlessAMigrationTakesIt() throws Exception {
    ClassLoader first = build("public class State { String t = \"42\"; long wide = 5; }");
    ClassLoader later = build("public class State { int t; int wide; }");

    assertThatThrownBy(() -> moved(make(first), later))
        .isInstanceOf(StateMismatchException.class)
        .hasMessageContaining("stored:  FIELDS 1 {sim.State.t : java.lang.String")
        .hasMessageContaining("program: FIELDS 1 {sim.State.t : int")
        .hasMessageContaining("migrate(")
        .hasMessageContaining("resume(NEVER)");

    Evolution evolution = new Evolution();
    Class<?> type = Class.forName("sim.State", false, later);
    evolution.migrate(
        type,
        (state, values) -> {
          try {
            Field field = state.getClass().getDeclaredField("t");
            field.setAccessible(true);
            field.setInt(state, Integer.parseInt((String) values.get("t")));
            assertThat(values).containsEntry("wide", 5L);
          } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(get(moved(make(first), later, evolution), "t")).isEqualTo(42);
  }

  /** Such an object is whole as soon as it is met, in the file too. */
  @Test
  void shouldMigrateObjectsThatHaveNothingButPrimitives() throws Exception {
    ClassLoader first =
        build("public class State { Part part = new Part(); }", "class Part { int n = 4; }");
    ClassLoader later =
        build("public class State { Part part; }", "class Part { int n; List<String> texts; }");
    Evolution evolution = new Evolution();
    List<Map<String, Object>> given = new ArrayList<>();
    evolution.migrate(Class.forName("sim.Part", false, later), (part, values) -> given.add(values));

    Object part = get(moved(make(first), later, evolution), "part");

    assertThat(get(part, "n")).isEqualTo(4);
    assertThat(given).containsExactly(Map.of("n", 4));
  }

  @Test
  void shouldReadRecordsThatGainAReferenceOrLoseTheirLast() throws Exception {
    ClassLoader first =
        build(
            "public class State { R r = new R(7); S s = new S(8, \"x\"); }",
            "record R(int n) {}",
            "record S(int n, String t) {}");
    ClassLoader later =
        build(
            "public class State { R r; S s; }",
            "record R(String t, int n) {}",
            "record S(long n) {}");

    Object back = moved(make(first), later);

    assertThat(get(get(back, "r"), "n")).isEqualTo(7);
    assertThat(get(get(back, "r"), "t")).isNull();
    assertThat(get(get(back, "s"), "n")).isEqualTo(8L);
  }

  @Test
  void shouldFillAHolderWhoseClassHasChanged() throws Exception {
    for (String more : List.of("", " List<String> list = new ArrayList<>(List.of(\"x\"));")) {
      ClassLoader first = build("public class State { int a = 1; int b = 2;" + more + " }");
      ClassLoader later =
          build(
              "public class State { @dev.cairn.Formerly(\"b\") long c; int a; int fresh = 3;"
                  + more
                  + " }");
      MemoryGraph graph = new MemoryGraph();
      Object state = make(first);
      graph.write(new KryoGraphCodec(policy(), new Evolution(), first), Map.of("main", state));
      Object holder = make(later);
      Evolution evolution = new Evolution();
      List<Object> migrated = new ArrayList<>();
      evolution.migrate(holder.getClass(), (object, values) -> migrated.add(object));

      RestoredGraph restored =
          new KryoGraphCodec(policy(), evolution, later)
              .read(graph.source(), Map.of("main", holder));

      assertThat(restored.roots().get("main")).isSameAs(holder);
      assertThat(get(holder, "c")).isEqualTo(2L);
      assertThat(get(holder, "a")).isEqualTo(1);
      assertThat(migrated).containsExactly(holder);
    }
  }
}
