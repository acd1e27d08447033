package io.threetowers.core.model;

import io.threetowers.api.weights.WeightMapping;
import io.threetowers.api.weights.WeightMatch;
import io.threetowers.core.weights.WeightFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What families make of the names in one file, remembered: most presets differ in sizes alone, and
 * their parameters bear the same names.
 */
public final class FamilyMatches {

  private record Question(WeightMapping family, Set<String> parameters) {}

  private final Set<String> tensors;
  private final Map<Question, WeightMatch> answers = new HashMap<>();

  /** Of a file, which stays open. */
  public FamilyMatches(WeightFile weights) {
    this.tensors = weights.names();
  }

  /** What {@link WeightMapping#match} says. */
  WeightMatch of(WeightMapping family, Set<String> parameters) {
    return answers.computeIfAbsent(
        new Question(family, parameters),
        question -> question.family().match(question.parameters(), tensors));
  }
}
