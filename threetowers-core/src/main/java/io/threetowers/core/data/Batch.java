package io.threetowers.core.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * B examples. The rows are memory that the next batches use again: close the batch when nothing
 * reads them any more, an array that the engine made of them included.
 */
public final class Batch implements AutoCloseable {
  private final List<String> keys;
  private final Map<String, ByteBuffer> rows = new HashMap<>();
  private final Map<String, long[]> labels = new HashMap<>();
  private final DataPosition after;
  private final Runnable giveBack;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Batch(List<String> keys, DataPosition after, Runnable giveBack) {
    this.keys = keys;
    this.after = after;
    this.giveBack = giveBack;
  }

  static Batch of(
      List<Sample> samples,
      List<Lane> lanes,
      List<LabelLane> labelLanes,
      List<StoredRows> stored,
      DataPosition after,
      BatchBuffers buffers)
      throws IOException, InterruptedException {
    List<Prepared> prepared = new ArrayList<>(samples.size());
    for (Sample sample : samples) {
      prepared.add(sample.await());
    }
    List<ByteBuffer> memory = buffers.take();
    Batch batch =
        new Batch(
            samples.stream().map(Sample::key).toList(), after, () -> buffers.giveBack(memory));
    for (int l = 0; l < lanes.size(); l++) {
      ByteBuffer rows = memory.get(l);
      for (int i = 0; i < prepared.size(); i++) {
        byte[] row = prepared.get(i).rows().get(l);
        rows.put(i * row.length, row);
      }
      batch.rows.put(lanes.get(l).name(), rows);
    }
    for (int s = 0; s < stored.size(); s++) {
      ByteBuffer rows = memory.get(lanes.size() + s);
      stored
          .get(s)
          .read(batch.keys, after.epoch(), rows.duplicate().order(ByteOrder.LITTLE_ENDIAN));
      batch.rows.put(stored.get(s).name(), rows);
    }
    for (int l = 0; l < labelLanes.size(); l++) {
      int lane = l;
      long[] numbers = prepared.stream().mapToLong(p -> p.labels().get(lane)).toArray();
      batch.labels.put(labelLanes.get(l).field(), numbers);
    }
    return batch;
  }

  /** B. */
  public int size() {
    return keys.size();
  }

  /** The examples, in the order of the rows. */
  public List<String> keys() {
    return keys;
  }

  /**
   * (B, input shape) of the lane's transform, or (B, row) of stored rows: direct, little-endian,
   * positioned at 0.
   *
   * @throws IllegalStateException if the batch is closed
   */
  public ByteBuffer rows(String lane) {
    if (closed.get()) {
      throw new IllegalStateException("the batch is closed: its rows belong to a later one");
    }
    return known(rows, lane, "lane").duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** (B) numbers of the classes of a label field. */
  public long[] labels(String field) {
    return known(labels, field, "label field");
  }

  /** The step that it is for, from 0. */
  public long step() {
    return after.step() - 1;
  }

  /** Where the data stand when this batch has been consumed. */
  public DataPosition after() {
    return after;
  }

  private static <T> T known(Map<String, T> map, String name, String kind) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "no " + kind + " '" + name + "'; there are: " + map.keySet());
    }
    return value;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      giveBack.run();
    }
  }
}
