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
import io.threetowers.core.train.Budget;
import io.threetowers.core.train.MovingAverage;
import io.threetowers.core.train.Observer;
import io.threetowers.core.train.Phases;
import io.threetowers.core.train.RunArrays;
import io.threetowers.core.train.Timeline;
import io.threetowers.core.train.TrainingInputs;
import io.threetowers.core.train.Vocabularies;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What training adds to a model: its inputs, the step and the update. */
final class StepModule extends AbstractModule {
  private final Bound<Experiment> bound;
  private final Vocabularies vocabularies;
  private final Timeline timeline;
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
      Timeline timeline,
      Observer observer,
      BooleanSupplier stopped) {
    this.stopped = stopped;
    this.bound = bound;
    this.vocabularies = vocabularies;
    this.timeline = timeline;
    this.observer = observer;
  }

  @Override
  protected void configure() {
    bind(Vocabularies.class).toInstance(vocabularies);
    bind(Timeline.class).toInstance(timeline);
  }

  @Provides
  @Singleton
  Optimizer optimizer(Experiment experiment) {
    return HostContext.build(Optimizer.class, "optimizer", experiment.optimizer().optimizer());
  }

  @Provides
  @Singleton
  Budget budget(Experiment experiment, Datasets datasets) {
    return Budget.of(experiment, datasets.train().size());
  }

  @Provides
  @Singleton
  Optional<MovingAverage> average(Experiment experiment, Model model) {
    return experiment.ema().map(spec -> new MovingAverage(spec, model));
  }

  @Provides
  @Singleton
  Phases phases(
      Experiment experiment,
      Model model,
      Optimizer optimizer,
      HostScript host,
      Optional<MovingAverage> average) {
    return new Phases(timeline, model, optimizer, experiment, host, average, observer);
  }

  @Provides
  @Singleton
  RunArrays arrays(Model model, Optimizer optimizer, Optional<MovingAverage> average) {
    return new RunArrays(model, optimizer, average);
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
    return new TrainingInputs(
        timeline, datasets.train(), embedder, host, vocabularies, caches::open, observer);
  }
}
