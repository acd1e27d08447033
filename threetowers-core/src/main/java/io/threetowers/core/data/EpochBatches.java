package io.threetowers.core.data;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Pass;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one epoch. Which examples a batch holds follows from the order of the cursor and
 * from which examples can be read, never from timing: the workers' results are taken in the order
 * of the cursor.
 *
 * <p>An example whose distinct value is already in the batch is held back and stands first in line
 * for the next batch. What remains at the end and fills no batch is dropped.
 */
final class EpochBatches implements AutoCloseable {
  private final Cursor cursor;
  private final long epoch;
  private final LoaderOptions options;
  private final ReadableExamples data;
  private final Stepwise<ExamplePreparer> preparers;
  private final Executor workers;
  private final Unreadable report;
  private final LoaderClock clock;
  private final Set<String> unreadable = new TreeSet<>();
  private final Queue<Sample> inFlight = new ArrayDeque<>();
  private List<Sample> held = new ArrayList<>();
  private List<DataPosition.Run> taken = List.of();
  private long batches;
  private long step;
  private ExamplePreparer preparer;

  EpochBatches(
      ReadableExamples data,
      DataPosition from,
      LoaderOptions options,
      Stepwise<ExamplePreparer> preparers,
      Executor workers,
      Unreadable report,
      LoaderClock clock) {
    this.data = data;
    this.cursor = data.source().open(Pass.shuffled(options.seed(), from.epoch()));
    this.epoch = from.epoch();
    this.step = from.step() - from.batches();
    this.options = options;
    this.preparers = preparers;
    this.preparer = preparers.at(from.step());
    this.workers = workers;
    this.report = report;
    this.clock = clock;
  }

  /** Moves on to {@code position} without reading any image. */
  void replay(DataPosition position) throws IOException, InterruptedException {
    unreadable.addAll(position.unreadable());
    for (DataPosition.Run run : position.taken()) {
      for (long i = 0; i < run.batches(); i++) {
        if (fill(run.size(), false) == null) {
          throw new InvalidInputException(
              "cannot go on after batch %d of epoch %d: the data now have only %d batches; they have changed since"
                  .formatted(position.batches(), epoch, batches));
        }
      }
    }
  }

  /** The samples of the next batch, work done; null at the end of the epoch. */
  @Nullable List<Sample> next() throws IOException, InterruptedException {
    prepareWith(preparers.at(step));
    return fill(options.batchSizes().at(step), true);
  }

  /** After the last batch that {@link #next} gave. */
  DataPosition position() {
    return new DataPosition(step, epoch, taken, List.copyOf(unreadable));
  }

  private @Nullable List<Sample> fill(int size, boolean live)
      throws IOException, InterruptedException {
    List<Sample> batch = new ArrayList<>(size);
    List<Sample> waiting = new ArrayList<>();
    Set<Object> values = new HashSet<>();
    for (Sample sample : held) {
      boolean fits = batch.size() < size && values.add(sample.distinct());
      (fits ? batch : waiting).add(sample);
    }
    if (live) {
      finish(batch, values);
    }
    while (batch.size() < size) {
      Sample sample = live ? nextReadable() : nextSample();
      if (sample == null) {
        refuseAnEpochWithoutBatches(size, batch, waiting);
        return null;
      }
      if (values.add(sample.distinct())) {
        batch.add(sample);
      } else {
        hold(sample, waiting, size);
      }
    }
    held = waiting;
    taken = DataPosition.and(taken, size);
    batches++;
    step++;
    return batch;
  }

  /** What was begun for rows of another kind is begun anew. */
  private void prepareWith(ExamplePreparer next) {
    if (next != preparer) {
      preparer = next;
      held.forEach(Sample::drop);
      for (Sample sample : inFlight) {
        sample.drop();
        start(sample);
      }
    }
  }

  private void start(Sample sample) {
    if (data.readable().test(sample.key())) {
      sample.start(preparer, epoch, workers);
    }
  }

  /** Does the work of samples that were held back without it. */
  private void finish(List<Sample> batch, Set<Object> values) throws InterruptedException {
    batch.forEach(this::start);
    for (Sample sample : List.copyOf(batch)) {
      if (!isReadable(sample)) {
        batch.remove(sample);
        values.remove(sample.distinct());
      }
    }
  }

  /** Where one value is frequent many samples wait; only the first of them keep their rows. */
  private void hold(Sample sample, List<Sample> waiting, int size) {
    if (waiting.size() >= size) {
      sample.drop();
    }
    waiting.add(sample);
  }

  private @Nullable Sample nextReadable() throws IOException, InterruptedException {
    while (true) {
      topUp();
      Sample sample = inFlight.poll();
      if (sample == null || isReadable(sample)) {
        return sample;
      }
    }
  }

  private boolean isReadable(Sample sample) throws InterruptedException {
    if (!data.readable().test(sample.key())) {
      unreadable.add(sample.key());
      return false;
    }
    try {
      sample.await();
      return true;
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException(); // closing breaks reads off; that says nothing about the
        // example
      }
      unreadable.add(sample.key());
      report.add(sample.key(), e);
      return false;
    }
  }

  /** Keeps the workers busy while the oldest result is waited for. */
  private void topUp() throws IOException {
    int limit = Math.max(2, Math.min(options.batchSizes().at(step), 32)) * options.workers();
    while (inFlight.size() < limit) {
      Sample sample = nextSample();
      if (sample == null) {
        return;
      }
      start(sample);
      inFlight.add(sample);
    }
  }

  private @Nullable Sample nextSample() throws IOException {
    while (true) {
      long before = System.nanoTime();
      Example example = cursor.next();
      clock.read.add(System.nanoTime() - before);
      if (example == null) {
        return null;
      }
      if (!unreadable.contains(example.key())) {
        return new Sample(example, options.distinct().orElse(null));
      }
    }
  }

  /**
   * With no batch so far, {@code batch} has one example of each distinct value, and {@code waiting}
   * has the rest.
   */
  private void refuseAnEpochWithoutBatches(int size, List<Sample> batch, List<Sample> waiting) {
    int readable = batch.size() + waiting.size();
    if (batches > 0) {
      return;
    }
    if (readable < size) {
      throw new InvalidInputException(
          "the training data have %d readable examples, fewer than one batch of %d%s"
              .formatted(readable, size, firstUnreadable()));
    }
    throw new InvalidInputException(
        "the data have only %d different values of '%s', fewer than one batch of %d, in which each may be once"
            .formatted(batch.size(), options.distinct().orElseThrow(), size));
  }

  private String firstUnreadable() {
    return report.first().isEmpty()
        ? ""
        : "; the first that cannot be read is " + report.first().get(0);
  }

  @Override
  public void close() throws IOException {
    cursor.close();
  }
}
