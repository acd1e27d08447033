package io.threetowers.core.data;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Memory of batches, used again and again: direct memory is slow to get and slow to be freed. */
final class BatchBuffers {
  private final List<Lane> lanes;
  private final int batchSize;
  private final Queue<List<ByteBuffer>> free = new ConcurrentLinkedQueue<>();

  BatchBuffers(List<Lane> lanes, int batchSize) {
    this.lanes = List.copyOf(lanes);
    this.batchSize = batchSize;
  }

  /** Whether these are buffers for such batches. */
  boolean fit(List<Lane> others, int size) {
    return batchSize == size && lanes.equals(others);
  }

  /** One buffer of B rows for each lane. */
  List<ByteBuffer> take() {
    List<ByteBuffer> buffers = free.poll();
    return buffers != null
        ? buffers
        : lanes.stream()
            .map(lane -> ByteBuffer.allocateDirect(batchSize * lane.rowBytes()))
            .toList();
  }

  void giveBack(List<ByteBuffer> buffers) {
    free.add(buffers);
  }
}
