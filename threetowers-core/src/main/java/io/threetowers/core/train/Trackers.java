package io.threetowers.core.train;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Part;
import io.threetowers.api.Tracker;
import io.threetowers.api.TrackerFactory;
import io.threetowers.core.builtin.JsonLines;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.failure.Place;
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
   * @throws InvalidConfigException for what one of them refuses
   */
  public static Tracker open(Bound<Experiment> experiment, Path run) {
    List<Tracker> all = new ArrayList<>();
    all.add(create("json-lines", new Part<>(new JsonLines(), new JsonLines.Config()), run));
    experiment
        .value()
        .trackers()
        .forEach(
            (name, part) -> {
              if (!(part.component() instanceof JsonLines)) {
                try {
                  all.add(create(name, part, run));
                } catch (InvalidInputException e) {
                  String path = "trackers." + name;
                  throw new InvalidConfigException(
                      experiment.at(path), path + ": " + e.getMessage());
                }
              }
            });
    return new Trackers(all);
  }

  private static Tracker create(String name, Part<Tracker> part, Path run) {
    Place place = new Place("trackers." + name, part);
    return place.create(Tracker.class, () -> create(part, run, new HostContext(name)));
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

  /** One that cannot be closed keeps none of the others open. */
  @Override
  public void close() {
    List<RuntimeException> failures = new ArrayList<>();
    for (Tracker tracker : all) {
      try {
        tracker.close();
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      RuntimeException first = failures.get(0);
      failures.subList(1, failures.size()).forEach(first::addSuppressed);
      throw first;
    }
  }
}
