package io.threetowers.core.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.threetowers.api.Optimizer;
import io.threetowers.core.cache.TowerCaches;
import io.threetowers.core.config.Bound;
import io.threetowers.core.eval.ModelEmbedder;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Datasets;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.train.Observer;
import io.threetowers.core.train.TrainingInputs;
import io.threetowers.core.train.TrainingStep;
import io.threetowers.core.train.Updater;
import io.threetowers.core.train.Vocabularies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;

/** What training adds to a model: its inputs, the step and the update. */
final class StepModule extends AbstractModule {
  private final Bound<Experiment> bound;
  private final Vocabularies vocabularies;
  private final Observer observer;
  private final BooleanSupplier stopped;

  /**
   * Binds nothing yet.
   *
   * @param stopped whether a person wants the run to end before its first step
   */
  StepModule(
      Bound<Experiment> bound,
      Vocabularies vocabularies,
      Observer observer,
      BooleanSupplier stopped) {
    this.stopped = stopped;
    this.bound = bound;
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
  Updater updater(Experiment experiment, Model model, Optimizer optimizer, HostScript host) {
    return new Updater(
        model, optimizer, experiment.optimizer(), experiment.train().clipNorm(), host);
  }

  @Provides
  @Singleton
  TrainingStep step(Experiment experiment, Model model, Updater updater, HostScript host) {
    return new TrainingStep(model, updater, host, experiment.seed());
  }

  @Provides
  @Singleton
  TrainingInputs inputs(Model model, Datasets datasets, ModelEmbedder embedder, HostScript host) {
    TowerCaches caches =
        new TowerCaches(
            bound,
            model,
            datasets.train(),
            TowerCaches.folder(),
            new CacheNotes(observer, stopped));
    try {
      return new TrainingInputs(
          model, datasets.train(), embedder, host, vocabularies, caches.open(), observer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
