/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit.junit;

import dev.cairn.testkit.TestRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What {@link CairnTest} does; it may be registered by itself as well. */
public final class CairnExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(CairnExtension.class);

  /** Called by JUnit. */
  public CairnExtension() {}

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    Path folder = Files.createTempDirectory("cairn-test");
    context.getStore(OURS).put(TestRuns.class, TestRuns.in(folder));
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    TestRuns runs = context.getStore(OURS).remove(TestRuns.class, TestRuns.class);
    if (runs == null) {
      return; // it did not come to that
    }
    runs.close();
    if (context.getExecutionException().isPresent()) {
      System.err.println(
          "the checkpoints of " + context.getDisplayName() + " are kept in " + runs.directory());
    } else {
      runs.remove();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return (type == Path.class || type == TestRuns.class)
        && parameter.getParameter().getAnnotations().length == 0;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TestRuns runs = context.getStore(OURS).get(TestRuns.class, TestRuns.class);
    if (runs == null) {
      throw new ParameterResolutionException(
          "a folder for runs is there for a test and what is called @BeforeEach, not before");
    }
    return parameter.getParameter().getType() == Path.class ? runs.directory() : runs;
  }
}
