package io.threetowers.trackers.mlflow;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sends what comes into a queue, many numbers at once; while the server is away it tries again and
 * again, ever less often, and says so once. All state is guarded by the queue.
 */
final class Sender implements Runnable {
  /** The most that {@code log-batch} takes. */
  private static final int BATCH = 1000;

  private final RemoteRun run;
  private final Patience patience;
  private final Deque<Measurement> queue;
  private final Consumer<String> warnings;
  private List<Measurement> underWay = List.of();
  private long refused;
  private boolean warned;
  private boolean ending;
  private boolean givenUp;

  Sender(RemoteRun run, Patience patience, Deque<Measurement> queue, Consumer<String> warnings) {
    this.run = run;
    this.patience = patience;
    this.queue = queue;
    this.warnings = warnings;
  }

  @Override
  public void run() {
    boolean sent = false;
    try {
      while (next()) {
        send();
        sent = true;
      }
      if (sent) {
        finish();
      }
    } catch (InterruptedException e) {
      // Given up: what was not sent is counted.
      Thread.currentThread().interrupt();
    }
  }

  /** Takes what is sent next; false if nothing will follow. */
  private boolean next() throws InterruptedException {
    synchronized (queue) {
      while (queue.isEmpty() && !ending) {
        queue.wait();
      }
      long until = System.nanoTime() + patience.gather().toNanos();
      long left = patience.gather().toMillis();
      while (queue.size() < BATCH && !ending && left > 0) {
        queue.wait(left);
        left = (until - System.nanoTime()) / 1_000_000;
      }
      if (givenUp) {
        throw new InterruptedException();
      }
      List<Measurement> batch = new ArrayList<>();
      while (!queue.isEmpty() && batch.size() < BATCH) {
        batch.add(queue.remove());
      }
      underWay = batch;
      return !batch.isEmpty();
    }
  }

  private void send() throws InterruptedException {
    Duration wait = patience.retry();
    while (true) {
      try {
        run.log(underWay);
        reached(0);
        return;
      } catch (RefusedException e) {
        warn("refuses numbers (" + e.getMessage() + "); training goes on without them");
        reached(underWay.size());
        return;
      } catch (IOException e) {
        warn("cannot be reached (" + reason(e) + "); training goes on, and the numbers wait");
        pause(wait);
        wait = patience.after(wait);
      }
    }
  }

  private void reached(int without) {
    synchronized (queue) {
      refused += without;
      underWay = List.of();
    }
  }

  /** Until it is time to try again, which the end of the run does not wait for. */
  private void pause(Duration wait) throws InterruptedException {
    synchronized (queue) {
      if (givenUp) {
        throw new InterruptedException();
      }
      long until = System.nanoTime() + wait.toNanos();
      boolean wasEnding = ending;
      long left = wait.toMillis();
      while (left > 0 && (ending == wasEnding)) {
        queue.wait(left);
        left = (until - System.nanoTime()) / 1_000_000;
      }
    }
  }

  private void finish() {
    try {
      run.finish();
    } catch (IOException e) {
      warn("was not told that the run has ended (" + reason(e) + ")");
    }
  }

  private void warn(String what) {
    synchronized (queue) {
      if (warned) {
        return;
      }
      warned = true;
    }
    warnings.accept("the MLflow server at %s %s".formatted(run.server(), what));
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** Nothing will follow. */
  void end() {
    synchronized (queue) {
      ending = true;
      queue.notifyAll();
    }
  }

  /** What is not sent by now is lost. */
  void giveUp() {
    synchronized (queue) {
      givenUp = true;
      queue.notifyAll();
    }
  }

  long refused() {
    return refused;
  }

  long unsent() {
    return (long) underWay.size() + queue.size();
  }
}
