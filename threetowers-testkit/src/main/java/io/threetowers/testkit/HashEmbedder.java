package io.threetowers.testkit;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Embedder;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A random direction for each value, by its content: a model that knows nothing, of which all is
 * known. Rows that are not normalized have lengths from 1 to 8.
 */
final class HashEmbedder implements Embedder {
  private static final int WIDTH = 16;

  private final NDManager manager;
  private final Map<String, String> fields;
  private final boolean losesImages;
  private final Set<String> asked = new TreeSet<>();

  /**
   * An embedder.
   *
   * @param fields the field of each embedding
   * @param losesImages whether every third image cannot be read
   */
  HashEmbedder(NDManager manager, Map<String, String> fields, boolean losesImages) {
    this.manager = manager;
    this.fields = fields;
    this.losesImages = losesImages;
  }

  /** The embeddings that anybody has asked for so far. */
  Set<String> asked() {
    return asked;
  }

  @Override
  public String field(String embedding) {
    asked.add(embedding);
    String field = fields.get(embedding);
    if (field == null) {
      throw new AssertionError(
          "there is no embedding '" + embedding + "', only " + fields.keySet());
    }
    return field;
  }

  @Override
  public Embeddings embed(String embedding, Iterable<? extends Value> values, boolean normalized) {
    field(embedding);
    List<float[]> rows = new ArrayList<>();
    IntStream.Builder positions = IntStream.builder();
    int position = 0;
    for (Value value : values) {
      boolean lost = losesImages && !(value instanceof Value.Text) && position % 3 == 1;
      if (!lost) {
        int seed = hash(value);
        rows.add(direction(seed, normalized ? 1 : 1 + (seed & 7)));
        positions.add(position);
      }
      position++;
    }
    FloatBuffer table = FloatBuffer.allocate(rows.size() * WIDTH);
    rows.forEach(table::put);
    return new Embeddings(
        manager.create(table.flip(), new Shape(rows.size(), WIDTH)), positions.build().toArray());
  }

  private static float[] direction(int seed, float length) {
    Random random = new Random(seed);
    float[] row = new float[WIDTH];
    double square = 0;
    for (int i = 0; i < WIDTH; i++) {
      row[i] = (float) random.nextGaussian();
      square += row[i] * row[i];
    }
    for (int i = 0; i < WIDTH; i++) {
      row[i] *= length / (float) Math.sqrt(square);
    }
    return row;
  }

  private static int hash(Value value) {
    if (value instanceof Pixels pixels) {
      return Arrays.hashCode(pixels.rgb());
    } else if (value instanceof Value.Text text) {
      return text.texts().get(0).hashCode();
    } else if (value instanceof Value.Label label) {
      return label.name().hashCode();
    }
    try {
      return Arrays.hashCode(((Value.Raw) value).bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
