package io.threetowers.core.train;

import io.threetowers.api.Part;
import io.threetowers.api.Tracker;
import io.threetowers.api.TrackerFactory;
import io.threetowers.core.builtin.JsonLines;
import io.threetowers.core.model.HostContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Several trackers as one. */
public final class Trackers implements Tracker {
  private final List<Tracker> all;

  public Trackers(List<Tracker> all) {
    this.all = List.copyOf(all);
  }

  /**
   * The JSON lines of every run, and what the experiment asks for besides.
   *
   * @param run the run's folder
   */
  public static Tracker open(Map<String, Part<Tracker>> parts, Path run) {
    List<Tracker> all = new ArrayList<>();
    all.add(new JsonLines().create(new JsonLines.Config(), run, new HostContext("json-lines")));
    parts.forEach(
        (name, part) -> {
          if (!(part.component() instanceof JsonLines)) {
            all.add(create(part, run, new HostContext(name)));
          }
        });
    return new Trackers(all);
  }

  /** The config is an instance of the component's record: {@link Part} has checked it. */
  @SuppressWarnings("unchecked")
  private static <C extends Record> Tracker create(
      Part<Tracker> part, Path run, HostContext context) {
    return ((TrackerFactory<C>) part.component()).create((C) part.config(), run, context);
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
