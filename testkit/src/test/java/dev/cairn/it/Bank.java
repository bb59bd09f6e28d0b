/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import dev.cairn.Worker;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Many threads that change one state: clerks, each with a book of its own, who all book into the
 * same two accounts, and helpers of a pool who only update. Whatever the order, the end is the
 * same; and at every moment that a checkpoint may see, the books agree with the accounts.
 */
final class Bank {
  static final int CLERKS = 4;
  private static final int HELPERS = 2;

  private Bank() {}

  /** All that is saved. */
  @Checkpointed
  static final class Accounts {
    final Book[] books = new Book[CLERKS];
    final BitSet errands;
    long errandSum;
    long debit;
    long credit;

    Accounts(int errandCount) {
      errands = new BitSet(errandCount);
      for (int i = 0; i < CLERKS; i++) {
        books[i] = new Book(i);
      }
    }

    /** What would show that a checkpoint holds the middle of something. */
    void check() {
      long booked = 0;
      for (Book book : books) {
        Book again = new Book(book.clerk);
        while (again.step < book.step) {
          booked += again.amount();
          again.turnPage();
        }
        require(again.value == book.value, "book " + book.clerk);
      }
      require(debit == credit, "debit " + debit + ", credit " + credit);
      require(debit == booked, "accounts " + debit + ", books " + booked);
      long sum = errands.stream().mapToLong(Stepper::mix).sum();
      require(sum == errandSum, "errands " + errandSum + ", expected " + sum);
    }

    private static void require(boolean holds, String what) {
      if (!holds) {
        throw new IllegalStateException("TORN: " + what);
      }
    }

    long digest() {
      long digest = Stepper.mix(debit) + Stepper.mix(credit + 1) + errandSum + errands.hashCode();
      for (Book book : books) {
        digest = digest * 31 + book.value;
      }
      return digest;
    }
  }

  /** What only one clerk changes, between his safepoints. */
  @Checkpointed
  static final class Book {
    final int clerk;
    long step;
    long value;

    Book(int clerk) {
      this.clerk = clerk;
    }

    long amount() {
      return 1 + (Stepper.mix(step * CLERKS + clerk) & 0xff);
    }

    void turnPage() {
      step++;
      value = Stepper.mix(value + step + clerk);
    }
  }

  /** The end, had nothing ever happened. */
  static long expected(long pages, int errandCount) {
    Accounts accounts = new Accounts(errandCount);
    for (Book book : accounts.books) {
      while (book.step < pages) {
        accounts.debit += book.amount();
        book.turnPage();
      }
    }
    accounts.credit = accounts.debit;
    for (int i = 0; i < errandCount; i++) {
      accounts.errands.set(i);
      accounts.errandSum += Stepper.mix(i);
    }
    return accounts.digest();
  }

  /** Arguments: pages for each clerk, errands of the pool. */
  public static void main(String[] arguments) throws Exception {
    long pages = Long.parseLong(arguments[0]);
    int errandCount = Integer.parseInt(arguments[1]);
    try (Checkpoint<Accounts> run = Checkpoint.resumeOrStart(() -> new Accounts(errandCount))) {
      Accounts accounts = run.state();
      accounts.check();
      new Bank().work(run, pages, errandCount);
      if (run.isStopping()) {
        System.exit(run.exitCode());
      }
      run.complete();
      accounts.check();
      System.out.println("result " + accounts.digest());
    }
  }

  private final AtomicLongArray progress = new AtomicLongArray(CLERKS);

  private void work(Checkpoint<Accounts> run, long pages, int errandCount) throws Exception {
    Accounts accounts = run.state();
    for (Book book : accounts.books) {
      progress.set(book.clerk, book.step);
    }
    String from = run.resumedFrom().map(CheckpointInfo::id).orElse("none");
    System.out.println("start work " + done() + " from " + from);
    Thread reporter = new Thread(() -> report(run), "reporter");
    reporter.setDaemon(true);
    reporter.start();

    ExecutorService pool = Executors.newFixedThreadPool(HELPERS);
    for (int i = 0; i < errandCount; i++) {
      if (!accounts.errands.get(i)) {
        int errand = i;
        pool.execute(() -> doErrand(run, errand));
      }
    }
    pool.shutdown();
    List<Thread> clerks = new ArrayList<>();
    for (Book book : accounts.books) {
      Thread clerk = new Thread(() -> keep(run, book, pages), "clerk " + book.clerk);
      clerks.add(clerk);
      clerk.start();
    }
    for (Thread clerk : clerks) {
      clerk.join();
    }
    boolean unused = pool.awaitTermination(1, TimeUnit.MINUTES);
  }

  private void keep(Checkpoint<Accounts> run, Book book, long pages) {
    Accounts accounts = run.state();
    try (Worker worker = run.worker()) {
      while (book.step < pages && worker.safepoint()) {
        if (book.step > pages * 9 / 10 && !Files.exists(Stepper.GO)) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        } else {
          long amount = book.amount();
          // No checkpoint sees the middle of an update; that no other update does is up to us.
          run.update(
              () -> {
                synchronized (accounts) {
                  accounts.debit += amount;
                  burn(20);
                  accounts.credit += amount;
                }
              });
          burn(500);
          book.turnPage();
          progress.set(book.clerk, book.step);
        }
      }
      worker.finish();
    }
  }

  private static void doErrand(Checkpoint<Accounts> run, int errand) {
    Accounts accounts = run.state();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    run.update(
        () -> {
          synchronized (accounts.errands) {
            accounts.errands.set(errand);
            burn(50);
            accounts.errandSum += Stepper.mix(errand);
          }
        });
  }

  private static void burn(int rounds) {
    long value = rounds;
    for (int i = 0; i < rounds; i++) {
      value = Stepper.mix(value);
    }
    if (value == 0) {
      System.out.println("never, but the compiler cannot know");
    }
  }

  private long done() {
    long sum = 0;
    for (int i = 0; i < CLERKS; i++) {
      sum += progress.get(i);
    }
    return sum;
  }

  /** Tells all the time how far it is, for whoever wants to know what a kill has cost. */
  private void report(Checkpoint<Accounts> run) {
    long told = -1;
    while (true) {
      String durable = run.lastDurable().map(Bank::id).orElse("none 0");
      long done = done();
      if (done != told) {
        told = done;
        long now = System.currentTimeMillis();
        System.out.println("at " + now + " work " + done + " durable " + durable);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private static String id(CheckpointInfo info) {
    return info.id() + " " + info.takenAt().toEpochMilli();
  }
}
