package io.threetowers.core.embed;

import ai.djl.ndarray.NDArray;
import io.threetowers.core.eval.ModelEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;

/** One embedding of one shard on its way into a file: which of the shard's rows it has. */
final class ShardPart implements ModelEmbedder.RowSink, AutoCloseable {
  private final Path path;
  private final NpyFile file;
  private final ShardValues values;
  private final BitSet present = new BitSet();

  ShardPart(Path path, EmbedTarget target, EmbedSettings settings, ShardValues values)
      throws IOException {
    this.path = path;
    this.file = NpyFile.create(path, target.width(), settings.half());
    this.values = values;
  }

  @Override
  public void accept(NDArray rows, int[] positions) throws IOException {
    int[] copies = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      int first = values.firstRow(positions[i]);
      int end = values.firstRow(positions[i] + 1);
      present.set(first, end);
      copies[i] = end - first;
    }
    file.append(rows, copies);
  }

  Path path() {
    return path;
  }

  ShardValues values() {
    return values;
  }

  BitSet present() {
    return present;
  }

  /**
   * Writes the file to its end.
   *
   * @param rows of the shard that all its embeddings have
   */
  void finish(BitSet rows) throws IOException {
    BitSet kept = new BitSet();
    int written = 0;
    for (int row = present.nextSetBit(0); row >= 0; row = present.nextSetBit(row + 1)) {
      kept.set(written++, rows.get(row));
    }
    file.keep(kept);
    file.finish();
    file.close();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
