/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.BooleanSupplier;

/**
 * Compares a graph with a copy of it: the same classes, the same values, the same sharing, the same
 * order of iteration. It shares no code with the serializers whose work it judges.
 *
 * <p>Used by one thread, once, while the program waits.
 */
public final class GraphComparator {
  /** Two objects that should be the same, and how they were reached. */
  private record Pair(Object live, Object copy, Pair from, String edge) {
    String path() {
      Deque<String> edges = new ArrayDeque<>();
      for (Pair at = this; at != null; at = at.from) {
        edges.addFirst(at.edge);
      }
      return String.join("", edges);
    }
  }

  /** A difference, or an order that will not be kept. */
  public static final class Difference extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String live;
    private final String copy;

    Difference(String path, String live, String copy) {
      super(path + ": the program has " + live + ", restored is " + copy);
      this.path = path;
      this.live = live;
      this.copy = copy;
    }

    /** From the root to the place. */
    public String path() {
      return path;
    }

    /** What the first graph has there. */
    public String live() {
      return live;
    }

    /** What the second one has there. */
    public String copy() {
      return copy;
    }
  }

  /** Asked for every object. */
  private static final ClassValue<Boolean> PLATFORM =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return type.getClassLoader() == null || type.getName().startsWith("java.");
        }
      };

  /** Values and entries, which are saved only with their map; asked for every collection. */
  private static final ClassValue<Boolean> VIEW_WITH_MAP =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          String name = type.getName();
          return name.startsWith("java.util.")
              && name.matches(".*\\$(Linked)?(Values|EntrySet)(View)?");
        }
      };

  /** Looks at the clock after so many comparisons. */
  private static final int CLOCK_EVERY = 1 << 12;

  /** Of one type; more would say nothing new. */
  private static final int MOST_WARNINGS = 5;

  private final IdentityHashMap<Object, Object> copies;
  private final BooleanSupplier timeIsUp;
  private final CompletenessAudit audit = new CompletenessAudit();
  private final IdentityHashMap<Class<?>, List<Field>> fields = new IdentityHashMap<>();
  private final Deque<Pair> work = new ArrayDeque<>();
  private final Map<String, Integer> reordered = new HashMap<>();
  private final List<Pair> unpaired = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Pair> lookups = new ArrayList<>();
  private long steps;
  private boolean cutShort;

  /**
   * Creates a comparator.
   *
   * @param objects how many objects there are, about
   * @param timeIsUp true as soon as no more is to be compared
   */
  public GraphComparator(long objects, BooleanSupplier timeIsUp) {
    this.copies = new IdentityHashMap<>((int) Math.min(objects, 1 << 28));
    this.timeIsUp = timeIsUp;
  }

  /** What the program has beside its state, with field paths. */
  List<String> leftOut() {
    return audit.remarks();
  }

  /** How many objects were compared; less than there are where time was up. */
  long compared() {
    return copies.size();
  }

  /** True where time was up before all was compared. */
  boolean isCutShort() {
    return cutShort;
  }

  /**
   * Compares.
   *
   * @return orders of iteration that will not be kept, with their paths
   * @throws Difference if anything else differs; names the path
   */
  public List<String> compare(Map<String, Object> live, Map<String, Object> copy) {
    for (Map.Entry<String, Object> root : live.entrySet()) {
      String type = root.getValue().getClass().getSimpleName();
      boolean named = type.isEmpty() || !root.getKey().equals("main");
      push(root.getValue(), copy.get(root.getKey()), null, named ? root.getKey() : type);
    }
    compareAll();
    if (cutShort) {
      return warnings;
    }
    // Values whose keys nobody could tell apart, but which were met elsewhere.
    for (int i = 0; i < unpaired.size(); i++) {
      compareWhatIsPairedByNow(unpaired.get(i));
      compareAll();
    }
    for (int i = 0; i < lookups.size() && !cutShort; i++) {
      requireLookups(lookups.get(i));
      cutShort = timeIsUp.getAsBoolean();
    }
    audit.lookAtConstants(copies, live.values());
    return warnings;
  }

  private void compareAll() {
    while (!work.isEmpty() && !cutShort) {
      compareOne(work.pop());
      if (++steps % CLOCK_EVERY == 0) {
        cutShort = timeIsUp.getAsBoolean();
      }
    }
  }

  private void compareWhatIsPairedByNow(Pair pair) {
    Map<?, ?> copy = (Map<?, ?>) pair.copy();
    boolean byIdentity = copy instanceof IdentityHashMap<?, ?>;
    ((Map<?, ?>) pair.live())
        .forEach(
            (key, value) -> {
              boolean told = key != null && !byIdentity && JdkValues.isValue(key);
              Object other = told ? key : copies.get(key);
              if (other != null) {
                push(value, copy.get(other), pair, "{}");
              }
            });
  }

  private void push(Object live, Object copy, Pair from, String edge) {
    if (live != null || copy != null) {
      work.push(new Pair(live, copy, from, edge));
    }
  }

  private void compareOne(Pair pair) {
    Object live = pair.live();
    Object copy = pair.copy();
    if (live == null || copy == null || !isSameKind(live.getClass(), copy.getClass())) {
      throw differs(pair, describe(live), describe(copy));
    }
    if (live.getClass().isHidden()) {
      return; // a lambda: what it has caught is told to nobody
    }
    if (JdkValues.isValue(live)) {
      if (live instanceof Enum<?> constant) {
        audit.lookAtEnum(constant.getDeclaringClass());
      }
      if (!JdkValues.same(live, copy)) {
        throw differs(pair, describe(live), describe(copy));
      }
    } else if (isNew(pair)) {
      compareContents(pair);
    }
  }

  /** A lambda that comes back is of a class made for it, of the same class of the program. */
  private static boolean isSameKind(Class<?> live, Class<?> copy) {
    return live == copy
        || (live.isHidden() && copy.isHidden() && standsIn(live).equals(standsIn(copy)));
  }

  private static String standsIn(Class<?> lambda) {
    return lambda.getName().replaceFirst("\\$\\$Lambda.*", "");
  }

  /** The same object must always have the same copy. */
  private boolean isNew(Pair pair) {
    Object known = copies.putIfAbsent(pair.live(), pair.copy());
    if (known != null && known != pair.copy()) {
      throw differs(pair, "an object met before", "another copy of it");
    }
    return known == null;
  }

  private void compareContents(Pair pair) {
    Object live = pair.live();
    Object copy = pair.copy();
    if (live instanceof Object[] array) {
      compareInOrder(pair, Arrays.asList(array), Arrays.asList((Object[]) copy));
    } else if (live.getClass().isArray()) {
      compareElements(pair);
    } else {
      if (hasStateOfPlatform(live.getClass())) {
        comparePlatform(pair);
      }
      if (!isPlatform(live.getClass()) && !OwnSerialization.hasAny(live.getClass())) {
        compareFields(pair);
      } else if (!isPlatform(live.getClass())) {
        compareByItsOwnWords(pair);
      }
    }
  }

  private static void compareElements(Pair pair) {
    if (Objects.deepEquals(pair.live(), pair.copy())) {
      return;
    }
    int length = Math.min(Array.getLength(pair.live()), Array.getLength(pair.copy()));
    for (int i = 0; i < length; i++) {
      Object live = Array.get(pair.live(), i);
      Object copy = Array.get(pair.copy(), i);
      if (!live.equals(copy)) {
        throw differs(
            new Pair(live, copy, pair, "[" + i + "]"), String.valueOf(live), String.valueOf(copy));
      }
    }
    throw differs(pair, "its elements", "others");
  }

  /**
   * A class that writes and reads itself decides what of it is kept: a cache in a field may be
   * empty afterwards. Where it says what equality is, that must hold; and its elements must come in
   * the same order, or somebody has to know.
   */
  private void compareByItsOwnWords(Pair pair) {
    Object live = pair.live();
    audit.lookAtOwnSerialization(live, pair.copy());
    if (OwnSerialization.saysWhatIsEqual(live.getClass()) && !live.equals(pair.copy())) {
      throw differs(pair, "an object", "one that is not equal to it");
    }
    boolean reordered =
        live instanceof Map<?, ?> map
            ? !IterationOrder.isSame(map.keySet(), ((Map<?, ?>) pair.copy()).keySet())
            : live instanceof Collection<?> all
                && !IterationOrder.isSame(all, (Collection<?>) pair.copy());
    if (reordered) {
      warn(pair);
    }
  }

  private void comparePlatform(Pair pair) {
    Object live = pair.live();
    Object copy = pair.copy();
    if (live instanceof Map<?, ?> map) {
      lookups.add(pair);
      compareMaps(pair, map, (Map<?, ?>) copy);
    } else if (live instanceof Collection<?> collection) {
      boolean searched = live instanceof CopyOnWriteArraySet<?>; // one after the other
      if (live instanceof Set<?> && !searched && !isViewWithMap(live)) {
        lookups.add(pair);
      }
      compareCollections(pair, collection, (Collection<?>) copy);
    } else {
      compareInOrder(pair, JdkValues.contents(live), JdkValues.contents(copy));
    }
  }

  /** True for the JDK's classes, and those of the program that extend one that is not abstract. */
  private static boolean hasStateOfPlatform(Class<?> type) {
    Class<?> at = type;
    while (!isPlatform(at)) {
      at = at.getSuperclass();
    }
    return at == type || (at != Object.class && !Modifier.isAbstract(at.getModifiers()));
  }

  /** Once all contents are known to be the same: what is in a collection is also found in it. */
  private static void requireLookups(Pair pair) {
    Collection<?> keys =
        pair.copy() instanceof Map<?, ?> map ? map.keySet() : (Collection<?>) pair.copy();
    Collection<?> liveKeys =
        pair.live() instanceof Map<?, ?> map ? map.keySet() : (Collection<?>) pair.live();
    if (findsAll(liveKeys) && !findsAll(keys)) {
      throw differs(pair, "keys that are found", "a key that is not");
    }
  }

  private static boolean findsAll(Collection<?> keys) {
    try {
      return keys.stream().allMatch(keys::contains);
    } catch (StackOverflowError e) {
      return false; // a collection within itself has no hash
    }
  }

  private void compareFields(Pair pair) {
    audit.look(pair.live(), pair::path);
    for (Field field : fieldsOf(pair.live().getClass())) {
      try {
        Object live = field.get(pair.live());
        Object copy = field.get(pair.copy());
        if (!field.getType().isPrimitive() || !JdkValues.same(live, copy)) {
          push(live, copy, pair, "." + field.getName());
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private List<Field> fieldsOf(Class<?> type) {
    return fields.computeIfAbsent(type, GraphComparator::stateOf);
  }

  /** All fields that are state: of a class marked only on fields, the marked ones. */
  private static List<Field> stateOf(Class<?> type) {
    List<Field> found = new ArrayList<>();
    for (Class<?> at = type; at != null && !isPlatform(at); at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (!Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers)) {
          field.setAccessible(true);
          found.add(field);
        }
      }
    }
    return StateMarks.isMarkedOnFieldsAlone(type)
        ? found.stream().filter(StateMarks::isMarked).toList()
        : found;
  }

  private void compareCollections(Pair pair, Collection<?> live, Collection<?> copy) {
    if (isViewWithMap(live)) {
      compareSizes(pair, live.size(), copy.size());
      return; // its map is part of the state, and is compared
    }
    if (live instanceof Set<?>) {
      compareSizes(pair, live.size(), copy.size());
      if (!isComparableInOrder(pair, (Set<?>) live, copy)) {
        return;
      }
    }
    compareInOrder(pair, live, copy);
  }

  /** Warns of an order that will not be kept; false where nobody can tell which is which. */
  private boolean isComparableInOrder(Pair pair, Set<?> live, Collection<?> copy) {
    if (IterationOrder.isOrdered(live)) {
      return IterationOrder.isSame(live, copy) || !isSameInAnotherOrder(pair, live, copy);
    } else if (IterationOrder.isUnordered(live)) {
      return false;
    } else if (!IterationOrder.haveSameHashes(live, copy)) {
      warn(pair);
      return false;
    } else if (!IterationOrder.isSame(live, copy) && isSameInAnotherOrder(pair, live, copy)) {
      return false;
    }
    warnOfIdentityHashes(pair, live);
    return true;
  }

  private boolean isSameInAnotherOrder(Pair pair, Collection<?> live, Collection<?> copy) {
    boolean same = IterationOrder.hasSameElements(live, copy);
    if (same) {
      warn(pair);
    }
    return same;
  }

  private void warnOfIdentityHashes(Pair pair, Collection<?> keys) {
    if (keys.size() > 1 && IterationOrder.isByHash(pair.live()) && IdentityHashes.mayBeIn(keys)) {
      warn(
          pair,
          "may iterate in another order after a resume, since what it holds refers to enum "
              + "constants or classes, which hash otherwise in each JVM");
    }
  }

  private static boolean isViewWithMap(Object collection) {
    return VIEW_WITH_MAP.get(collection.getClass());
  }

  private void compareMaps(Pair pair, Map<?, ?> live, Map<?, ?> copy) {
    compareSizes(pair, live.size(), copy.size());
    if (IterationOrder.isUnordered(live)) {
      unpaired.add(pair);
      return;
    }
    if (!IterationOrder.isOrdered(live)
        && !IterationOrder.haveSameHashes(live.keySet(), copy.keySet())) {
      warn(pair);
      unpaired.add(pair);
      return;
    }
    if (!IterationOrder.isOrdered(live)) {
      warnOfIdentityHashes(pair, live.keySet());
    }
    if (!IterationOrder.isSame(live.keySet(), copy.keySet())
        && live.keySet().containsAll(copy.keySet())) {
      warn(pair);
      copy.forEach((key, value) -> push(live.get(key), value, pair, "{}"));
      return;
    }
    compareInOrder(pair, live.keySet(), copy.keySet());
    compareInOrder(pair, live.values(), copy.values());
  }

  private void warn(Pair pair) {
    warn(pair, "would iterate in another order after a resume");
  }

  private void warn(Pair pair, String what) {
    String type = pair.live().getClass().getName();
    if (reordered.merge(type, 1, Integer::sum) <= MOST_WARNINGS) {
      warnings.add(
          pair.path()
              + ": this "
              + type
              + " "
              + what
              + "; where results depend on the order, use a LinkedHashMap, LinkedHashSet or sorted one");
    }
  }

  private void compareInOrder(Pair pair, Collection<?> live, Collection<?> copy) {
    compareSizes(pair, live.size(), copy.size());
    Iterator<?> copies = copy.iterator();
    int index = 0;
    for (Object element : live) {
      push(element, copies.next(), pair, "[" + index++ + "]");
    }
  }

  private static void compareSizes(Pair pair, int live, int copy) {
    if (live != copy) {
      throw differs(pair, live + " elements", copy + " elements");
    }
  }

  static boolean isPlatform(Class<?> type) {
    return PLATFORM.get(type);
  }

  private static String describe(Object value) {
    if (value == null) {
      return "null";
    }
    return JdkValues.isValue(value)
        ? value.getClass().getSimpleName() + " " + value
        : "a " + value.getClass().getName();
  }

  private static Difference differs(Pair pair, String live, String copy) {
    return new Difference(pair.path(), live, copy);
  }
}
