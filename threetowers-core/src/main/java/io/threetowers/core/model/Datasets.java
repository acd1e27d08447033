package io.threetowers.core.model;

import io.threetowers.api.DataSource;
import io.threetowers.api.Evaluator;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Part;
import io.threetowers.api.config.Suggestions;
import io.threetowers.api.data.FieldType;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.config.Problem;
import io.threetowers.core.experiment.EvaluatorSpec;
import io.threetowers.core.experiment.Experiment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The data sources of an experiment, opened and checked against what towers, edges and evaluators
 * read.
 *
 * @param sources by name
 */
public record Datasets(Map<String, DataSource> sources) {

  public Datasets {
    sources = Collections.unmodifiableMap(sources);
  }

  /**
   * Opens every source.
   *
   * @throws io.threetowers.core.config.InvalidConfigException with every problem found
   */
  public static Datasets open(Bound<Experiment> bound, Composition composition) {
    List<Problem> problems = new ArrayList<>();
    Map<String, DataSource> sources = new LinkedHashMap<>();
    for (Map.Entry<String, Part<DataSource>> entry : bound.value().data().entrySet()) {
      String path = "data." + entry.getKey();
      try {
        sources.put(entry.getKey(), HostContext.build(DataSource.class, path, entry.getValue()));
      } catch (InvalidInputException e) {
        problems.add(new Problem(bound.at(path), path + ": " + e.getMessage()));
      }
    }
    Datasets datasets = new Datasets(sources);
    datasets.checkTraining(bound, composition, problems);
    datasets.checkEvaluation(bound, composition, problems);
    if (!problems.isEmpty()) {
      throw bound.invalid(problems);
    }
    return datasets;
  }

  /**
   * Opens one source, whatever becomes of the others.
   *
   * @throws InvalidInputException if there is none of that name
   * @throws InvalidConfigException if it cannot be opened
   */
  public static Datasets open(Bound<Experiment> bound, String name) {
    Map<String, Part<DataSource>> data = bound.value().data();
    Part<DataSource> part = data.get(name);
    if (part == null) {
      throw new InvalidInputException(
          "there is no data source '%s'%s".formatted(name, Suggestions.hint(name, data.keySet())));
    }
    String path = "data." + name;
    try {
      return new Datasets(Map.of(name, HostContext.build(DataSource.class, path, part)));
    } catch (InvalidInputException e) {
      throw new InvalidConfigException(bound.at(path), path + ": " + e.getMessage());
    }
  }

  /** The source that is trained on. */
  public DataSource train() {
    return source(Experiment.TRAIN);
  }

  /** The source of a name that the experiment has. */
  public DataSource source(String name) {
    DataSource source = sources.get(name);
    if (source == null) {
      throw new IllegalArgumentException("there is no data source '" + name + "'");
    }
    return source;
  }

  /** The names of the sources that an evaluator looks at: those it lists, or all but train. */
  public List<String> evaluated(EvaluatorSpec spec) {
    if (!spec.data().isEmpty()) {
      return spec.data();
    }
    return sources.keySet().stream().filter(name -> !name.equals(Experiment.TRAIN)).toList();
  }

  private void checkTraining(
      Bound<Experiment> bound, Composition composition, List<Problem> problems) {
    DataSource train = sources.get(Experiment.TRAIN);
    if (train == null) {
      // One that could not be opened has been told.
      if (!bound.value().data().containsKey(Experiment.TRAIN)) {
        problems.add(
            new Problem(
                bound.at("data"), "data has no entry 'train', the source that is trained on"));
      }
      return;
    }
    for (TowerNode tower : composition.towers().values()) {
      String path = "towers." + tower.name();
      FieldType wanted = tower.fieldType();
      FieldType found = train.fields().get(tower.field());
      if (found != wanted) {
        problems.add(
            new Problem(
                bound.at(path),
                "%s reads the %s field '%s', but data.train %s"
                    .formatted(
                        path,
                        tower.tower().modality().name(),
                        tower.field(),
                        found == null
                            ? "has no such field; " + fields(train)
                            : "has " + found + " there")));
      }
    }
    if (train.size() < bound.value().loader().batch()) {
      problems.add(
          new Problem(
              bound.at("loader.batch"),
              "loader.batch: data.train has %d examples, fewer than one batch of %d"
                  .formatted(train.size(), bound.value().loader().batch())));
    }
    for (String label : composition.labels()) {
      checkField(
          bound,
          "edges",
          "an edge joins label:" + label,
          Experiment.TRAIN,
          label,
          FieldType.LABEL,
          problems);
    }
    bound
        .value()
        .loader()
        .distinct()
        .ifPresent(
            field -> {
              if (!train.fields().containsKey(field)) {
                problems.add(
                    new Problem(
                        bound.at("loader.distinct"),
                        "loader.distinct: data.train has no field '"
                            + field
                            + "'"
                            + Suggestions.hint(field, train.fields().keySet())));
              }
            });
  }

  private void checkEvaluation(
      Bound<Experiment> bound, Composition composition, List<Problem> problems) {
    bound
        .value()
        .evaluate()
        .forEach(
            (name, spec) -> {
              String path = "evaluate." + name;
              Evaluator evaluator = HostContext.build(Evaluator.class, path, spec.evaluator());
              Set<String> needed = new LinkedHashSet<>(evaluator.fields());
              evaluator
                  .embeddings()
                  .forEach(embedding -> needed.add(composition.tower(embedding).field()));
              for (String data : evaluated(spec)) {
                if (!bound.value().data().containsKey(data)) {
                  problems.add(
                      new Problem(
                          bound.at(path + ".data"),
                          path
                              + ".data: there is no data source '"
                              + data
                              + "'"
                              + Suggestions.hint(data, bound.value().data().keySet())));
                }
                if (!sources.containsKey(data)) {
                  continue;
                }
                for (String field : needed) {
                  checkField(bound, path, path + " reads it", data, field, null, problems);
                }
              }
            });
  }

  private void checkField(
      Bound<Experiment> bound,
      String path,
      String reason,
      String data,
      String field,
      @Nullable FieldType type,
      List<Problem> problems) {
    DataSource source = source(data);
    FieldType found = source.fields().get(field);
    if (found == null || (type != null && found != type)) {
      problems.add(
          new Problem(
              bound.at(path),
              "%s: data.%s has no %sfield '%s'; %s"
                  .formatted(reason, data, type == null ? "" : type + " ", field, fields(source))));
    }
  }

  private static String fields(DataSource source) {
    return "its fields are " + String.join(", ", new TreeSet<>(source.fields().keySet()));
  }
}
