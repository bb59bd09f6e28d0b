/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the command may know of the library, as docs/adr/0023 states it. */
@AnalyzeClasses(packages = "dev.cairn.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  @ArchTest
  static final ArchRule theCommandSeesNoRoomOfTheEngine =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.cairn.internal.gate..",
              "dev.cairn.internal.trigger..",
              "dev.cairn.internal.capture..",
              "dev.cairn.internal.observe..");

  @ArchTest
  static final ArchRule ofTheEngineOnlyWhatPeopleDo =
      noClasses()
          .should()
          .dependOnClassesThat(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "the engine's, but Maintenance and RemovalPlan",
                  type ->
                      type.getPackageName().equals("dev.cairn.internal.engine")
                          && !type.getSimpleName().equals("Maintenance")
                          && !type.getSimpleName().equals("RemovalPlan")));
}
