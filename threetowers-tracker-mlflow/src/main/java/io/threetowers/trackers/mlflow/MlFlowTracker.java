package io.threetowers.trackers.mlflow;

import io.threetowers.api.Tracker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link MlFlow} at work: the training thread puts numbers in a queue, a {@link Sender} sends. */
final class MlFlowTracker implements Tracker {
  private static final Logger log = LoggerFactory.getLogger(MlFlow.class);

  private final Deque<Measurement> queue = new ArrayDeque<>();
  private final Patience patience;
  private final Sender sender;
  private final Thread thread;
  private long lost;
  private boolean closed;

  private MlFlowTracker(RemoteRun run, Patience patience) {
    this.patience = patience;
    this.sender = new Sender(run, patience, queue);
    this.thread = new Thread(sender, "mlflow");
    // Should the host never close it, it keeps no process alive.
    thread.setDaemon(true);
  }

  /** Begins to send as soon as there is something to be sent. */
  static MlFlowTracker start(RemoteRun run, Patience patience) {
    MlFlowTracker tracker = new MlFlowTracker(run, patience);
    tracker.thread.start();
    return tracker;
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
        log.warn(
            "{} number(s) of the run did not reach the MLflow server; metrics.jsonl and results.jsonl have them all",
            missing);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
