package io.threetowers.core.builtin;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.DataSource;
import io.threetowers.api.Embedder;
import io.threetowers.api.Embedder.Embeddings;
import io.threetowers.api.Evaluator;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * {@link Retrieval} at work: two passes over the data, one per embedding, so that no value is held.
 */
final class RetrievalEvaluator implements Evaluator {
  private final Retrieval.Config config;
  private final String name;
  private final Ranking ranking;

  RetrievalEvaluator(Retrieval.Config config, String name, Ranking ranking) {
    this.config = config;
    this.name = name;
    this.ranking = ranking;
  }

  @Override
  public Set<String> embeddings() {
    // Not Set.of, which refuses a name that stands twice.
    return Set.copyOf(List.of(config.image(), config.text()));
  }

  @Override
  public Map<String, Double> run(Embedder embedder, DataSource data) {
    String imageField = embedder.field(config.image());
    String textField = embedder.field(config.text());
    ExampleValues.requireField(data, imageField, Optional.empty(), name);
    ExampleValues.requireField(data, textField, Optional.empty(), name);

    Captions captions = new Captions(textField);
    try (ExampleValues images =
            new ExampleValues(data, example -> List.of(example.fields().get(imageField)));
        ExampleValues texts = new ExampleValues(data, captions::of);
        Embeddings left = embedder.embed(config.image(), images);
        Embeddings right = embedder.embed(config.text(), texts)) {
      int[] exampleOfCaption = captions.examples.build().toArray();
      int[] rightExamples =
          Arrays.stream(right.positions()).map(position -> exampleOfCaption[position]).toArray();
      return metrics(left.rows(), right.rows(), new Pairs(left.positions(), rightExamples));
    }
  }

  /** Takes the captions out of examples, and notes whose they are. */
  private static final class Captions {
    private final String field;
    private final IntStream.Builder examples = IntStream.builder();
    private int next;

    Captions(String field) {
      this.field = field;
    }

    List<Value> of(Example example) {
      Value value = example.fields().get(field);
      List<Value> captions =
          value instanceof Value.Text text
              ? text.texts().stream().map(caption -> (Value) new Value.Text(caption)).toList()
              : List.of(value);
      captions.forEach(caption -> examples.add(next));
      next++;
      return captions;
    }
  }

  private Map<String, Double> metrics(NDArray imageRows, NDArray textRows, Pairs pairs) {
    if (pairs.leftRows().length == 0) {
      throw new InvalidInputException(
          "evaluator '"
              + name
              + "' found no example in its data whose image and text can both be read");
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    try (NDManager scope = imageRows.getManager().newSubManager()) {
      NDArray images = ranking.select(imageRows, pairs.leftRows(), scope);
      NDArray texts = ranking.select(textRows, pairs.rightRows(), scope);
      report("image_to_text", ranking.ranks(images, texts, pairs.rightOfLeft()), metrics);
      report("text_to_image", ranking.ranks(texts, images, pairs.leftOfRight()), metrics);
    }
    return metrics;
  }

  private void report(String direction, long[] ranks, Map<String, Double> metrics) {
    for (int k : config.k()) {
      metrics.put(
          direction + "_R@" + k,
          (double) Arrays.stream(ranks).filter(rank -> rank < k).count() / ranks.length);
    }
    Arrays.sort(ranks);
    long middle = (ranks[(ranks.length - 1) / 2] + ranks[ranks.length / 2]) / 2;
    metrics.put(direction + "_median_rank", middle + 1.0);
    metrics.put(direction + "_mean_rank", Arrays.stream(ranks).average().orElseThrow() + 1);
  }
}
