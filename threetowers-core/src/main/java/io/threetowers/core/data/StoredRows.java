package io.threetowers.core.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Rows that need not be made of examples because they were stored before, such as embeddings. Safe
 * for use by many threads.
 */
public interface StoredRows {

  /** What a batch knows them by: the name of a tower. */
  String name();

  /** Size of one row. */
  int rowBytes();

  /**
   * Copies rows.
   *
   * @param keys of examples, each of which has a row
   * @param epoch of the batch
   * @param target little-endian; the rows are put at its position
   * @throws IOException with a sentence if a row is damaged
   */
  void read(List<String> keys, long epoch, ByteBuffer target) throws IOException;
}
