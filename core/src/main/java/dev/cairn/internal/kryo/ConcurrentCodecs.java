/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Locks and what else coordinates threads: it comes back free, and must be free when it is saved.
 */
final class ConcurrentCodecs {
  private static final Map<String, TypeCodec> ALL = new TreeMap<>();

  private ConcurrentCodecs() {}

  static Map<String, TypeCodec> all() {
    return Collections.unmodifiableMap(ALL);
  }

  private static void put(TypeCodec codec) {
    ALL.put(codec.type().getName(), codec);
  }

  private static <T> void value(
      Class<T> type, BiConsumer<T, GraphOutput> write, Function<GraphStreams, T> read) {
    put(new ValueCodecs.Value<>(type, write, read));
  }

  static {
    value(
        ReentrantLock.class,
        (lock, output) -> {
          requireFree(!lock.isLocked(), lock);
          output.writeBoolean(lock.isFair());
        },
        reader -> new ReentrantLock(reader.shape().readBoolean()));
    value(
        ReentrantReadWriteLock.class,
        (lock, output) -> {
          requireFree(!lock.isWriteLocked() && lock.getReadLockCount() == 0, lock);
          output.writeBoolean(lock.isFair());
        },
        reader -> new ReentrantReadWriteLock(reader.shape().readBoolean()));
    value(
        StampedLock.class,
        (lock, output) -> requireFree(!lock.isWriteLocked() && !lock.isReadLocked(), lock),
        reader -> new StampedLock());
    value(
        Semaphore.class,
        (semaphore, output) -> {
          requireFree(!semaphore.hasQueuedThreads(), semaphore);
          output.writeInt(semaphore.availablePermits());
          output.writeBoolean(semaphore.isFair());
        },
        reader -> new Semaphore(reader.shape().readInt(), reader.shape().readBoolean()));
    value(
        CountDownLatch.class,
        (latch, output) -> output.writeLong(latch.getCount()),
        reader -> new CountDownLatch(Math.toIntExact(reader.shape().readLong())));
    put(new Bounded(LinkedBlockingQueue.class, (capacity, fair) -> linkedQueue(capacity)));
    put(new Bounded(LinkedBlockingDeque.class, (capacity, fair) -> linkedDeque(capacity)));
    put(new Bounded(ArrayBlockingQueue.class, ArrayBlockingQueue::new));
    put(new Stamped());
    put(new Markable());
    put(new Done());
  }

  private static Collection<Object> linkedQueue(int capacity) {
    return new LinkedBlockingQueue<>(capacity);
  }

  private static Collection<Object> linkedDeque(int capacity) {
    return new LinkedBlockingDeque<>(capacity);
  }

  private static void requireFree(boolean free, Object lock) {
    if (!free) {
      throw new UnsupportedStateException(
          "a "
              + lock.getClass().getName()
              + " that a thread holds or waits for cannot be saved; let go of it before the "
              + "safepoint");
    }
  }

  /** Queues of a fixed capacity. */
  private static final class Bounded extends TypeCodec {
    /** Makes an empty queue. */
    interface Maker {
      Collection<Object> make(int capacity, boolean fair);
    }

    private final Maker maker;

    Bounded(Class<?> type, Maker maker) {
      super(type, cairn(type, 1));
      this.maker = maker;
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      BlockingQueue<?> queue = (BlockingQueue<?>) object;
      int capacity = queue.size() + queue.remainingCapacity();
      writer.shape().writeInt(capacity);
      if (type() == ArrayBlockingQueue.class) {
        writer.tables().add(capacity);
      }
      writer.shape().writeBoolean(isFair(queue));
    }

    /** Only its lock tells, and that only to a serialization stream. */
    private static boolean isFair(BlockingQueue<?> queue) {
      return queue instanceof ArrayBlockingQueue
          && JavaForm.referencesOf(queue).stream()
              .anyMatch(part -> part instanceof ReentrantLock lock && lock.isFair());
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      CollectionCodecs.writeElements((Collection<?>) object, writer);
    }

    @Override
    Object allocate(GraphReader reader) {
      int capacity = reader.shape().readInt();
      if (type() == ArrayBlockingQueue.class) {
        reader.requireJustified(capacity);
      }
      return maker.make(capacity, reader.shape().readBoolean());
    }

    @Override
    void readBody(Object object, GraphReader reader) {
      reader.fillWhenBuilt(this, object, CollectionCodecs.readElements(reader));
    }

    @Override
    @SuppressWarnings("unchecked")
    void fill(Object object, Object[] contents) {
      Collections.addAll((Collection<Object>) object, contents);
    }
  }

  private static final class Stamped extends TypeCodec {
    Stamped() {
      super(AtomicStampedReference.class, cairn(AtomicStampedReference.class, 1));
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      writer.shape().writeInt(((AtomicStampedReference<?>) object).getStamp());
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      writer.reference(((AtomicStampedReference<?>) object).getReference(), ".value");
    }

    @Override
    Object allocate(GraphReader reader) {
      return new AtomicStampedReference<>(null, reader.shape().readInt());
    }

    @Override
    @SuppressWarnings("unchecked")
    void readBody(Object object, GraphReader reader) {
      AtomicStampedReference<Object> atomic = (AtomicStampedReference<Object>) object;
      reader.assign(
          atomic, reader.reference(), (owner, value) -> atomic.set(value, atomic.getStamp()));
    }
  }

  private static final class Markable extends TypeCodec {
    Markable() {
      super(AtomicMarkableReference.class, cairn(AtomicMarkableReference.class, 1));
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      writer.shape().writeBoolean(((AtomicMarkableReference<?>) object).isMarked());
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      writer.reference(((AtomicMarkableReference<?>) object).getReference(), ".value");
    }

    @Override
    Object allocate(GraphReader reader) {
      return new AtomicMarkableReference<>(null, reader.shape().readBoolean());
    }

    @Override
    @SuppressWarnings("unchecked")
    void readBody(Object object, GraphReader reader) {
      AtomicMarkableReference<Object> atomic = (AtomicMarkableReference<Object>) object;
      reader.assign(
          atomic, reader.reference(), (owner, value) -> atomic.set(value, atomic.isMarked()));
    }
  }

  /** A CompletableFuture that is done: its value or its exception. */
  private static final class Done extends TypeCodec {
    Done() {
      super(CompletableFuture.class, cairn(CompletableFuture.class, 1));
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      CompletableFuture<?> future = (CompletableFuture<?>) object;
      if (!future.isDone()) {
        throw new UnsupportedStateException(
            "a CompletableFuture that is not done cannot be saved; wait for it before the "
                + "safepoint, or keep what it is to compute and start that in a method marked "
                + "@AfterRestore");
      }
      writer.content().writeBoolean(future.isCompletedExceptionally());
      Object outcome =
          future.<Object>handle((value, failure) -> failure == null ? value : failure).join();
      writer.reference(outcome, ".(outcome)");
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nothing runs in it
    Object allocate(GraphReader reader) {
      return new CompletableFuture<>();
    }

    @Override
    @SuppressWarnings("unchecked")
    void readBody(Object object, GraphReader reader) {
      CompletableFuture<Object> future = (CompletableFuture<Object>) object;
      boolean failed = reader.content().readBoolean();
      reader.assign(
          future,
          reader.reference(),
          (owner, outcome) -> {
            boolean unused =
                failed
                    ? future.completeExceptionally((Throwable) outcome)
                    : future.complete(outcome);
          });
    }
  }
}
