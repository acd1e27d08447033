package io.threetowers.core.train;

import io.threetowers.core.config.Bound;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.data.LabelLane;
import io.threetowers.core.data.Vocabulary;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Datasets;
import io.threetowers.core.model.Edge;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The class names of every label field that an edge joins; the place of a name is its class index.
 *
 * @param byField sorted names by field
 */
public record Vocabularies(Map<String, List<String>> byField) {

  /**
   * Collects the names from the training data.
   *
   * @throws InvalidConfigException if an embedding joined to a label is not as wide as there are
   *     classes
   */
  public static Vocabularies of(
      Bound<Experiment> experiment, Datasets datasets, Composition composition) throws IOException {
    Map<String, List<String>> byField = new LinkedHashMap<>();
    for (String field : composition.labels()) {
      byField.put(field, Vocabulary.of(datasets.train(), field));
    }
    for (Edge edge : composition.edges()) {
      check(experiment, composition, edge.left(), edge.right(), byField);
      check(experiment, composition, edge.right(), edge.left(), byField);
    }
    return new Vocabularies(byField);
  }

  private static void check(
      Bound<Experiment> experiment,
      Composition composition,
      Edge.Side side,
      Edge.Side other,
      Map<String, List<String>> byField) {
    if (side.isLabel() || !other.isLabel()) {
      return;
    }
    int width = composition.width(side.name());
    int classes = byField.get(other.name()).size();
    if (width != classes) {
      boolean isHead = composition.heads().containsKey(side.name());
      String path = (isHead ? "heads." : "towers.") + side.name();
      throw new InvalidConfigException(
          experiment.at(path + ".width"),
          "%s is %d wide, but joined to label:%s, which has %d classes in data.train; make it %d wide"
              .formatted(path, width, other.name(), classes, classes));
    }
  }

  /** What the loader must look up. */
  public List<LabelLane> lanes() {
    return byField.entrySet().stream()
        .map(entry -> new LabelLane(entry.getKey(), entry.getValue()))
        .toList();
  }
}
