package io.threetowers.core.wiring;

import ai.djl.Device;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import io.threetowers.api.InvalidInputException;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.config.Problem;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Datasets;
import io.threetowers.core.model.WeightUse;
import io.threetowers.core.script.Devices;
import io.threetowers.core.train.Timeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checked experiment, ready to be wired: everything that a person can have got wrong has been
 * found before an injector exists.
 *
 * @param timeline the phases of its training
 * @param weights the files that each tower starts from, by its name; empty unless it is a fresh run
 */
record ExperimentParts(
    Experiment experiment,
    Composition composition,
    Datasets datasets,
    Timeline timeline,
    Device device,
    Map<String, List<WeightUse>> weights) {

  /** One of the checks that follow the graph's. */
  @FunctionalInterface
  private interface Check<T> {
    T run() throws IOException;
  }

  /** What is made of the data. */
  @FunctionalInterface
  private interface Opening {
    Datasets open(Composition composition) throws IOException;
  }

  /**
   * Checks graph, data and device.
   *
   * @throws InvalidConfigException with every problem of the graph, or else of all the rest
   */
  static ExperimentParts of(Bound<Experiment> bound) throws IOException {
    return of(bound, false);
  }

  /** As {@link #of}, and the weights from which a fresh run starts. */
  static ExperimentParts fresh(Bound<Experiment> bound) throws IOException {
    return of(bound, true);
  }

  /**
   * As {@link #of}, but opens one data source only, which need not be one that is trained on.
   *
   * @param fresh whether the weights are those from which a fresh run starts
   * @throws InvalidInputException if there is no such source
   */
  static ExperimentParts embedding(Bound<Experiment> bound, String data, boolean fresh)
      throws IOException {
    return of(bound, fresh, composition -> Datasets.open(bound, data));
  }

  private static ExperimentParts of(Bound<Experiment> bound, boolean fresh) throws IOException {
    return of(bound, fresh, composition -> datasets(bound, composition));
  }

  private static ExperimentParts of(Bound<Experiment> bound, boolean fresh, Opening opening)
      throws IOException {
    Composition composition = Composition.of(bound);
    List<Problem> problems = new ArrayList<>();
    Optional<Datasets> datasets = check(() -> opening.open(composition), problems);
    Optional<Timeline> timeline =
        datasets.isPresent()
            ? check(() -> timeline(bound, composition, datasets.get()), problems)
            : Optional.empty();
    Optional<Device> device = check(() -> device(bound), problems);
    Optional<Map<String, List<WeightUse>>> weights =
        check(() -> fresh ? composition.requireWeights(bound) : Map.of(), problems);
    if (!problems.isEmpty()) {
      throw bound.invalid(problems);
    }
    return new ExperimentParts(
        bound.value(),
        composition,
        datasets.orElseThrow(),
        timeline.orElseThrow(),
        device.orElseThrow(),
        weights.orElseThrow());
  }

  /** Empty if there are problems, which are told together with those of other checks. */
  private static <T> Optional<T> check(Check<T> check, List<Problem> problems) throws IOException {
    try {
      return Optional.of(check.run());
    } catch (InvalidConfigException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  private static Datasets datasets(Bound<Experiment> bound, Composition composition)
      throws IOException {
    Datasets datasets = Datasets.open(bound, composition);
    FirstImages.require(bound, datasets, composition);
    return datasets;
  }

  /** Of data that are only embedded there is none. */
  private static Timeline timeline(
      Bound<Experiment> bound, Composition composition, Datasets datasets) {
    return datasets.sources().containsKey(Experiment.TRAIN)
        ? Timeline.of(bound, composition, datasets.train().size())
        : Timeline.constant(composition);
  }

  private static Device device(Bound<Experiment> bound) {
    try {
      return Devices.resolve(bound.value().device().text());
    } catch (InvalidInputException e) {
      throw new InvalidConfigException(bound.at("device"), e.getMessage());
    }
  }

  /** One injector per experiment. */
  Wired inject(Module... more) {
    Injector strict = Guice.createInjector(Stage.DEVELOPMENT, new StrictModule());
    Module[] modules = new Module[more.length + 1];
    modules[0] = new ExperimentModule(experiment, composition, datasets, device);
    System.arraycopy(more, 0, modules, 1, more.length);
    return new Wired(strict.createChildInjector(modules));
  }
}
