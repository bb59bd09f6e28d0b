/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.io.Input;
import dev.cairn.UnsupportedStateException;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.HashSet;
import java.util.Set;

/**
 * Lambdas and method references of a serializable type: by the class they stand in and what they
 * have caught. They run code of that class, so it must have been approved by its name, or marked;
 * of the JDK only comparators are let in.
 *
 * <p>What a lambda was compiled to has no name that lasts; recompiling its class may change which
 * one a number means, as it does in Java serialization. Immutable.
 */
final class LambdaCodec extends BuiltCodec {
  static final String NAME = "java.lang.invoke.SerializedLambda";

  private static final Set<String> OF_THE_JDK =
      Set.of("java.util.Comparator", "java.util.Map$Entry");

  LambdaCodec() {
    super(SerializedLambda.class, cairn(SerializedLambda.class, 1));
  }

  static boolean isSerializableLambda(Class<?> type) {
    return type.isHidden() && Serializable.class.isAssignableFrom(type);
  }

  @Override
  void writeParts(Object object, GraphWriter writer) {
    // Inside another Java form it has already given its serialized form for itself.
    boolean inForm = object instanceof SerializedLambda;
    SerializedLambda lambda = inForm ? (SerializedLambda) object : serialized(object);
    String capturing = lambda.getCapturingClass().replace('/', '.');
    requireApproved(capturing(capturing, loaderOf(object)), writer.policy());
    writer.runsCodeOf(capturing);
    GraphOutput output = writer.content();
    for (String text :
        new String[] {
          capturing,
          lambda.getFunctionalInterfaceClass(),
          lambda.getFunctionalInterfaceMethodName(),
          lambda.getFunctionalInterfaceMethodSignature(),
          lambda.getImplClass(),
          lambda.getImplMethodName(),
          lambda.getImplMethodSignature(),
          lambda.getInstantiatedMethodType()
        }) {
      output.text(text);
    }
    output.writeVarInt(lambda.getImplMethodKind(), true);
    output.writeVarInt(lambda.getCapturedArgCount(), true);
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      writer.reference(lambda.getCapturedArg(i), ".(lambda)[" + i + "]");
    }
  }

  private static ClassLoader loaderOf(Object lambda) {
    return lambda instanceof SerializedLambda
        ? Thread.currentThread().getContextClassLoader()
        : lambda.getClass().getClassLoader();
  }

  private static Class<?> capturing(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void requireApproved(Class<?> capturing, ClassPolicy policy) {
    if (!OF_THE_JDK.contains(capturing.getName()) && !policy.approvesHooks(capturing)) {
      throw new UnsupportedStateException(
          "a lambda or method reference of "
              + capturing.getName()
              + ", which runs code of that class when it is read; mark the class @Checkpointed or "
              + "approve it with configure().allow(\""
              + capturing.getName()
              + "\"), or use a class with a name in its place");
    }
  }

  private static SerializedLambda serialized(Object lambda) {
    SerializedLambda[] found = new SerializedLambda[1];
    try (ObjectOutputStream stream =
        new ObjectOutputStream(OutputStream.nullOutputStream()) {
          {
            enableReplaceObject(true);
          }

          @Override
          protected Object replaceObject(Object object) {
            if (object instanceof SerializedLambda form) {
              found[0] = form;
            }
            return null;
          }
        }) {
      stream.writeObject(lambda);
    } catch (IOException e) {
      throw new IllegalStateException("cannot look into a lambda", e);
    }
    if (found[0] == null) {
      throw new UnsupportedStateException(
          lambda.getClass().getName() + " is a hidden class, which cannot be saved");
    }
    return found[0];
  }

  /** The first part is a lambda without what it has caught; the others are that. */
  @Override
  Object[] readParts(GraphReader reader) {
    Input input = reader.content();
    String[] texts = new String[8];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = reader.text(input);
    }
    int kind = input.readVarInt(true);
    int count = reader.length(input, 1);
    Object[] parts = new Object[count + 1];
    System.arraycopy(reader.references(count), 0, parts, 1, count);
    Class<?> capturing =
        OF_THE_JDK.contains(texts[0]) ? capturing(texts[0], null) : reader.load(texts[0]);
    requireApproved(capturing, reader.policy());
    Object[] placeholders = new Object[count];
    for (int i = 0; i < count; i++) {
      placeholders[i] = new Placeholder(i);
    }
    parts[0] =
        new SerializedLambda(
            capturing,
            texts[1],
            texts[2],
            texts[3],
            kind,
            texts[4],
            texts[5],
            texts[6],
            texts[7],
            placeholders);
    return parts;
  }

  /** Java makes a lambda only of a serialized one: so its form is made, and read at once. */
  @Override
  Object build(Object[] parts, GraphReader reader) {
    Object[] caught = new Object[parts.length - 1];
    System.arraycopy(parts, 1, caught, 0, caught.length);
    SerializedLambda lambda = (SerializedLambda) parts[0];
    String capturing = lambda.getCapturingClass().replace('/', '.');
    Set<String> allowed = new HashSet<>(Set.of(NAME, "[Ljava.lang.Object;"));
    Class<?> at =
        OF_THE_JDK.contains(capturing) ? capturing(capturing, null) : reader.load(capturing);
    for (; at != null; at = at.getSuperclass()) {
      allowed.add(at.getName());
    }
    return new JavaForm(JavaForm.ofLambda(lambda), new int[0], caught)
        .read(allowed, reader.loader(), reader.policy());
  }
}
