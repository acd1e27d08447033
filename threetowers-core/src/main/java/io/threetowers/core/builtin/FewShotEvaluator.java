package io.threetowers.core.builtin;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.DataSource;
import io.threetowers.api.Embedder;
import io.threetowers.api.Evaluator;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.FieldType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** {@link FewShot} at work: only the few and the data that are classified are embedded, once. */
final class FewShotEvaluator implements Evaluator {
  private final FewShot.Config config;
  private final String name;
  private final Optional<DataSource> train;
  private final LinearProbe probe;
  private final Ranking ranking;

  FewShotEvaluator(
      FewShot.Config config,
      String name,
      Optional<DataSource> train,
      LinearProbe probe,
      Ranking ranking) {
    this.config = config;
    this.name = name;
    this.train = train;
    this.probe = probe;
    this.ranking = ranking;
  }

  @Override
  public Set<String> embeddings() {
    return Set.of(config.image());
  }

  @Override
  public Set<String> fields() {
    return Set.of(config.label());
  }

  @Override
  public Map<String, Double> run(Embedder embedder, DataSource data) {
    String imageField = embedder.field(config.image());
    for (DataSource source : List.of(train.orElse(data), data)) {
      ExampleValues.requireField(source, imageField, Optional.empty(), name);
      ExampleValues.requireField(source, config.label(), Optional.of(FieldType.LABEL), name);
    }
    List<String> labels = LabelledRows.labels(train.orElse(data), config.label());
    Map<String, Integer> classes = classes(labels);
    Shots shots = new Shots(numbers(labels, classes), config.mostShots(), config.seeds());
    int[] everything = IntStream.range(0, Math.toIntExact(data.size())).toArray();
    try (LabelledRows test = LabelledRows.embed(embedder, data, config, everything)) {
      if (train.isEmpty()) {
        return metrics(shots, test, test, classes);
      }
      try (LabelledRows few = LabelledRows.embed(embedder, train.get(), config, shots.all())) {
        return metrics(shots, few, test, classes);
      }
    }
  }

  private static Map<String, Integer> classes(List<String> labels) {
    Map<String, Integer> classes = new HashMap<>();
    new TreeSet<>(labels).forEach(label -> classes.put(label, classes.size()));
    return classes;
  }

  private int[] numbers(List<String> labels, Map<String, Integer> classes) {
    return labels.stream()
        .mapToInt(
            label -> {
              Integer number = classes.get(label);
              if (number == null) {
                throw new InvalidInputException(
                    "evaluator '%s': its data has the label '%s', of which its training data has no example"
                        .formatted(name, label));
              }
              return number;
            })
        .toArray();
  }

  private Map<String, Double> metrics(
      Shots shots, LabelledRows few, LabelledRows test, Map<String, Integer> classes) {
    int[] fewLabels = numbers(few.labels(), classes);
    int[] testLabels = numbers(test.labels(), classes);
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int count : config.shots()) {
      double sum = 0;
      for (int seed = 0; seed < config.seeds(); seed++) {
        int[] own = few.rowsOf(shots.of(seed, count));
        int[] others =
            train.isEmpty()
                ? complement(test.rowsOf(shots.of(seed, config.mostShots())), testLabels.length)
                : IntStream.range(0, testLabels.length).toArray();
        requireSome(own.length, others.length);
        try (NDManager scope = test.embeddings().rows().getManager().newSubManager()) {
          NDArray rows = ranking.select(few.embeddings().rows(), own, scope);
          NDList fitted = probe.fit(rows, pick(fewLabels, own), config.l2(), scope);
          NDArray judged = ranking.select(test.embeddings().rows(), others, scope);
          sum += probe.accuracy(judged, pick(testLabels, others), fitted);
        }
      }
      metrics.put(count + "shot-top1", sum / config.seeds());
    }
    return metrics;
  }

  private void requireSome(int few, int others) {
    if (few == 0) {
      throw new InvalidInputException(
          "evaluator '" + name + "' found no image to train on that can be read");
    }
    if (others == 0) {
      throw new InvalidInputException(
          train.isPresent()
              ? "evaluator '" + name + "' found no image in its data that can be read"
              : "evaluator '%s' has no example left to classify when %d of each class are drawn from the same data; name other data as 'train', or fewer 'shots'"
                  .formatted(name, config.mostShots()));
    }
  }

  private static int[] complement(int[] rows, int count) {
    boolean[] taken = new boolean[count];
    IntStream.of(rows).forEach(row -> taken[row] = true);
    return IntStream.range(0, count).filter(row -> !taken[row]).toArray();
  }

  private static int[] pick(int[] values, int[] index) {
    return IntStream.of(index).map(i -> values[i]).toArray();
  }
}
