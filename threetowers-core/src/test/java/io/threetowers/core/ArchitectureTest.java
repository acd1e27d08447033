package io.threetowers.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
            Map.entry("digest", List.of()),
            Map.entry("plugin", List.of("digest")),
            Map.entry("script", List.of()),
            Map.entry("seed", List.of()),
            Map.entry("weights", List.of("script")),
            Map.entry("builtin", List.of()),
            Map.entry("source", List.of("digest")),
            Map.entry("sweep", List.of()),
            Map.entry("config", List.of("plugin", "source")),
            Map.entry("failure", List.of("plugin", "script")),
            Map.entry("data", List.of("failure", "seed")),
            Map.entry("experiment", List.of("config", "data")),
            Map.entry(
                "model",
                List.of("config", "digest", "experiment", "failure", "script", "seed", "weights")),
            Map.entry("eval", List.of("data", "experiment", "model", "script")),
            Map.entry(
                "cache",
                List.of(
                    "config", "data", "digest", "experiment", "model", "run", "script", "source")),
            Map.entry("embed", List.of("data", "digest", "eval", "experiment", "model", "run")),
            Map.entry(
                "export",
                List.of("builtin", "experiment", "failure", "model", "script", "weights")),
            Map.entry(
                "run", List.of("config", "digest", "experiment", "plugin", "script", "source")),
            Map.entry("watch", List.of("data", "script")),
            Map.entry(
                "train",
                List.of(
                    "builtin",
                    "cache",
                    "config",
                    "data",
                    "eval",
                    "experiment",
                    "failure",
                    "model",
                    "run",
                    "script",
                    "seed",
                    "watch",
                    "weights")));
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

  /** Of every module, plugins and launcher too, which are not on this class path. */
  @Test
  void marksEveryPackageForNullness() throws IOException {
    Set<Path> packages = new TreeSet<>();
    Set<Path> marked = new TreeSet<>();
    for (Path source : mainSources()) {
      packages.add(source.getParent());
      if (source.endsWith("package-info.java")
          && Files.readString(source).contains("@NullMarked\n")) {
        marked.add(source.getParent());
      }
    }
    assertThat(packages).as("packages of all modules").hasSizeGreaterThan(15);
    assertThat(marked).isEqualTo(packages);
  }

  /** A clock that jumps moves dates that are written down, and no duration. */
  @Test
  void measuresTimeWithoutTheDate() throws IOException {
    Pattern date =
        Pattern.compile(
            "currentTimeMillis|Clock\\.system|(Instant|Local\\w+|ZonedDateTime)\\.now|new Date\\(");
    Pattern timing =
        Pattern.compile(".*/(core/(train|watch|data|eval|wiring|sweep)|launcher)/[^/]*\\.java");
    Set<String> found = new TreeSet<>();
    int looked = 0;
    for (Path source : mainSources()) {
      if (timing.matcher(source.toString()).matches()) {
        looked++;
        if (date.matcher(Files.readString(source)).find()) {
          found.add(String.valueOf(source.getFileName()));
        }
      }
    }
    assertThat(looked).isGreaterThan(100);
    // Caches not used for so many days are found by date.
    assertThat(found).containsExactly("CacheCommand.java");
  }

  private static List<Path> mainSources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of(".."), "threetowers-*")) {
      for (Path module : modules) {
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }

  private static void check(ArchRule rule) {
    rule.check(MAIN);
  }
}
