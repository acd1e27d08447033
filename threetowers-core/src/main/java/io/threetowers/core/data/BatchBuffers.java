package io.threetowers.core.data;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Memory of batches, used again and again: direct memory is slow to get and slow to be freed. */
final class BatchBuffers {
  private final List<Integer> sizes;
  private final Queue<List<ByteBuffer>> free = new ConcurrentLinkedQueue<>();

  BatchBuffers(List<Lane> lanes, List<StoredRows> stored, int batchSize) {
    this.sizes = sizes(lanes, stored, batchSize);
  }

  private static List<Integer> sizes(List<Lane> lanes, List<StoredRows> stored, int batchSize) {
    return Stream.concat(
            lanes.stream().map(Lane::rowBytes), stored.stream().map(StoredRows::rowBytes))
        .map(rowBytes -> batchSize * rowBytes)
        .toList();
  }

  /** Whether these are buffers for such batches. */
  boolean fit(List<Lane> lanes, List<StoredRows> stored, int batchSize) {
    return sizes.equals(sizes(lanes, stored, batchSize));
  }

  /** One buffer of B rows for each lane, then one for each kind of stored rows. */
  List<ByteBuffer> take() {
    List<ByteBuffer> buffers = free.poll();
    return buffers != null ? buffers : sizes.stream().map(ByteBuffer::allocateDirect).toList();
  }

  void giveBack(List<ByteBuffer> buffers) {
    free.add(buffers);
  }
}
