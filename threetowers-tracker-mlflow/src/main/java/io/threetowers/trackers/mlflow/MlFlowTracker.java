package io.threetowers.trackers.mlflow;

import io.threetowers.api.Tracker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** {@link MlFlow} at work: the training thread puts numbers in a queue, a {@link Sender} sends. */
final class MlFlowTracker implements Tracker {
  private final Deque<Measurement> queue = new ArrayDeque<>();
  private final Patience patience;
  private final Consumer<String> warnings;
  private final Sender sender;
  private final Thread thread;
  private long lost;
  private boolean closed;

  private MlFlowTracker(RemoteRun run, Patience patience, Consumer<String> warnings) {
    this.patience = patience;
    this.warnings = warnings;
    this.sender = new Sender(run, patience, queue, warnings);
    this.thread = new Thread(sender, "mlflow");
    // Should the host never close it, it keeps no process alive.
    thread.setDaemon(true);
  }

  /**
   * Begins to send as soon as there is something to be sent.
   *
   * @param warnings told once of each thing that goes wrong, and at the end of what is lost
   */
  static MlFlowTracker start(RemoteRun run, Patience patience, Consumer<String> warnings) {
    MlFlowTracker tracker = new MlFlowTracker(run, patience, warnings);
    tracker.thread.start();
    return tracker;
  }

  @Override
  public void settings(Map<String, String> settings) {
    sender.begin(new LinkedHashMap<>(settings));
  }

  @Override
  public void step(long step, Map<String, Double> metrics) {
    put("", step, metrics);
  }

  @Override
  public void evaluation(long step, String evaluator, String data, Map<String, Double> metrics) {
    put(data + "/" + evaluator + "/", step, metrics);
  }

  private void put(String prefix, long step, Map<String, Double> metrics) {
    long now = System.currentTimeMillis();
    synchronized (queue) {
      metrics.forEach(
          (metric, value) -> {
            if (queue.size() < patience.numbers()) {
              queue.add(new Measurement(Measurement.name(prefix + metric), value, step, now));
            } else {
              lost++;
            }
          });
      queue.notifyAll();
    }
  }

  @Override
  public void ended(End end) {
    sender.ended(end);
  }

  /** Waits for what is left to be sent, but not for a server that does not answer. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    sender.end();
    boolean interrupted = false;
    try {
      thread.join(patience.end().toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    sender.giveUp();
    thread.interrupt();
    synchronized (queue) {
      long missing = lost + sender.refused() + sender.unsent();
      if (missing > 0) {
        warnings.accept(
            missing
                + " number(s) of the run did not reach the MLflow server; metrics.jsonl and results.jsonl have them all");
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
