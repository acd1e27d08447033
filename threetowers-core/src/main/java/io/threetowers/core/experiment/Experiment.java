package io.threetowers.core.experiment;

import io.threetowers.api.DataSource;
import io.threetowers.api.Loss;
import io.threetowers.api.Part;
import io.threetowers.api.Tracker;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An experiment: towers, heads and edges form a graph; everything else says how it is trained. */
@Doc("towers, heads and edges form a graph; everything else says how it is trained")
public record Experiment(
    @Doc("name of the run's folder under runs/; default: the name of the file")
        Optional<String> name,
    @Doc("one seed for initial values, order, augmentation and dropout") @Default("0") long seed,
    @Doc("where to compute: auto, cpu, gpu or gpu:N") @Default("auto") DeviceChoice device,
    @Doc(
            "what towers compute in, fp32 or bf16; parameters, gradients, losses and the optimizer are fp32 in both")
        @Default("fp32")
        Precision precision,
    @Doc("data sources by name; 'train' is trained on, the others are evaluated on")
        Map<String, Part<DataSource>> data,
    @Doc("how examples become batches") @Default("{}") LoaderSpec loader,
    @Doc("encoders by name") Map<String, TowerSpec> towers,
    @Doc("maps from a tower or another head into a space, by name") @Default("{}")
        Map<String, HeadSpec> heads,
    @Doc("losses by name; edges that name the same loss share its parameters")
        Map<String, Part<Loss>> losses,
    @Doc("pairs of embeddings that a loss joins; their weighted sum is minimised")
        List<EdgeSpec> edges,
    @Doc("the update rule") OptimizerSpec optimizer,
    @Doc("the learning rate over time") @Default("{shape: constant}") Schedule schedule,
    @Doc("how long to train, and how") TrainSpec train,
    @Doc("what changes in the course of the training") @Default("[]") List<TimelineEntry> timeline,
    @Doc("a moving average of the trained weights, evaluated and saved beside them; default: none")
        Optional<EmaSpec> ema,
    @Doc("what to measure, by name") @Default("{}") Map<String, EvaluatorSpec> evaluate,
    @Doc("when to save, and what to keep") @Default("{}") CheckpointSpec checkpoint,
    @Doc("where numbers go besides the run's folder") @Default("{}")
        Map<String, Part<Tracker>> trackers) {

  /** The name of the data source that is trained on. */
  public static final String TRAIN = "train";

  private static final int MOST_CHANGES = 1000;

  public Experiment {
    for (String tower : towers.keySet()) {
      if (heads.containsKey(tower)) {
        throw new IllegalArgumentException(
            "'" + tower + "' names a tower and a head; an embedding needs a name of its own");
      }
    }
    if (timeline.size() > MOST_CHANGES) {
      throw new IllegalArgumentException(
          "a timeline of %d entries is too long; at most %d are allowed"
              .formatted(timeline.size(), MOST_CHANGES));
    }
    if (edges.isEmpty()) {
      throw new IllegalArgumentException("an experiment needs at least one edge");
    }
    if (checkpoint.keep().best().isPresent() && evaluate.isEmpty()) {
      throw new IllegalArgumentException(
          "checkpoint.keep.best names the metric '%s', but there is no evaluator that could measure it; add one to evaluate"
              .formatted(checkpoint.keep().best().get()));
    }
    for (String evaluator : evaluate.keySet()) {
      if (ema.isPresent() && evaluate.containsKey(evaluator + EmaSpec.SUFFIX)) {
        throw new IllegalArgumentException(
            "evaluate has '%1$s' and '%1$s%2$s', but with ema the results of '%1$s' on the averaged weights are called '%1$s%2$s'; rename one"
                .formatted(evaluator, EmaSpec.SUFFIX));
      }
    }
  }
}
