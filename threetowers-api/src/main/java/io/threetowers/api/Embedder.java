package io.threetowers.api;

import ai.djl.ndarray.NDArray;
import io.threetowers.api.data.Value;

/**
 * The model as evaluators see it: values in, embeddings out, on the clean view and without
 * gradients. The host implements it.
 */
public interface Embedder {

  /**
   * The data field that an embedding is computed from.
   *
   * @param embedding the name of a head or a tower
   * @return the name of the field, such as {@code image}
   */
  String field(String embedding);

  /**
   * Embeds values, streaming over them once, in batches.
   *
   * @param embedding the name of a head or a tower
   * @param values of the embedding's field, in any number
   * @return rows of length 1, which the caller closes
   */
  default Embeddings embed(String embedding, Iterable<? extends Value> values) {
    return embed(embedding, values, true);
  }

  /**
   * Embeds values, streaming over them once, in batches.
   *
   * @param embedding the name of a head or a tower
   * @param values of the embedding's field, in any number
   * @param normalized whether rows are made of length 1; otherwise they are what the head, or the
   *     tower, gives
   * @return the rows, which the caller closes
   */
  Embeddings embed(String embedding, Iterable<? extends Value> values, boolean normalized);

  /**
   * The result.
   *
   * @param rows (N, D) float32 on the CPU
   * @param positions (N) the place of each row's value among the values given: unreadable images
   *     have no row
   */
  @SuppressWarnings("ArrayRecordComponent") // as long as the table; never compared
  record Embeddings(NDArray rows, int[] positions) implements AutoCloseable {
    @Override
    public void close() {
      rows.close();
    }
  }
}
