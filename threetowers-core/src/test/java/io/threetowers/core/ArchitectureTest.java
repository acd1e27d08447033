package io.threetowers.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
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
  void letsEachPackageOfCoreImportOnlyThoseOfItsLine() {
    Map<String, List<String>> table =
        Map.ofEntries(
            Map.entry("plugin", List.of()),
            Map.entry("script", List.of()),
            Map.entry("seed", List.of()),
            Map.entry("builtin", List.of()),
            Map.entry("config", List.of("plugin")),
            Map.entry("failure", List.of("plugin")),
            Map.entry("data", List.of("failure", "seed")),
            Map.entry("experiment", List.of("config", "data")),
            Map.entry("model", List.of("config", "experiment", "failure", "script", "seed")),
            Map.entry("eval", List.of("data", "experiment", "model", "script")),
            Map.entry("run", List.of("config", "experiment", "plugin", "script")),
            Map.entry(
                "train",
                List.of(
                    "builtin",
                    "config",
                    "data",
                    "eval",
                    "experiment",
                    "failure",
                    "model",
                    "run",
                    "script",
                    "seed")));
    table.forEach(
        (name, allowed) ->
            check(
                noClasses()
                    .that()
                    .resideInAPackage(CORE + name)
                    .should()
                    .dependOnClassesThat(areInCoreButNotIn(name, allowed))));
  }

  private static DescribedPredicate<JavaClass> areInCoreButNotIn(String own, List<String> allowed) {
    return DescribedPredicate.describe(
        "are in packages of core other than " + own + " and " + allowed,
        type -> {
          String name = type.getPackageName();
          return name.startsWith(CORE)
              && !name.equals(CORE + own)
              && allowed.stream().noneMatch(other -> name.equals(CORE + other));
        });
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
