package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.DataSource;
import io.threetowers.api.Optimizer;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.eval.Evaluation;
import io.threetowers.core.eval.ModelEmbedder;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Datasets;
import io.threetowers.core.run.CheckpointStore;
import io.threetowers.core.script.HostMemory;
import io.threetowers.core.watch.Profile;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;

/** A run of a {@link TinyExperiment}, wired by hand as {@code core.wiring} does it. */
final class TinyRun implements AutoCloseable {
  final TinyExperiment tiny;
  final CheckpointStore store;
  final Checkpoints checkpoints;
  final RunArrays arrays;
  private final Witness witness;
  private final Phases phases;

  /**
   * A run that trains nothing yet.
   *
   * @param folder of the run
   * @param threads makes those that write checkpoints
   */
  TinyRun(String yaml, Path folder, Witness witness, ThreadFactory threads, HostMemory memory)
      throws IOException {
    this.witness = witness;
    tiny = new TinyExperiment(yaml, folder);
    Experiment experiment = tiny.experiment;
    Optional<MovingAverage> average =
        experiment.ema().map(spec -> new MovingAverage(spec, tiny.model));
    arrays = new RunArrays(tiny.model, tiny.optimizer(), average);
    store = new CheckpointStore(folder.resolve("checkpoints"));
    checkpoints =
        new Checkpoints(
            store,
            experiment.checkpoint(),
            budget(),
            arrays,
            new Vocabularies(Map.of()),
            threads,
            memory);
    phases =
        new Phases(
            tiny.timeline, tiny.model, arrays.optimizer(), experiment, tiny.host, average, witness);
  }

  TinyRun(String yaml, Path folder, Witness witness) throws IOException {
    this(yaml, folder, witness, Thread::new, new HostMemory(folder));
  }

  private Budget budget() {
    return Budget.of(tiny.experiment, TinyExperiment.EXAMPLES);
  }

  /** The whole loop, from the newest checkpoint if there is one. */
  TrainingLoop.End loop(DataSource source, Optional<Profile> profile)
      throws IOException, InterruptedException {
    Experiment experiment = tiny.experiment;
    ModelEmbedder embedder = new ModelEmbedder(tiny.model, tiny.host, 8, 1);
    Evaluation evaluation =
        new Evaluation(experiment, new Datasets(Map.of("train", source)), embedder);
    TrainingState from =
        checkpoints.restore(witness::note).orElse(new TrainingState(0, DataPosition.start()));
    try (RunWatch watch =
            new RunWatch(experiment, budget(), tiny.model, phases, witness, witness, profile);
        TrainingInputs inputs =
            new TrainingInputs(
                tiny.timeline,
                source,
                embedder,
                tiny.host,
                new Vocabularies(Map.of()),
                TrainingInputs.Caches.NONE,
                witness);
        TrainingLoader loader =
            inputs.loader(experiment.loader(), budget().batches(), 0, from.position())) {
      return new TrainingLoop(
              experiment,
              budget(),
              tiny.model,
              phases,
              inputs,
              new TrainingEvaluation(evaluation, arrays.average(), checkpoints),
              checkpoints,
              witness,
              witness,
              watch,
              witness.stop)
          .run(from, loader);
    }
  }

  /** Only the steps, on random rows, from after {@code from} to after {@code to} steps. */
  TrainingState train(long from, long to) {
    for (long i = from; i < to; i++) {
      try (NDManager scope = tiny.model.manager().newSubManager()) {
        phases.at(i).run(i, tiny.input(scope, i), scope, 1);
      }
    }
    return state(to);
  }

  static TrainingState state(long step) {
    return new TrainingState(
        step,
        new DataPosition(
            step, 0, List.of(new DataPosition.Run(TinyExperiment.BATCH, step)), List.of()));
  }

  /** The values of all arrays, by file and name. */
  Map<String, float[]> values() {
    Map<String, float[]> values = new TreeMap<>();
    for (Map.Entry<String, Map<String, NDArray>> file : arrays.live().entrySet()) {
      file.getValue()
          .forEach((name, array) -> values.put(file.getKey() + "/" + name, array.toFloatArray()));
    }
    return values;
  }

  /** The same out of a checkpoint. */
  Map<String, float[]> saved(String checkpoint) throws IOException {
    Path folder = store.load(checkpoint).folder();
    Map<String, float[]> values = new TreeMap<>();
    try (NDManager scope = tiny.model.manager().newSubManager()) {
      for (String name : arrays.live().keySet()) {
        try (WeightFile file = WeightFile.open(folder.resolve(name))) {
          for (String array : file.names()) {
            values.put(name + "/" + array, file.read(array, scope).toFloatArray());
          }
        }
      }
    }
    return values;
  }

  @Override
  public void close() {
    checkpoints.close();
    Optimizer optimizer = arrays.optimizer();
    optimizer.close();
    tiny.close();
  }
}
