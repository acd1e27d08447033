package io.threetowers.core.train;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Part;
import io.threetowers.api.Tracker;
import io.threetowers.api.TrackerFactory;
import io.threetowers.core.builtin.JsonLines;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.config.ResolvedPrinter;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.failure.Place;
import io.threetowers.core.model.HostContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Several trackers as one. */
public final class Trackers implements Tracker {
  private static final String NOT_SET = "null";

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
    try {
      all.add(create("json-lines", new Part<>(new JsonLines(), new JsonLines.Config()), run));
      experiment
          .value()
          .trackers()
          .forEach(
              (name, part) -> {
                if (!(part.component() instanceof JsonLines)) {
                  all.add(create(experiment, name, part, run));
                }
              });
      Tracker trackers = new Trackers(all);
      trackers.settings(settings(experiment));
      return trackers;
    } catch (RuntimeException e) {
      closeAfter(e, all);
      throw e;
    }
  }

  private static void closeAfter(RuntimeException failure, List<Tracker> opened) {
    try (Tracker trackers = new Trackers(opened)) {
      trackers.ended(End.FAILED);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static Tracker create(
      Bound<Experiment> experiment, String name, Part<Tracker> part, Path run) {
    try {
      return create(name, part, run);
    } catch (InvalidInputException e) {
      String path = "trackers." + name;
      throw new InvalidConfigException(experiment.at(path), path + ": " + e.getMessage());
    }
  }

  /** Where the numbers go is no part of what is run, and may be nobody else's business. */
  private static Map<String, String> settings(Bound<Experiment> experiment) {
    Map<String, String> settings = new LinkedHashMap<>(new ResolvedPrinter().flatten(experiment));
    settings
        .entrySet()
        .removeIf(
            setting ->
                setting.getValue().equals(NOT_SET) || setting.getKey().startsWith("trackers"));
    return Collections.unmodifiableMap(settings);
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
  public void settings(Map<String, String> settings) {
    all.forEach(tracker -> tracker.settings(settings));
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
  public void ended(End end) {
    each(tracker -> tracker.ended(end));
  }

  @Override
  public void close() {
    each(Tracker::close);
  }

  /** One whose end fails keeps none of the others from theirs. */
  private void each(Consumer<Tracker> call) {
    List<RuntimeException> failures = new ArrayList<>();
    for (Tracker tracker : all) {
      try {
        call.accept(tracker);
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
