package io.threetowers.core.wiring;

import ai.djl.Device;
import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.threetowers.core.eval.Evaluation;
import io.threetowers.core.eval.ModelEmbedder;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Datasets;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;

/** A checked experiment as a model that can embed and be evaluated. */
final class ExperimentModule extends AbstractModule {
  private final Experiment experiment;
  private final Composition composition;
  private final Datasets datasets;
  private final Device device;

  ExperimentModule(
      Experiment experiment, Composition composition, Datasets datasets, Device device) {
    this.experiment = experiment;
    this.composition = composition;
    this.datasets = datasets;
    this.device = device;
  }

  @Override
  protected void configure() {
    bind(Experiment.class).toInstance(experiment);
    bind(Composition.class).toInstance(composition);
    bind(Datasets.class).toInstance(datasets);
    bind(Device.class).toInstance(device);
    bind(HostScript.class).toInstance(new HostScript());
  }

  @Provides
  @Singleton
  Model model() {
    return new Model(composition, device, experiment.seed());
  }

  @Provides
  @Singleton
  ModelEmbedder embedder(Model model, HostScript host) {
    return new ModelEmbedder(
        model, host, experiment.loader().batch(), experiment.loader().workers());
  }

  @Provides
  @Singleton
  Evaluation evaluation(ModelEmbedder embedder) {
    return new Evaluation(experiment, datasets, embedder);
  }
}
