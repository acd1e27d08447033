package io.threetowers.trackers.mlflow;

import io.threetowers.api.Tracker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sends what comes into a queue, many numbers at once; while the server is away it tries again and
 * again, ever less often, and says so once. First it tells what is run. All state is guarded by the
 * queue.
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
  private final Set<String> warned = new HashSet<>();
  private Map<String, String> settings = Map.of();

  /** Nobody says how it ended where the host itself failed. */
  private Tracker.End end = Tracker.End.FAILED;

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
    try {
      if (isNeeded()) {
        attempt("the experiment's settings", this::describe);
        while (next()) {
          sent(attempt("numbers", () -> run.log(underWay)));
        }
        finish();
      }
    } catch (InterruptedException e) {
      // Given up: what was not sent is counted.
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until there is something to tell; false if the run ended before. */
  private boolean isNeeded() throws InterruptedException {
    synchronized (queue) {
      while (queue.isEmpty() && settings.isEmpty() && !ending) {
        queue.wait();
      }
      return !queue.isEmpty() || !settings.isEmpty();
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

  /** Something that the server is asked for. */
  private interface Request {
    void make() throws IOException;
  }

  /** Asks until there is an answer; false if the server refuses. */
  private boolean attempt(String what, Request request) throws InterruptedException {
    Duration wait = patience.retry();
    while (true) {
      try {
        request.make();
        return true;
      } catch (RefusedException e) {
        warn("refuses " + what, " (%s); training goes on without them".formatted(e.getMessage()));
        return false;
      } catch (IOException e) {
        warn(
            "cannot be reached",
            " (%s); training goes on, and the numbers wait".formatted(reason(e)));
        pause(wait);
        wait = patience.after(wait);
      }
    }
  }

  private void describe() throws IOException {
    Map<String, String> known;
    synchronized (queue) {
      known = settings;
    }
    run.describe(known);
  }

  private void sent(boolean taken) {
    synchronized (queue) {
      refused += taken ? 0 : underWay.size();
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
    Tracker.End how;
    synchronized (queue) {
      how = end;
    }
    try {
      run.finish(how);
    } catch (IOException e) {
      warn("was not told that the run has ended", " (" + reason(e) + ")");
    }
  }

  /** Says each thing once. */
  private void warn(String what, String more) {
    synchronized (queue) {
      if (!warned.add(what)) {
        return;
      }
    }
    warnings.accept("the MLflow server at %s %s%s".formatted(run.server(), what, more));
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** What is run; the server learns it before all numbers. */
  void begin(Map<String, String> experiment) {
    synchronized (queue) {
      settings = experiment;
      queue.notifyAll();
    }
  }

  /** How the run has ended. */
  void ended(Tracker.End how) {
    synchronized (queue) {
      end = how;
    }
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
