package io.threetowers.core.wiring;

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.Problem;
import io.threetowers.core.data.ImageDecoder;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Datasets;
import io.threetowers.core.model.TowerNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks at the first images of every source. One that cannot be read is left out of training; where
 * none of the first can, all of them are error pages, pointers, or paths that lead nowhere, which
 * is better said before the run begins.
 */
final class FirstImages {
  private static final int TRIED = 20;

  private FirstImages() {}

  /**
   * Refuses sources without a single readable image among their first.
   *
   * @throws io.threetowers.core.config.InvalidConfigException naming each
   */
  static void require(Bound<Experiment> bound, Datasets datasets, Composition composition)
      throws IOException {
    require(
        bound,
        datasets,
        composition.towers().values().stream()
            .filter(tower -> tower.fieldType() == FieldType.IMAGE)
            .map(TowerNode::field)
            .collect(Collectors.toSet()));
  }

  /** As above, but looks at these fields only. */
  static void require(Bound<Experiment> bound, Datasets datasets, Set<String> read)
      throws IOException {
    List<Problem> problems = new ArrayList<>();
    for (Map.Entry<String, DataSource> source : datasets.sources().entrySet()) {
      for (String field : read) {
        if (source.getValue().fields().get(field) == FieldType.IMAGE) {
          String path = "data." + source.getKey();
          unreadable(source.getValue(), field)
              .ifPresent(reason -> problems.add(new Problem(bound.at(path), path + ": " + reason)));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw bound.invalid(problems);
    }
  }

  private static Optional<String> unreadable(DataSource source, String field) throws IOException {
    String first = "";
    int tried = 0;
    try (Cursor cursor = source.open(Pass.inOrder())) {
      for (Example example = cursor.next();
          example != null && tried < TRIED;
          example = cursor.next()) {
        Value value = example.fields().get(field);
        tried++;
        try {
          if (value != null) {
            ImageDecoder.DEFAULT.probe(value);
          }
          return Optional.empty();
        } catch (IOException e) {
          first = first.isEmpty() ? "'%s': %s".formatted(example.key(), e.getMessage()) : first;
        }
      }
    }
    return tried == 0
        ? Optional.empty()
        : Optional.of(
            "none of the first %d images can be read, such as %s".formatted(tried, first));
  }
}
