package io.threetowers.core.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.threetowers.api.Tower;
import io.threetowers.api.weights.WeightMapping;
import io.threetowers.api.weights.WeightMatch;
import io.threetowers.core.weights.WeightFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How well a file fits a tower that nobody has asked to load it.
 *
 * @param family by whose table its names are understood; empty if they are the tower's own
 * @param description which files that family is
 * @param fitting how many parameters get values of their shape
 * @param named how many have tensors by their names
 * @param parameters how many there are
 * @param problems what does not fit; empty if all does
 */
public record TowerFit(
    String family,
    String description,
    int fitting,
    int named,
    int parameters,
    List<String> problems,
    WeightUse use) {

  public TowerFit {
    problems = List.copyOf(problems);
  }

  /**
   * The best of a tower's families; empty if no name is known, or the tower says nothing of its
   * parameters before it sees an input.
   *
   * @param matches of {@code weights}
   */
  public static Optional<TowerFit> of(
      Tower tower, WeightFile weights, Path file, FamilyMatches matches) {
    TreeMap<String, Shape> parameters = new TreeMap<>();
    for (Pair<String, Parameter> parameter : tower.block().getParameters()) {
      if (parameter.getValue().getShape() == null) {
        return Optional.empty();
      }
      parameters.put(parameter.getKey(), parameter.getValue().getShape());
    }
    WeightFit fit = new WeightFit("the tower", parameters, WeightLeeway.NONE);
    List<TowerFit> all = new ArrayList<>();
    Set<String> names = weights.names();
    Set<String> own = Set.copyOf(parameters.keySet());
    if (parameters.keySet().stream().anyMatch(names::contains)) {
      all.add(of("its own", "the names of its parameters", fit.read(weights, file), parameters));
    }
    for (WeightMapping family : tower.weightMappings()) {
      // Most families know no name of a file: what such a one lacks is nothing to be told.
      WeightMatch match = matches.of(family, own);
      if (!match.sources().isEmpty()) {
        all.add(
            of(family.name(), family.description(), fit.read(weights, file, match), parameters));
      }
    }
    return all.stream()
        .filter(one -> one.isKnown(names.size()))
        .min(
            Comparator.comparing((TowerFit one) -> !one.problems().isEmpty())
                .thenComparing(Comparator.comparingInt(TowerFit::fitting).reversed())
                .thenComparing(Comparator.comparingInt(TowerFit::named).reversed())
                // What is exactly ours fits; what does not is rather of a family with our names.
                .thenComparing(one -> one.use().family().isEmpty()));
  }

  /** A few names are alike in most files. */
  private boolean isKnown(int tensors) {
    return named * 2 >= parameters || use.tensors() * 2 >= tensors;
  }

  private static TowerFit of(
      String family, String description, WeightReading reading, TreeMap<String, Shape> parameters) {
    return new TowerFit(
        family,
        description,
        reading.fitting(),
        reading.sources().size(),
        parameters.size(),
        reading.problems(),
        reading.use());
  }
}
