package io.threetowers.core.train;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one checkpoint at a time, on a thread beside the one that trains. */
final class CheckpointWriter {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);

  private final ThreadFactory threads;
  private boolean told;
  private @Nullable FutureTask<Optional<IOException>> writing;

  /** Writes a checkpoint. */
  @FunctionalInterface
  interface Write {
    void run() throws IOException;
  }

  /**
   * Starts nothing yet.
   *
   * @param threads makes a thread for each checkpoint
   */
  CheckpointWriter(ThreadFactory threads) {
    this.threads = threads;
  }

  /**
   * Begins to write, or writes where the system gives no thread for it; {@link #await} has told how
   * the one before went.
   */
  void start(Write write) {
    if (writing != null) {
      throw new IllegalStateException("a checkpoint is being written already");
    }
    FutureTask<Optional<IOException>> task = new FutureTask<>(() -> outcome(write));
    try {
      threads.newThread(task).start();
    } catch (OutOfMemoryError e) { // "unable to create native thread"
      if (!told) {
        told = true;
        LOG.warn("checkpoints are written while training waits: {}", e.getMessage());
      }
      task.run();
    }
    writing = task;
  }

  private static Optional<IOException> outcome(Write write) {
    try {
      write.run();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  /**
   * Waits for the checkpoint that is being written, if one is; an interrupt waits, too, since half
   * a checkpoint is none.
   *
   * @return why it could not be written
   */
  Optional<IOException> await() {
    FutureTask<Optional<IOException>> task = writing;
    if (task == null) {
      return Optional.empty();
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("the checkpoint could not be written", e.getCause());
        }
      }
    } finally {
      writing = null;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
