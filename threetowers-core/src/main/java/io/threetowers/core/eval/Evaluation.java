package io.threetowers.core.eval;

import io.threetowers.api.Embedder;
import io.threetowers.api.Evaluator;
import io.threetowers.api.Tracker;
import io.threetowers.core.experiment.EvaluatorSpec;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Datasets;
import io.threetowers.core.model.HostContext;
import java.util.Collection;
import java.util.Map;

/** Every evaluator of an experiment on every data set that it looks at. */
public final class Evaluation {
  private final Map<String, EvaluatorSpec> specs;
  private final Datasets datasets;
  private final Embedder embedder;

  public Evaluation(Experiment experiment, Datasets datasets, Embedder embedder) {
    this.specs = experiment.evaluate();
    this.datasets = datasets;
    this.embedder = embedder;
  }

  /** Runs them all and tells {@code tracker} each result as it comes. */
  public void run(long step, Tracker tracker) {
    run(step, specs.keySet(), tracker);
  }

  /** Runs those of {@code names}. */
  public void run(long step, Collection<String> names, Tracker tracker) {
    specs.forEach(
        (name, spec) -> {
          if (!names.contains(name)) {
            return;
          }
          Evaluator evaluator =
              HostContext.build(Evaluator.class, "evaluate." + name, spec.evaluator());
          for (String data : datasets.evaluated(spec)) {
            tracker.evaluation(step, name, data, evaluator.run(embedder, datasets.source(data)));
          }
        });
  }
}
