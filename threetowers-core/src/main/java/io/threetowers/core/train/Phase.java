package io.threetowers.core.train;

import io.threetowers.core.model.Composition;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What holds from a step of the training on.
 *
 * @param from the step
 * @param composition the graph: its towers are those for inputs of the phase's size, its edges have
 *     the phase's weights
 * @param trained full names of the parameters that are trained
 * @param rates multipliers of the learning rate by pattern of the full name, the latest first
 */
public record Phase(
    long from, Composition composition, Set<String> trained, List<Map<String, Double>> rates) {

  public Phase {
    trained = Set.copyOf(trained);
    rates = List.copyOf(rates);
  }

  /** Whether a parameter is trained. */
  public boolean isTrained(String name) {
    return trained.contains(name);
  }

  /** What the timeline multiplies a parameter's learning rate by. */
  double rate(String name) {
    for (Map<String, Double> patterns : rates) {
      for (Map.Entry<String, Double> entry : patterns.entrySet()) {
        if (name.matches(entry.getKey())) {
          return entry.getValue();
        }
      }
    }
    return 1;
  }
}
