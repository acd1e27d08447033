package io.threetowers.core.data;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Batches for training, without end: one thread reads the data in the order of (seed, epoch) and
 * fills batches, workers decode, augment and tokenise.
 *
 * <p>Batches are a pure function of the seed, the data, and the position to start from: a loader
 * that starts {@linkplain Batch#after after} a batch goes on with exactly the batches that would
 * have followed it, byte by byte.
 */
public final class TrainingLoader implements AutoCloseable {
  private final DataSource source;
  private final List<Lane> lanes;
  private final List<LabelLane> labels;
  private final LoaderOptions options;
  private final ExamplePreparer preparer;
  private final BatchBuffers buffers;
  private final Unreadable unreadable = new Unreadable();
  private final LoaderClock clock = new LoaderClock();
  private final BlockingQueue<Delivery> ready;
  private final Workers workers;
  private final Thread filler;
  private volatile long waitNanos;
  private volatile boolean closed;

  /** A batch, or why there are no more. */
  private record Delivery(@Nullable Batch batch, @Nullable Throwable failure) {}

  /**
   * Starts to load.
   *
   * @param from where to begin
   * @throws InvalidInputException if a field is not there, or the data have fewer examples than a
   *     batch
   */
  public TrainingLoader(
      DataSource source,
      List<Lane> lanes,
      List<LabelLane> labels,
      LoaderOptions options,
      DataPosition from) {
    this.source = source;
    this.lanes = List.copyOf(lanes);
    this.labels = List.copyOf(labels);
    this.options = options;
    check();
    preparer = new ExamplePreparer(source, lanes, labels, options, clock);
    buffers = new BatchBuffers(lanes, options.batchSize());
    unreadable.known(from.unreadable());
    ready = new ArrayBlockingQueue<>(options.prefetch());
    workers = new Workers(options.workers());
    filler = new Thread(() -> fill(from), "data-batches");
    filler.setDaemon(true);
    filler.start();
  }

  private void check() {
    options
        .distinct()
        .ifPresent(
            field -> Examples.type(source, field, "'distinct'", FieldType.LABEL, FieldType.TEXT));
    if (source.size() < options.batchSize()) {
      throw new InvalidInputException(
          "the data have %d examples, fewer than one batch of %d"
              .formatted(source.size(), options.batchSize()));
    }
    for (Lane lane : lanes) {
      if ((long) lane.rowBytes() * options.batchSize() > Integer.MAX_VALUE) {
        throw new InvalidInputException(
            "a batch of %d rows of %d bytes for '%s' is larger than 2 GiB; make the batch smaller"
                .formatted(options.batchSize(), lane.rowBytes(), lane.name()));
      }
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
        fillEpoch(position);
        position = new DataPosition(position.epoch() + 1, 0, List.of());
      }
    } catch (InterruptedException | RejectedExecutionException e) {
      // closed: nobody waits for more
    } catch (Throwable e) {
      deliverLast(e);
    }
  }

  private void fillEpoch(DataPosition from) throws IOException, InterruptedException {
    Pass pass = Pass.shuffled(options.seed(), from.epoch());
    try (EpochBatches epoch =
        new EpochBatches(
            source.open(pass), from.epoch(), options, preparer, workers, unreadable, clock)) {
      epoch.replay(from);
      while (true) {
        List<Sample> samples = epoch.next();
        if (samples == null) {
          return;
        }
        long before = System.nanoTime();
        Batch batch = Batch.of(samples, lanes, labels, epoch.position(), buffers);
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
