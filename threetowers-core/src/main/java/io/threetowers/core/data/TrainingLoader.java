package io.threetowers.core.data;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.FieldType;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Batches for training, without end: one thread reads the data in the order of (seed, epoch) and
 * fills batches, workers decode, augment and tokenise.
 *
 * <p>Sizes and lanes may change at some steps. Batches are a pure function of the seed, the data,
 * and the position to start from: a loader that starts {@linkplain Batch#after after} a batch goes
 * on with exactly the batches that would have followed it, byte by byte.
 */
public final class TrainingLoader implements AutoCloseable {
  private final ReadableExamples data;
  private final Stepwise<List<Lane>> lanes;
  private final List<LabelLane> labels;
  private final Stepwise<List<StoredRows>> stored;
  private final LoaderOptions options;
  private final Stepwise<ExamplePreparer> preparers;
  private final Unreadable unreadable = new Unreadable();
  private final LoaderClock clock = new LoaderClock();
  private final BlockingQueue<Delivery> ready;
  private final Workers workers;
  private final Thread filler;
  private volatile long waitNanos;
  private volatile boolean closed;

  /** Of the filler alone. */
  private @Nullable BatchBuffers buffers;

  /** A batch, or why there are no more. */
  private record Delivery(@Nullable Batch batch, @Nullable Throwable failure) {}

  /**
   * Starts to load.
   *
   * @param stored rows that batches have besides those of the lanes
   * @param from where to begin
   * @throws InvalidInputException if a field is not there, or the data have fewer examples than a
   *     batch
   */
  public TrainingLoader(
      ReadableExamples data,
      Stepwise<List<Lane>> lanes,
      List<LabelLane> labels,
      Stepwise<List<StoredRows>> stored,
      LoaderOptions options,
      DataPosition from) {
    this.data = data;
    this.lanes = lanes;
    this.labels = List.copyOf(labels);
    this.stored = stored;
    this.options = options;
    check();
    preparers = lanes.map(each -> new ExamplePreparer(data.source(), each, labels, options, clock));
    unreadable.known(from.unreadable());
    ready = new ArrayBlockingQueue<>(options.prefetch());
    workers = new Workers(options.workers());
    filler = new Thread(() -> fill(from), "data-batches");
    filler.setDaemon(true);
    filler.start();
  }

  /** Starts to load batches of the same lanes in all steps. */
  public TrainingLoader(
      DataSource source,
      List<Lane> lanes,
      List<LabelLane> labels,
      LoaderOptions options,
      DataPosition from) {
    this(
        new ReadableExamples(source),
        Stepwise.constant(List.copyOf(lanes)),
        labels,
        Stepwise.constant(List.of()),
        options,
        from);
  }

  private void check() {
    options
        .distinct()
        .ifPresent(
            field ->
                Examples.type(data.source(), field, "'distinct'", FieldType.LABEL, FieldType.TEXT));
    long size = data.source().size();
    int batch = options.largestBatch();
    if (size < batch) {
      throw new InvalidInputException(
          "the data have %d examples, fewer than one batch of %d".formatted(size, batch));
    }
    SortedSet<Long> changes = new TreeSet<>(lanes.changes().keySet());
    changes.addAll(stored.changes().keySet());
    changes.addAll(options.batchSizes().changes().keySet());
    for (long step : changes) {
      int rows = options.batchSizes().at(step);
      lanes.at(step).forEach(lane -> checkSize(lane.name(), lane.rowBytes(), rows));
      stored.at(step).forEach(each -> checkSize(each.name(), each.rowBytes(), rows));
    }
  }

  private static void checkSize(String name, long rowBytes, int batch) {
    if (rowBytes * batch > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          "a batch of %d rows of %d bytes for '%s' is larger than 2 GiB; make the batch smaller"
              .formatted(batch, rowBytes, name));
    }
  }

  /**
   * The next batch; blocks until it is there, and goes on into the next epoch. Close it when its
   * rows have been read.
   *
   * @throws IOException if the data can no longer be read
   * @throws InvalidInputException if the data do not fit the experiment
   * @throws IllegalStateException if a transform failed, naming the example and the lane
   */
  public Batch next() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Delivery delivery = ready.take();
    waitNanos = waitNanos + System.nanoTime() - start;
    if (delivery.batch() != null) {
      return delivery.batch();
    }
    ready.add(delivery); // the filler has stopped, so there is room, and the next call finds it too
    throw rethrown(delivery.failure());
  }

  private static RuntimeException rethrown(@Nullable Throwable failure) throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    } else if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  /** How many examples could not be read so far, each counted once. */
  public long skipped() {
    return unreadable.count();
  }

  /** "key: reason" of the first few examples that could not be read. */
  public List<String> firstSkipped() {
    return unreadable.first();
  }

  /**
   * How full the store of finished batches is: near 0 the workers are too slow, near 1 training is
   * the slower part.
   */
  public double bufferedShare() {
    return (double) ready.size() / options.prefetch();
  }

  /** How long {@link #next} has waited so far, in all. */
  public long waitNanos() {
    return waitNanos;
  }

  /** What its threads have done so far. */
  public LoaderTimes times() {
    return clock.times();
  }

  private void fill(DataPosition from) {
    try {
      DataPosition position = from;
      while (!closed) {
        position = fillEpoch(position).nextEpoch();
      }
    } catch (InterruptedException | RejectedExecutionException e) {
      // closed: nobody waits for more
    } catch (Throwable e) {
      deliverLast(e);
    }
  }

  /** Where the epoch ended. */
  private DataPosition fillEpoch(DataPosition from) throws IOException, InterruptedException {
    try (EpochBatches epoch =
        new EpochBatches(data, from, options, preparers, workers, unreadable, clock)) {
      epoch.replay(from);
      while (true) {
        List<Sample> samples = epoch.next();
        if (samples == null) {
          return epoch.position();
        }
        long before = System.nanoTime();
        DataPosition after = epoch.position();
        List<Lane> now = lanes.at(after.step() - 1);
        List<StoredRows> rows = stored.at(after.step() - 1);
        if (buffers == null || !buffers.fit(now, rows, samples.size())) {
          buffers = new BatchBuffers(now, rows, samples.size());
        }
        Batch batch = Batch.of(samples, now, labels, rows, after, buffers);
        clock.collate.add(System.nanoTime() - before);
        ready.put(new Delivery(batch, null));
      }
    }
  }

  private void deliverLast(Throwable failure) {
    try {
      ready.put(new Delivery(null, failure));
    } catch (InterruptedException e) {
      // closed: nobody waits for it
    }
  }

  /** Stops all threads. May be called twice. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    filler.interrupt();
    workers.close();
    try {
      while (filler.isAlive()) {
        ready.clear();
        filler.interrupt(); // again, should the data source have swallowed it
        filler.join(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ready.clear();
    ready.add(new Delivery(null, new IllegalStateException("the loader is closed")));
  }
}
