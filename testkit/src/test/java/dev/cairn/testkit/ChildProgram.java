/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** What the child of {@link ChildJvmTest} runs. */
final class ChildProgram {
  private ChildProgram() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("ready " + String.join(",", arguments));
    System.err.println("folder " + Path.of("").toRealPath());
    switch (arguments[0]) {
      case "exit" -> System.exit(Integer.parseInt(arguments[1]));
      case "environment" -> System.out.println("value " + System.getenv(arguments[1]));
      case "property" -> System.out.println("value " + System.getProperty(arguments[1]));
      case "hook" -> waitWithHook();
      case "parent" -> becomeParent();
      default -> new CountDownLatch(1).await();
    }
  }

  private static void waitWithHook() throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  System.out.println("hook ran");
                  System.out.flush();
                }));
    System.out.println("hook set");
    new CountDownLatch(1).await();
  }

  private static void becomeParent() throws Exception {
    ChildJvm grandchild = ChildJvm.running(ChildProgram.class.getName()).arguments("wait").start();
    System.out.println("grandchild " + grandchild.processId());
    new CountDownLatch(1).await();
  }
}
