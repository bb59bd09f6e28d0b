/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module may see of others, and others of it. */
class ModuleTest {
  private final JavaClasses module =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.cairn.slurm");

  @Test
  void shouldUseNothingInternal() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.cairn.internal..")
        .check(module);
  }

  @Test
  void shouldUseNothingButCoreAndTheJdk() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.cairn", "dev.cairn.spi", "dev.cairn.slurm", "java..")
        .check(module);
  }

  @Test
  void shouldOfferTheJobAlone() {
    classes()
        .that()
        .haveModifier(JavaModifier.PUBLIC)
        .and()
        .areTopLevelClasses()
        .should()
        .haveSimpleName("SlurmJob")
        .check(module);
  }
}
