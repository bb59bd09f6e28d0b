/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The directions of the imports, as docs/adr/0002 states them. */
@AnalyzeClasses(packages = "dev.cairn", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String INTERNAL = "dev.cairn.internal.";

  private static final DescribedPredicate<JavaClass> FRONT_DOOR =
      DescribedPredicate.describe(
          "the front door",
          type ->
              type.getPackageName().equals("dev.cairn")
                  && (type.getSimpleName().equals("Checkpoint")
                      || type.getSimpleName().equals("CheckpointBuilder")
                      || type.getSimpleName().equals("SavedCheckpoint")
                      || type.getSimpleName().equals("StateDifference")
                      || type.getSimpleName().equals("Worker")));

  @ArchTest
  static final ArchRule nothingInternalImportsTheFrontDoor =
      noClasses().that().resideInAPackage("..internal..").should().dependOnClassesThat(FRONT_DOOR);

  @ArchTest
  static final ArchRule theVocabularyKnowsNothingOfTheRooms =
      noClasses()
          .that(
              resideInAPackage("dev.cairn")
                  .and(DescribedPredicate.not(FRONT_DOOR))
                  .and(DescribedPredicate.not(nestedIn("Worker"))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..internal..");

  private static DescribedPredicate<JavaClass> nestedIn(String name) {
    return DescribedPredicate.describe(
        "nested in " + name, type -> type.getName().startsWith("dev.cairn." + name));
  }

  @ArchTest
  static final ArchRule onlyTheEngineSeesTheOtherRooms =
      noClasses()
          .that(
              resideInAnyPackage(
                  rooms(
                      "gate", "trigger", "capture", "kryo", "format", "store", "rank", "observe",
                      "thread")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(INTERNAL + "engine..");

  @ArchTest
  static final ArchRule onlyToolsSeeWhatIsForThem =
      noClasses()
          .that()
          .resideOutsideOfPackage(INTERNAL + "inspect..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(INTERNAL + "inspect..");

  @ArchTest static final ArchRule threadsStandAlone = mayKnow("thread");

  @ArchTest
  static final ArchRule onlyOneRoomMakesThreads =
      noClasses()
          .that()
          .resideOutsideOfPackage(INTERNAL + "thread..")
          .should()
          .callConstructorWhere(
              JavaCall.Predicates.target(
                  HasOwner.Predicates.With.owner(JavaClass.Predicates.equivalentTo(Thread.class))));

  @ArchTest static final ArchRule gateStandsAlone = mayKnow("gate");

  @ArchTest static final ArchRule triggerStandsAlone = mayKnow("trigger");
  @ArchTest static final ArchRule observeStandsAlone = mayKnow("observe");
  @ArchTest static final ArchRule formatIsTheLowest = mayKnow("format");
  @ArchTest static final ArchRule storeKnowsOnlyTheFormat = mayKnow("store", "format");

  @ArchTest
  static final ArchRule rankKnowsOnlyTheStoreAndTheFormat = mayKnow("rank", "store", "format");

  @ArchTest static final ArchRule captureKnowsOnlyTheFormat = mayKnow("capture", "format");

  @ArchTest
  static final ArchRule kryoKnowsOnlyCaptureAndFormat = mayKnow("kryo", "capture", "format");

  private static ArchRule mayKnow(String room, String... others) {
    DescribedPredicate<JavaClass> foreign =
        resideInAPackage("dev.cairn.internal..")
            .and(DescribedPredicate.not(resideInAnyPackage(rooms(room, "thread"))));
    for (String other : others) {
      foreign = foreign.and(DescribedPredicate.not(resideInAPackage(INTERNAL + other + "..")));
    }
    return noClasses()
        .that()
        .resideInAPackage(INTERNAL + room + "..")
        .should()
        .dependOnClassesThat(foreign);
  }

  private static String[] rooms(String... names) {
    String[] packages = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      packages[i] = INTERNAL + names[i] + "..";
    }
    return packages;
  }

  @ArchTest
  static final ArchRule onlyOneRoomKnowsKryo =
      noClasses()
          .that()
          .resideOutsideOfPackage(INTERNAL + "kryo..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.esotericsoftware..");

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      SlicesRuleDefinition.slices().matching("dev.cairn.internal.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nobodyLocksFiles =
      noClasses()
          .should()
          .callMethod(java.nio.channels.FileChannel.class, "lock")
          .orShould()
          .callMethod(java.nio.channels.FileChannel.class, "tryLock");

  @ArchTest
  static final ArchRule nobodyEndsTheJvm =
      noClasses().should().callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule exceptionsAreOfOneFamily =
      classes()
          .that()
          .resideInAPackage("dev.cairn")
          .and()
          .areAssignableTo(RuntimeException.class)
          .should()
          .beAssignableTo(CheckpointException.class);
}
