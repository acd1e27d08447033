package io.threetowers.testkit;

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Examples in memory: an image of noise, one to three captions and one of four labels each.
 *
 * @param examples in the order of an unshuffled pass
 */
record SampleSource(List<Example> examples) implements DataSource {
  private static final List<String> LABELS = List.of("fox", "cat", "owl", "polar_bear");

  SampleSource {
    examples = List.copyOf(examples);
  }

  static SampleSource of(int size) {
    return new SampleSource(IntStream.range(0, size).mapToObj(SampleSource::example).toList());
  }

  private static Example example(int index) {
    byte[] rgb = new byte[3 * 12 * 8];
    new Random(index).nextBytes(rgb);
    String label = LABELS.get(index % LABELS.size());
    List<String> captions =
        IntStream.rangeClosed(0, index % 3)
            .mapToObj(i -> label + " " + index + ", view " + i)
            .toList();
    return new Example(
        "sample-" + index,
        Map.of(
            "image",
            new Pixels(12, 8, rgb),
            "text",
            new Value.Text(captions),
            "label",
            new Value.Label(label)));
  }

  @Override
  public Map<String, FieldType> fields() {
    return Map.of("image", FieldType.IMAGE, "text", FieldType.TEXT, "label", FieldType.LABEL);
  }

  @Override
  public long size() {
    return examples.size();
  }

  @Override
  public Cursor open(Pass pass) {
    List<Example> order = new ArrayList<>(examples);
    if (pass.shuffled()) {
      Collections.shuffle(order, new Random(Objects.hash(pass.seed(), pass.epoch())));
    }
    Iterator<Example> shard =
        IntStream.range(0, order.size())
            .filter(i -> i % pass.shards() == pass.shard())
            .mapToObj(order::get)
            .iterator();
    return new Cursor() {
      @Override
      public @Nullable Example next() {
        return shard.hasNext() ? shard.next() : null;
      }

      @Override
      public void close() {}
    };
  }
}
