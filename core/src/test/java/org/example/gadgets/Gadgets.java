/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.example.gadgets;

import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/**
 * The shapes of which chains for remote code execution through deserialization are made, as the
 * ysoserial collection has them: classes that happen to be on the class path, and that do something
 * when they are read, built, compared, hashed, printed, called or thrown away. Here they raise an
 * alarm.
 */
public final class Gadgets {
  private Gadgets() {}

  /** What has run that must not; in a class of its own, so that looking does not initialise. */
  public static final class Alarm {
    private static final List<String> RAISED = Collections.synchronizedList(new ArrayList<>());

    private Alarm() {}

    public static boolean raise(String what) {
      RAISED.add(what);
      return true;
    }

    public static List<String> raised() {
      return List.copyOf(RAISED);
    }

    public static void clear() {
      RAISED.clear();
    }
  }

  /** Begins a chain, as BadAttributeValueExpException and AnnotationInvocationHandler do. */
  public static final class Reads implements Serializable {
    static final boolean LOADED = Alarm.raise("initialised Reads");
    private static final long serialVersionUID = 1L;
    Object one;

    private void readObject(ObjectInputStream input) {
      Alarm.raise("readObject");
    }

    private void readObjectNoData() {
      Alarm.raise("readObjectNoData");
    }
  }

  /** Replaces itself. */
  public static final class Resolves implements Serializable {
    static final boolean LOADED = Alarm.raise("initialised Resolves");
    private static final long serialVersionUID = 1L;
    Object one;

    private Object readResolve() {
      Alarm.raise("readResolve");
      return "";
    }
  }

  /** Reads itself. */
  public static final class External implements Externalizable {
    static final boolean LOADED = Alarm.raise("initialised External");
    private static final long serialVersionUID = 1L;

    public External() {
      Alarm.raise("constructor of External");
    }

    @Override
    public void writeExternal(ObjectOutput output) {
      Alarm.raise("writeExternal");
    }

    @Override
    public void readExternal(ObjectInput input) {
      Alarm.raise("readExternal");
    }
  }

  /** Called by a PriorityQueue or TreeMap that is filled, as TransformingComparator is. */
  public static final class Compares implements Comparator<Object>, Serializable {
    static final boolean LOADED = Alarm.raise("initialised Compares");
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Object one, Object other) {
      Alarm.raise("compare");
      return 0;
    }
  }

  /** Called by a HashMap or Hashtable that is filled, as TiedMapEntry and URL are. */
  public static final class Hashes implements Comparable<Hashes>, Serializable {
    static final boolean LOADED = Alarm.raise("initialised Hashes");
    private static final long serialVersionUID = 1L;

    @Override
    public int hashCode() {
      Alarm.raise("hashCode");
      return 1;
    }

    @Override
    public boolean equals(Object other) {
      Alarm.raise("equals");
      return false;
    }

    @Override
    public int compareTo(Hashes other) {
      Alarm.raise("compareTo");
      return 0;
    }

    @Override
    public String toString() {
      Alarm.raise("toString");
      return "";
    }
  }

  /** Does something when it is asked for what it has not, as LazyMap does. */
  public static final class Lazy extends HashMap<Object, Object> {
    static final boolean LOADED = Alarm.raise("initialised Lazy");
    private static final long serialVersionUID = 1L;

    public Lazy() {
      Alarm.raise("constructor of Lazy");
    }

    @Override
    public Object get(Object key) {
      Alarm.raise("get");
      return null;
    }

    @Override
    public Object put(Object key, Object value) {
      Alarm.raise("put");
      return null;
    }
  }

  /** Behind a proxy. */
  public static final class Handler implements InvocationHandler, Serializable {
    static final boolean LOADED = Alarm.raise("initialised Handler");
    private static final long serialVersionUID = 1L;

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
      Alarm.raise("invoke");
      return null;
    }
  }

  /** Does something when it is thrown away, as many a class with a native handle does. */
  public static final class Finalizes {
    static final boolean LOADED = Alarm.raise("initialised Finalizes");
    long handle;

    @Override
    @SuppressWarnings({"deprecation", "removal", "Finalize"})
    protected void finalize() {
      Alarm.raise("finalize");
    }
  }

  /** Does something when it is built. */
  public record Builds(Object one) {
    static final boolean LOADED = Alarm.raise("initialised Builds");

    /** Raises an alarm. */
    public Builds {
      Alarm.raise("constructor of Builds");
    }
  }

  /** Has a lambda, so that Java could make it of a serialized one. */
  public static final class Late {
    static final boolean LOADED = Alarm.raise("initialised Late");

    private Late() {}

    /** Raises an alarm when it is run. */
    public static Runnable task() {
      return (Runnable & Serializable) () -> Alarm.raise("ran");
    }
  }

  /** Does something when its constants are made. */
  public enum Kind {
    ONE;

    static final boolean LOADED = Alarm.raise("initialised Kind");
  }
}
