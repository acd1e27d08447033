package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.Embedder.Embeddings;
import io.threetowers.core.model.HostScript;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The embeddings of a frozen tower on the clean view, computed once: (N, D) on the CPU, found by
 * example key.
 *
 * <p>LiT and 3T then pay for their frozen tower once per run instead of once per epoch (Zhai et
 * al., 2021, arXiv 2111.07991, section 5.6).
 */
final class FrozenEmbeddings implements AutoCloseable {
  private final NDArray table;
  private final Map<String, Integer> rows = new HashMap<>();
  private final HostScript host;

  /**
   * Keeps a table.
   *
   * @param keys of all examples, in the order in which they were embedded
   */
  FrozenEmbeddings(Embeddings embeddings, List<String> keys, HostScript host) {
    this.table = embeddings.rows();
    this.host = host;
    for (int row = 0; row < embeddings.positions().length; row++) {
      rows.put(keys.get(embeddings.positions()[row]), row);
    }
  }

  boolean has(String key) {
    return rows.containsKey(key);
  }

  /** (N, D) on the CPU. */
  NDArray table() {
    return table;
  }

  /** (B, D) on the device of {@code scope}. */
  NDArray of(List<String> keys, NDManager scope) {
    long[] index = new long[keys.size()];
    for (int i = 0; i < index.length; i++) {
      index[i] = rows.get(keys.get(i));
    }
    NDArray batch;
    try (NDArray chosen = table.getManager().create(index)) {
      batch = host.rows(table, chosen);
    }
    batch.attach(scope);
    return batch.toDevice(scope.getDevice(), false);
  }

  /** Frees the table; which keys it had stays known. */
  @Override
  public void close() {
    table.close();
  }
}
