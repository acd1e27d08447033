package io.threetowers.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Embedder;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Looks embeddings up in a table, by the text of a value; what is not there cannot be read. Rows
 * are as they stand in the table, normalized or not.
 *
 * @param fields the field of each embedding
 * @param table the embedding of each text
 */
record TableEmbedder(NDManager manager, Map<String, String> fields, Map<String, float[]> table)
    implements Embedder {

  @Override
  public String field(String embedding) {
    return fields.get(embedding);
  }

  @Override
  public Embeddings embed(String embedding, Iterable<? extends Value> values, boolean normalized) {
    List<float[]> rows = new ArrayList<>();
    IntStream.Builder positions = IntStream.builder();
    int position = 0;
    for (Value value : values) {
      float[] row = table.get(text(value));
      if (row != null) {
        rows.add(row);
        positions.add(position);
      }
      position++;
    }
    int width = table.values().iterator().next().length;
    FloatBuffer buffer = FloatBuffer.allocate(rows.size() * width);
    rows.forEach(buffer::put);
    return new Embeddings(
        manager.create(buffer.flip(), new Shape(rows.size(), width)), positions.build().toArray());
  }

  private static String text(Value value) {
    try {
      return value instanceof Value.Raw raw
          ? new String(raw.bytes(), UTF_8)
          : ((Value.Text) value).texts().get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
