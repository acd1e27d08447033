package io.threetowers.core.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.threetowers.api.Optimizer;
import io.threetowers.core.eval.ModelEmbedder;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Datasets;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.train.MovingAverage;
import io.threetowers.core.train.Observer;
import io.threetowers.core.train.TrainingInputs;
import io.threetowers.core.train.TrainingStep;
import io.threetowers.core.train.Updater;
import io.threetowers.core.train.Vocabularies;
import java.util.Optional;

/** What training adds to a model: its inputs, the step and the update. */
final class StepModule extends AbstractModule {
  private final Vocabularies vocabularies;
  private final Observer observer;

  StepModule(Vocabularies vocabularies, Observer observer) {
    this.vocabularies = vocabularies;
    this.observer = observer;
  }

  @Override
  protected void configure() {
    bind(Vocabularies.class).toInstance(vocabularies);
  }

  @Provides
  @Singleton
  Optimizer optimizer(Experiment experiment) {
    return HostContext.build(Optimizer.class, "optimizer", experiment.optimizer().optimizer());
  }

  @Provides
  @Singleton
  Optional<MovingAverage> average(Experiment experiment, Model model) {
    return experiment.ema().map(spec -> new MovingAverage(spec, model));
  }

  @Provides
  @Singleton
  Updater updater(
      Experiment experiment,
      Model model,
      Optimizer optimizer,
      HostScript host,
      Optional<MovingAverage> average) {
    return new Updater(
        model, optimizer, experiment.optimizer(), experiment.train().clipNorm(), host, average);
  }

  @Provides
  @Singleton
  TrainingStep step(Experiment experiment, Model model, Updater updater, HostScript host) {
    return new TrainingStep(model, updater, host, experiment.seed());
  }

  @Provides
  @Singleton
  TrainingInputs inputs(Model model, Datasets datasets, ModelEmbedder embedder, HostScript host) {
    return new TrainingInputs(model, datasets.train(), embedder, host, vocabularies, observer);
  }
}
