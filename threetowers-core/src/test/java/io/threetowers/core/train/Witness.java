package io.threetowers.core.train;

import io.threetowers.api.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Remembers all that a run tells, and may stop it. */
final class Witness implements Observer, Tracker {
  final List<String> warnings = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  final List<StepLog> logs = new ArrayList<>();
  final List<Map<String, Double>> metrics = new ArrayList<>();
  final StopSignal stop = new StopSignal();
  private final long last;

  /** Stops nothing. */
  Witness() {
    this(Long.MAX_VALUE);
  }

  /**
   * Stops a run.
   *
   * @param last the step after which it stops; each is logged
   */
  Witness(long last) {
    this.last = last;
  }

  @Override
  public void embedding(EmbeddingLog log) {}

  @Override
  public void logged(StepLog log) {
    logs.add(log);
    if (log.step() == last) {
      stop.request();
    }
  }

  @Override
  public void note(String line) {
    notes.add(line);
  }

  @Override
  public void warn(String line) {
    warnings.add(line);
  }

  @Override
  public void step(long step, Map<String, Double> values) {
    metrics.add(values);
  }

  @Override
  public void evaluation(long step, String evaluator, String data, Map<String, Double> values) {}

  @Override
  public void close() {}
}
