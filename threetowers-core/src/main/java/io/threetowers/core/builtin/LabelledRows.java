package io.threetowers.core.builtin;

import io.threetowers.api.DataSource;
import io.threetowers.api.Embedder;
import io.threetowers.api.Embedder.Embeddings;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Embeddings of examples with their labels.
 *
 * @param embeddings of those that could be read
 * @param examples the number of each row's example in the order of the data
 * @param labels of each row
 */
@SuppressWarnings("ArrayRecordComponent") // as long as the table; never compared
record LabelledRows(Embeddings embeddings, int[] examples, List<String> labels)
    implements AutoCloseable {

  /** Reads the labels alone, in the order of the data. */
  static List<String> labels(DataSource data, String field) {
    List<String> labels = new ArrayList<>();
    try (ExampleValues none =
        new ExampleValues(
            data,
            example -> {
              labels.add(label(example, field));
              return List.of();
            })) {
      none.forEach(value -> {});
    }
    return labels;
  }

  /**
   * Embeds.
   *
   * @param chosen the examples to embed, ascending
   */
  static LabelledRows embed(
      Embedder embedder, DataSource data, FewShot.Config config, int[] chosen) {
    BitSet wanted = new BitSet();
    IntStream.of(chosen).forEach(wanted::set);
    String imageField = embedder.field(config.image());
    List<String> labels = new ArrayList<>();
    IntStream.Builder numbers = IntStream.builder();
    int[] next = {0};
    try (ExampleValues values =
        new ExampleValues(
            data,
            example -> {
              int number = next[0]++;
              if (!wanted.get(number)) {
                return List.of();
              }
              numbers.add(number);
              labels.add(label(example, config.label()));
              return List.of(example.fields().get(imageField));
            })) {
      Embeddings embeddings = embedder.embed(config.image(), values, config.normalized());
      int[] given = numbers.build().toArray();
      return new LabelledRows(
          embeddings,
          Arrays.stream(embeddings.positions()).map(position -> given[position]).toArray(),
          Arrays.stream(embeddings.positions()).mapToObj(labels::get).toList());
    }
  }

  private static String label(Example example, String field) {
    return ((Value.Label) example.fields().get(field)).name();
  }

  /** The rows whose examples are among {@code some}, ascending. */
  int[] rowsOf(int[] some) {
    return IntStream.range(0, examples.length)
        .filter(row -> Arrays.binarySearch(some, examples[row]) >= 0)
        .toArray();
  }

  @Override
  public void close() {
    embeddings.close();
  }
}
