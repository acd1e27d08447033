package io.threetowers.core.data;

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Example;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Makes the rows of one lane, outside of batches: the same ones as a {@link TrainingLoader}. */
public final class ExampleRows implements AutoCloseable {
  private final ExamplePreparer preparer;
  private final Workers workers;

  /** Starts the workers. */
  public ExampleRows(DataSource source, Lane lane, LoaderOptions options) {
    preparer = new ExamplePreparer(source, List.of(lane), List.of(), options, new LoaderClock());
    workers = new Workers(options.workers());
  }

  /** The row of an example in one epoch; an {@link IOException} if it cannot be read. */
  public Future<byte[]> row(Example example, long epoch) {
    return run(() -> preparer.prepare(example, epoch).rows().get(0));
  }

  /** Other work for the workers. */
  public <T> Future<T> run(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    workers.execute(task);
    return task;
  }

  /** Waits for a result; what the work threw is thrown as it is. */
  public static <T> T await(Future<T> work) throws IOException {
    try {
      return work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while examples are prepared", e);
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

  /** Stops all threads. May be called twice. */
  @Override
  public void close() {
    workers.close();
  }
}
