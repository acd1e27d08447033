package io.threetowers.core.data;

import io.threetowers.api.data.Example;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * An example on its way into a batch. Its work can be dropped and done again with the same result.
 */
final class Sample {
  private final Example example;
  private final Object distinct;
  private @Nullable FutureTask<Prepared> work;

  /**
   * An example on which no work has been done.
   *
   * @param field no two samples of a batch may have the same value of it; null if any may
   */
  Sample(Example example, @Nullable String field) {
    this.example = example;
    this.distinct = field == null ? example.key() : Examples.value(example, field);
  }

  String key() {
    return example.key();
  }

  /** What no other sample of the batch may equal. */
  Object distinct() {
    return distinct;
  }

  /** Begins the work unless it is done or under way. */
  void start(ExamplePreparer preparer, long epoch, Executor workers) {
    if (work == null) {
      work = new FutureTask<>(() -> preparer.prepare(example, epoch));
      workers.execute(work);
    }
  }

  /** Forgets the work, for its rows take memory. */
  void drop() {
    work = null;
  }

  /**
   * Waits for the work that {@link #start} began.
   *
   * @throws IOException if the example cannot be read
   */
  Prepared await() throws IOException, InterruptedException {
    if (work == null) {
      throw new IllegalStateException("the work on '" + key() + "' has not begun");
    }
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException unreadable) {
        throw unreadable;
      } else if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      } else if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new AssertionError(e.getCause());
    }
  }
}
