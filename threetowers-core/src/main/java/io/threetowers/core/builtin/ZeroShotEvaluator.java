package io.threetowers.core.builtin;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.DataSource;
import io.threetowers.api.Embedder;
import io.threetowers.api.Embedder.Embeddings;
import io.threetowers.api.Evaluator;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** {@link ZeroShot} at work. */
final class ZeroShotEvaluator implements Evaluator {
  private final ZeroShot.Config config;
  private final String name;
  private final Ranking ranking;

  ZeroShotEvaluator(ZeroShot.Config config, String name, Ranking ranking) {
    this.config = config;
    this.name = name;
    this.ranking = ranking;
  }

  @Override
  public Set<String> embeddings() {
    return Set.copyOf(List.of(config.image(), config.text()));
  }

  @Override
  public Set<String> fields() {
    return Set.of(config.label());
  }

  @Override
  public Map<String, Double> run(Embedder embedder, DataSource data) {
    String imageField = embedder.field(config.image());
    ExampleValues.requireField(data, imageField, Optional.empty(), name);
    ExampleValues.requireField(data, config.label(), Optional.of(FieldType.LABEL), name);
    Labels labels = new Labels(imageField);
    try (ExampleValues values = new ExampleValues(data, labels::note);
        Embeddings images = embedder.embed(config.image(), values)) {
      if (images.positions().length == 0) {
        throw new InvalidInputException(
            "evaluator '" + name + "' found no image in its data that can be read");
      }
      List<String> classes = classes(labels.seen);
      int[] truth = truth(classes, labels, images.positions());
      try (NDManager scope = images.rows().getManager().newSubManager()) {
        NDArray classifier = classifier(embedder, classes, scope);
        int[][] right =
            IntStream.of(truth).mapToObj(label -> new int[] {label}).toArray(int[][]::new);
        return metrics(ranking.ranks(images.rows(), classifier, right), truth, classes.size());
      }
    }
  }

  /** Hands out the images of examples and notes their labels. */
  private final class Labels {
    private final String imageField;
    private final Set<String> allowed = Set.copyOf(config.classes());
    private final List<String> seen = new ArrayList<>();

    Labels(String imageField) {
      this.imageField = imageField;
    }

    List<Value> note(Example example) {
      String label = ((Value.Label) example.fields().get(config.label())).name();
      if (!allowed.isEmpty() && !allowed.contains(label)) {
        throw new InvalidInputException(
            "evaluator '%s': example '%s' has the label '%s', which is not among its classes"
                .formatted(name, example.key(), label));
      }
      seen.add(label);
      return List.of(example.fields().get(imageField));
    }
  }

  private List<String> classes(List<String> seen) {
    List<String> classes =
        config.classes().isEmpty() ? List.copyOf(new TreeSet<>(seen)) : config.classes();
    TreeSet<String> unknown = new TreeSet<>(config.classNames().keySet());
    unknown.removeAll(classes);
    if (!unknown.isEmpty()) {
      throw new InvalidInputException(
          "evaluator '%s': class-names has '%s', which is none of its %d classes"
              .formatted(name, unknown.first(), classes.size()));
    }
    return classes;
  }

  private static int[] truth(List<String> classes, Labels labels, int[] positions) {
    Map<String, Integer> numbers = new HashMap<>();
    classes.forEach(label -> numbers.put(label, numbers.size()));
    return Arrays.stream(positions)
        .map(position -> numbers.get(labels.seen.get(position)))
        .toArray();
  }

  /** (classes, D). */
  private NDArray classifier(Embedder embedder, List<String> classes, NDManager scope) {
    List<String> names =
        classes.stream().map(label -> config.classNames().getOrDefault(label, label)).toList();
    List<Value> prompts = Prompts.of(names, config);
    try (Embeddings texts = embedder.embed(config.text(), prompts)) {
      if (texts.positions().length != prompts.size()) {
        throw new IllegalStateException(
            "%d of %d prompts have no embedding"
                .formatted(prompts.size() - texts.positions().length, prompts.size()));
      }
      try (NDArray grouped = texts.rows().reshape(classes.size(), config.templates().size(), -1)) {
        return ranking.classifier(grouped, scope);
      }
    }
  }

  private static Map<String, Double> metrics(long[] ranks, int[] truth, int classes) {
    long[] images = new long[classes];
    long[] right = new long[classes];
    for (int i = 0; i < ranks.length; i++) {
      images[truth[i]]++;
      right[truth[i]] += ranks[i] == 0 ? 1 : 0;
    }
    double perClass =
        IntStream.range(0, classes)
            .filter(label -> images[label] > 0)
            .mapToDouble(label -> (double) right[label] / images[label])
            .average()
            .orElseThrow();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("zeroshot-top1", share(ranks, 1));
    metrics.put("zeroshot-top5", share(ranks, 5));
    metrics.put("zeroshot-mean-per-class", perClass);
    return metrics;
  }

  private static double share(long[] ranks, int k) {
    return (double) Arrays.stream(ranks).filter(rank -> rank < k).count() / ranks.length;
  }
}
