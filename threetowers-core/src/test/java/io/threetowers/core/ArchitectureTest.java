package io.threetowers.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The import table of ARCHITECTURE.md. */
class ArchitectureTest {
  private static final String CORE = "io.threetowers.core.";
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.threetowers");

  @Test
  void hasNoCyclesAmongThePackagesOfCore() {
    check(slices().matching(CORE + "(*)..").should().beFreeOfCycles());
  }

  @Test
  void keepsTheEngineBehindTheScriptPackage() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(CORE + "script..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.pytorch.."));
  }

  @Test
  void keepsGuiceInTheWiringPackage() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(CORE + "wiring..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.inject..", "jakarta.inject.."));
  }

  @Test
  void givesOurBuiltInComponentsNoPrivateDoor() {
    check(
        classes()
            .that()
            .resideInAPackage(CORE + "builtin..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                CORE + "builtin..",
                "io.threetowers.api..",
                "ai.djl..",
                "java..",
                "com.google.gson..",
                "org.apache.commons..",
                "org.slf4j..",
                "org.jspecify.."));
  }

  @Test
  void letsPluginLoadingKnowNothingOfExperiments() {
    check(
        noClasses()
            .that()
            .resideInAPackage(CORE + "plugin..")
            .should()
            .dependOnClassesThat(
                DescribedPredicate.describe(
                    "are in another package of core",
                    type ->
                        type.getPackageName().startsWith(CORE)
                            && !type.getPackageName().startsWith(CORE + "plugin"))));
  }

  @Test
  void letsTheApiUseNothingOfTheHost() {
    check(
        classes()
            .that()
            .resideInAPackage("io.threetowers.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.threetowers.api..", "ai.djl..", "java..", "org.jspecify.."));
  }

  @Test
  void printsNothingToTheStandardStreams() {
    check(
        noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err"));
  }

  @Test
  void marksEveryPackageForNullness() {
    Set<String> unmarked = new TreeSet<>();
    for (JavaPackage javaPackage : MAIN.getPackage("io.threetowers").getSubpackagesInTree()) {
      boolean holdsClasses = !javaPackage.getClasses().isEmpty();
      if (holdsClasses && !javaPackage.isAnnotatedWith(NullMarked.class)) {
        unmarked.add(javaPackage.getName());
      }
    }
    assertThat(unmarked).isEmpty();
  }

  private static void check(ArchRule rule) {
    rule.check(MAIN);
  }
}
