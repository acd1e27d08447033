package io.threetowers.core.wiring;

import ai.djl.Device;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import io.threetowers.api.InvalidInputException;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Datasets;
import io.threetowers.core.script.Devices;

/**
 * A checked experiment, ready to be wired: everything that a person can have got wrong has been
 * found before an injector exists.
 */
record ExperimentParts(
    Experiment experiment, Composition composition, Datasets datasets, Device device) {

  /**
   * Checks graph, data and device.
   *
   * @throws io.threetowers.core.config.InvalidConfigException with every problem of the graph, or
   *     of the data
   */
  static ExperimentParts of(Bound<Experiment> bound) {
    Composition composition = Composition.of(bound);
    Datasets datasets = Datasets.open(bound, composition);
    Device device = device(bound);
    return new ExperimentParts(bound.value(), composition, datasets, device);
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
