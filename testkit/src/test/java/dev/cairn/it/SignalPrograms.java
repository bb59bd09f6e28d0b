/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import dev.cairn.Checkpoint;
import dev.cairn.it.Stepper.Chain;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Programs that are told to stop, and do not all behave well. */
final class SignalPrograms {
  private static final long TOTAL = 1000;

  private SignalPrograms() {}

  /** Waits, without a safepoint, until the file is there. */
  private static void await(Path file) {
    while (!Files.exists(file)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static void finish(Checkpoint<Chain> run) {
    Chain chain = run.state();
    while (chain.step < TOTAL && run.safepoint()) {
      chain.advance();
    }
    if (run.isStopping()) {
      System.out.println("stopped at " + chain.step + " " + run.stopOutcome());
      System.exit(run.exitCode());
    }
    run.complete();
    System.out.println("result " + chain.value);
  }

  /** Takes false for true. */
  static final class Stubborn {
    public static void main(String[] arguments) {
      try (Checkpoint<Chain> run = Checkpoint.resumeOrStart(() -> new Chain(1))) {
        boolean told = false;
        while (true) {
          if (!run.safepoint() && !told) {
            told = true;
            System.out.println("ignored");
          }
          run.state().advance();
        }
      }
    }
  }

  /** Comes to one safepoint and to no other. */
  static final class Deaf {
    public static void main(String[] arguments) {
      try (Checkpoint<Chain> run = Checkpoint.resumeOrStart(() -> new Chain(1))) {
        run.safepoint();
        System.out.println("deaf");
        while (true) {
          run.state().advance();
        }
      }
    }
  }

  /** Prepares for long before its first safepoint. */
  static final class Late {
    public static void main(String[] arguments) {
      try (Checkpoint<Chain> run = Checkpoint.resumeOrStart(() -> new Chain(1))) {
        System.out.println("preparing");
        await(Stepper.GO);
        finish(run);
      }
    }
  }

  /** Is told to stop when there is nothing left to do but to save the state, or to say so. */
  static final class AtTheEnd {
    public static void main(String[] arguments) {
      try (Checkpoint<Chain> run = Checkpoint.resumeOrStart(() -> new Chain(1))) {
        Chain chain = run.state();
        while (chain.step < TOTAL && run.safepoint()) {
          chain.advance();
        }
        if (run.isStopping()) {
          System.exit(run.exitCode());
        }
        System.out.println("last step done");
        await(Stepper.GO);
        if (arguments.length > 0) {
          System.out.println("saved " + run.checkpointNow().isPresent());
          System.out.println("safepoint " + run.safepoint());
          System.exit(run.exitCode());
        }
        System.out.println("result " + chain.value);
        run.complete();
        System.out.println("complete");
      }
    }
  }

  /** Exits in the middle, as programs do that have found their input wrong. */
  static final class Quitter {
    public static void main(String[] arguments) {
      try (Checkpoint<Chain> run = Checkpoint.resumeOrStart(() -> new Chain(1))) {
        run.safepoint();
        System.out.println("quitting");
        System.exit(4);
      }
    }
  }

  /** Has a handler of its own, which counts before, during and after the run. */
  static final class WithHandler {
    public static void main(String[] arguments) throws ReflectiveOperationException {
      handleTerm();
      try (Checkpoint<Chain> run = Checkpoint.resumeOrStart(() -> new Chain(1))) {
        System.out.println("running");
        while (run.safepoint()) {
          run.state().advance();
        }
        System.out.println("stopped " + run.stopOutcome());
      }
      System.out.println("closed");
      await(Stepper.GO);
      System.exit(75);
    }
  }

  /** By reflection, since javac warns of the class without end. */
  private static void handleTerm() throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    AtomicInteger times = new AtomicInteger();
    InvocationHandler call =
        (self, method, arguments) -> {
          System.out.println("own handler " + arguments[0] + " " + times.incrementAndGet());
          return null;
        };
    Object own =
        Proxy.newProxyInstance(
            SignalPrograms.class.getClassLoader(), new Class<?>[] {handler}, call);
    Object term = signal.getConstructor(String.class).newInstance("TERM");
    signal.getMethod("handle", signal, handler).invoke(null, term, own);
  }

  /** Two runs in one JVM, each with a thread. */
  static final class TwoRuns {
    public static void main(String[] arguments) throws InterruptedException {
      List<Thread> threads = new ArrayList<>();
      List<Integer> codes = new ArrayList<>();
      for (String name : List.of("left", "right")) {
        Thread thread = new Thread(() -> codes.add(one(name)), name);
        threads.add(thread);
        thread.start();
        if (arguments.length > 0) {
          thread.join();
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
      System.exit(codes.stream().mapToInt(Integer::intValue).max().orElse(1));
    }

    private static int one(String name) {
      try (Checkpoint<Chain> run =
          Checkpoint.configure()
              .name(name)
              .ignoreArguments()
              .resumeOrStart(() -> new Chain(name.length()))) {
        Chain chain = run.state();
        boolean announced = false;
        while (chain.step < TOTAL && run.safepoint()) {
          if (chain.step < TOTAL / 2 || Files.exists(Stepper.GO)) {
            chain.advance();
          } else if (!announced) {
            announced = true;
            System.out.println(name + " holding");
          }
        }
        if (run.isStopping()) {
          System.out.println(name + " stopped at " + chain.step + " " + run.stopOutcome());
        } else {
          System.out.println(name + " result " + chain.value);
          run.complete();
        }
        return run.exitCode();
      }
    }
  }
}
