package io.threetowers.core.train;

import io.threetowers.api.Tracker;
import java.util.List;
import java.util.Map;

/** Several trackers as one. */
public final class Trackers implements Tracker {
  private final List<Tracker> all;

  public Trackers(List<Tracker> all) {
    this.all = List.copyOf(all);
  }

  @Override
  public void step(long step, Map<String, Double> metrics) {
    all.forEach(tracker -> tracker.step(step, metrics));
  }

  @Override
  public void evaluation(long step, String evaluator, String data, Map<String, Double> metrics) {
    all.forEach(tracker -> tracker.evaluation(step, evaluator, data, metrics));
  }

  @Override
  public void close() {
    all.forEach(Tracker::close);
  }
}
