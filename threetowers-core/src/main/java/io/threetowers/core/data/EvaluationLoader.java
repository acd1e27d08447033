package io.threetowers.core.data;

import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import io.threetowers.core.failure.ComponentException;
import io.threetowers.core.seed.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into rows, in order and on many threads: images decoded and otherwise as they are,
 * of texts the first alternative. Values are taken a few batches ahead of the rows.
 */
public final class EvaluationLoader implements AutoCloseable {
  private static final int AHEAD = 3;

  private final Iterator<? extends Value> values;
  private final FieldType type;
  private final InputTransform transform;
  private final int rowBytes;
  private final int batchSize;
  private final Workers workers;
  private final ByteBuffer buffer;
  private final Queue<FutureTask<byte[]>> inFlight = new ArrayDeque<>();
  private final IntFunction<String> names;
  private final Unreadable unreadable;
  private int taken;
  private int given;

  /**
   * Starts the workers.
   *
   * @param type of the field that the values are of
   * @param batchSize rows of each batch but the last
   */
  public EvaluationLoader(
      NamedValues values, FieldType type, InputTransform transform, int batchSize, int workers) {
    this.values = values.values().iterator();
    this.names = values.names();
    this.unreadable = values.unreadable();
    this.type = type;
    this.transform = transform;
    this.batchSize = batchSize;
    rowBytes = new Lane("evaluation", "evaluation", false, transform).rowBytes();
    buffer = ByteBuffer.allocateDirect(Math.multiplyExact(batchSize, rowBytes));
    this.workers = new Workers(workers);
  }

  /**
   * The next rows, or null when every value has been given.
   *
   * @throws IllegalStateException if the transform failed, naming the position
   */
  public @Nullable Rows next() throws InterruptedException {
    int[] positions = new int[batchSize];
    int count = 0;
    while (count < batchSize) {
      topUp();
      FutureTask<byte[]> task = inFlight.poll();
      if (task == null) {
        break;
      }
      byte[] row = row(task, given);
      if (row != null) {
        buffer.put(count * rowBytes, row);
        positions[count] = given;
        count++;
      }
      given++;
    }
    return count == 0
        ? null
        : new Rows(
            buffer.slice(0, count * rowBytes).order(ByteOrder.LITTLE_ENDIAN),
            count,
            Arrays.copyOf(positions, count));
  }

  /** How many values could not be read so far. */
  public long skipped() {
    return unreadable.count();
  }

  /** "position: reason" of the first few values that could not be read. */
  public List<String> firstSkipped() {
    return unreadable.first();
  }

  private void topUp() {
    while (inFlight.size() < AHEAD * batchSize && values.hasNext()) {
      Value value = values.next();
      int position = taken++;
      FutureTask<byte[]> task = new FutureTask<>(() -> write(value, position));
      workers.execute(task);
      inFlight.add(task);
    }
  }

  private byte[] write(Value value, int position) throws IOException {
    Value clean =
        switch (type) {
          case IMAGE -> ImageDecoder.DEFAULT.decode(value);
          case TEXT ->
              value instanceof Value.Text text ? new Value.Text(text.texts().get(0)) : value;
          case LABEL, RAW -> value;
        };
    return new RowWriter(transform, rowBytes)
        .write(clean, () -> Seeds.random(0, "evaluation", position));
  }

  private byte @Nullable [] row(FutureTask<byte[]> task, int position) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException unread) {
        unreadable.add(names.apply(position), unread);
        return null;
      } else if (e.getCause() instanceof ComponentException failure) {
        throw failure.on("value " + position);
      }
      throw new IllegalStateException("value " + position + ": " + e.getCause(), e.getCause());
    }
  }

  /** Stops all threads. May be called twice. */
  @Override
  public void close() {
    workers.close();
  }
}
