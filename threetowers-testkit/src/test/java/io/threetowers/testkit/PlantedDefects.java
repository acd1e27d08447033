package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * Shows that each check of a contract finds the defect that it is there for, by running the
 * contract on components that have one.
 */
abstract class PlantedDefects {
  private final Class<?> contract;
  private final Class<?> applied;
  private final List<? extends Defect<?>> defects;

  /**
   * A table of defects.
   *
   * @param applied the contract's subclass, a {@code @ParameterizedClass} over the defects
   */
  PlantedDefects(Class<?> contract, Class<?> applied, Stream<? extends Defect<?>> defects) {
    this.contract = contract;
    this.applied = applied;
    this.defects = defects.toList();
  }

  /** The names of a contract's checks. */
  static Set<String> checks(Class<?> contract) {
    return Stream.of(contract.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .map(method -> method.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyCheckHasAPlantedDefect() {
    assertThat(defects.stream().map(Defect::check).filter(check -> !check.isEmpty()))
        .containsAll(checks(contract));
    assertThat(checks(contract))
        .containsAll(defects.stream().flatMap(defect -> defect.failures().stream()).toList());
  }

  @Test
  void eachDefectFailsItsCheckByName() {
    Map<Integer, Map<String, String>> failures = new TreeMap<>();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(applied))
        .execute()
        .testEvents()
        .finished()
        .stream()
        .forEach(event -> note(event, failures));
    SoftAssertions softly = new SoftAssertions();
    for (int i = 0; i < defects.size(); i++) {
      Map<String, String> failed = failures.getOrDefault(i, Map.of("none", "it did not run"));
      softly
          .assertThat(failed.keySet())
          .as("checks that fail a component with the defect '%s': %s", defects.get(i), failed)
          .isEqualTo(defects.get(i).failures());
    }
    softly.assertAll();
  }

  /** Which checks fail a defect, and what they say; an empty map for one that passes all. */
  private static void note(Event event, Map<Integer, Map<String, String>> failures) {
    int defect = -1;
    String check = "";
    for (UniqueId.Segment segment : event.getTestDescriptor().getUniqueId().getSegments()) {
      if (segment.getType().equals("class-template-invocation")) {
        defect = Integer.parseInt(segment.getValue().substring(1)) - 1;
      } else if (segment.getType().equals("method")) {
        check = segment.getValue().replaceFirst("\\(.*", "");
      }
    }
    Map<String, String> failed = failures.computeIfAbsent(defect, key -> new TreeMap<>());
    TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
    if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
      failed.put(check, result.getThrowable().map(Throwable::toString).orElse("no reason given"));
    }
  }
}
