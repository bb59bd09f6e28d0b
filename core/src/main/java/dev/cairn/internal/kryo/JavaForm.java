/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.CorruptCheckpointException;
import dev.cairn.StateMismatchException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/**
 * The bytes by which Java serialization writes one object whose state the JVM closes to us, without
 * the objects it refers to: those are part of the graph, and placeholders stand for them. Classes
 * that are values in it are part of the graph as well, behind the objects. Nothing but the named
 * class, its superclasses, those values and placeholders is let in when it is read.
 *
 * @param bytes the serialized form
 * @param places where in the bytes classes are described
 * @param references the objects that it refers to, by the number of their placeholder
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JavaForm(byte[] bytes, int[] places, Object[] references) {

  /**
   * What values of the JDK give for themselves before anybody can put a placeholder there. They are
   * part of the form, and what they refer to is not. None of them has an identity, but for an
   * EnumSet that something else refers to as well: of that the rehearsal says that it would be
   * another one.
   */
  private static final Set<String> STAND_INS =
      Set.of("java.time.Ser", "java.util.CollSer", "java.util.EnumSet$SerializationProxy");

  private static final int MOST_ELEMENTS = 1 << 20;
  private static final int MOST_LEVELS = 16;
  private static final Pattern PRIMITIVE_ARRAY = Pattern.compile("\\[[ZBCSIJFD]");

  /**
   * Takes the form of an object.
   *
   * @throws IOException if it or its class cannot be serialized
   */
  static JavaForm of(Object given) throws IOException {
    // A calendar computes its time when it is written: not that of the program.
    Object object = given instanceof Calendar calendar ? calendar.clone() : given;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (Shallow stream = new Shallow(bytes, object, bytes::size)) {
      stream.writeObject(object);
      stream.flush();
      return new JavaForm(
          bytes.toByteArray(),
          stream.places.stream().mapToInt(Integer::intValue).toArray(),
          stream.referencesAndClasses().toArray());
    }
  }

  /** The form of a lambda, with a placeholder for each object that it has caught. */
  static byte[] ofLambda(SerializedLambda lambda) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(lambda);
    } catch (IOException e) {
      throw new IllegalStateException("cannot write a lambda", e);
    }
    return bytes.toByteArray();
  }

  /** The objects that a closed object refers to, in the order in which it tells them. */
  static List<Object> referencesOf(Object object) {
    try (Shallow stream = new Shallow(OutputStream.nullOutputStream(), object, () -> 0)) {
      stream.writeObject(object);
      return List.copyOf(stream.references);
    } catch (IOException e) {
      throw new IllegalStateException("cannot look into a " + object.getClass().getName(), e);
    }
  }

  /**
   * Gives the object back.
   *
   * @param allowed the names of the classes that may be part of it
   * @param loader where they are found
   * @param policy which classes may be named as values
   */
  @SuppressWarnings("BanSerializableRead") // only the classes named, behind a filter
  Object read(Set<String> allowed, ClassLoader loader, ClassPolicy policy) {
    try (Resolving stream = new Resolving(bytes, references, allowed, loader, policy)) {
      return stream.readObject();
    } catch (IOException | ClassNotFoundException | ClassCastException e) {
      if (e instanceof InvalidClassException mismatch && mismatch.classname != null) {
        throw new StateMismatchException(
            "the Java form of " + allowed + " does not fit the class as it is now: " + e, e);
      }
      throw new CorruptCheckpointException("the Java form of " + allowed + " makes no sense", e);
    }
  }

  private static boolean isPrimitiveArray(Class<?> type) {
    return type.isArray() && type.getComponentType().isPrimitive();
  }

  /** Writes one object, and a placeholder for each other one. */
  private static final class Shallow extends ObjectOutputStream {
    private final Object whole;
    private final IntSupplier written;
    private final List<Integer> places = new ArrayList<>();
    private final Set<Class<?>> classes = new LinkedHashSet<>();
    private final List<Object> references = new ArrayList<>();
    private final IdentityHashMap<Object, Placeholder> placeholders = new IdentityHashMap<>();

    Shallow(OutputStream target, Object whole, IntSupplier written) throws IOException {
      super(target);
      this.written = written;
      this.whole = whole;
      enableReplaceObject(true);
    }

    @Override
    protected void writeClassDescriptor(ObjectStreamClass description) throws IOException {
      flush();
      places.add(written.getAsInt());
      super.writeClassDescriptor(description);
    }

    @Override
    protected void annotateClass(Class<?> type) {
      classes.add(type);
    }

    /** What it refers to, then the classes that it names and that are not its own. */
    List<Object> referencesAndClasses() {
      List<Object> all = new ArrayList<>(references);
      for (Class<?> type : classes) {
        boolean own = type.isInstance(whole) && !type.isInterface();
        boolean standIn = STAND_INS.contains(type.getName());
        if (!own && !standIn && type != Placeholder.class && !isPrimitiveArray(type)) {
          all.add(type);
        }
      }
      return all;
    }

    @Override
    protected Object replaceObject(Object object) {
      // A text is no more than its characters.
      if (object == whole
          || object instanceof String
          || object instanceof Placeholder
          || STAND_INS.contains(object.getClass().getName())) {
        return object;
      }
      return placeholders.computeIfAbsent(
          object,
          key -> {
            references.add(key);
            return new Placeholder(references.size() - 1);
          });
    }
  }

  /** Reads one object, and puts the real objects where their placeholders stand. */
  private static final class Resolving extends ObjectInputStream {
    private final Object[] references;
    private final Set<String> allowed;
    private final ClassLoader loader;
    private final ClassPolicy policy;

    Resolving(
        byte[] bytes,
        Object[] references,
        Set<String> allowed,
        ClassLoader loader,
        ClassPolicy policy)
        throws IOException {
      super(new ByteArrayInputStream(bytes));
      this.policy = policy;
      this.references = references;
      this.allowed = allowed;
      this.loader = loader;
      enableResolveObject(true);
      // Which classes may be named is decided in resolveClass: a filter sees resolved objects too.
      setObjectInputFilter(
          info ->
              info.arrayLength() <= MOST_ELEMENTS && info.depth() <= MOST_LEVELS
                  ? ObjectInputFilter.Status.ALLOWED
                  : ObjectInputFilter.Status.REJECTED);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      String name = description.getName();
      if (name.equals(Placeholder.class.getName())) {
        return Placeholder.class;
      } else if (allowed.contains(name)
          || STAND_INS.contains(name)
          || PRIMITIVE_ARRAY.matcher(name).matches()) {
        return Class.forName(name, false, loader);
      }
      for (Object reference : references) {
        boolean named = reference instanceof Class<?> type && type.getName().equals(name);
        // Changed bytes could make an object of it, by its own methods.
        if (named && ClassValues.canBeNamed((Class<?>) reference, policy)) {
          return (Class<?>) reference;
        }
      }
      throw new InvalidObjectException(name + " is not among " + allowed);
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws InvalidObjectException {
      throw new InvalidObjectException("a proxy is not among " + allowed);
    }

    @Override
    protected Object resolveObject(Object object) throws InvalidObjectException {
      if (!(object instanceof Placeholder placeholder)) {
        return object;
      }
      int number = placeholder.number();
      if (number < 0 || number >= references.length) {
        throw new InvalidObjectException("it refers to object " + number + ", which it has not");
      }
      return references[number];
    }
  }
}
