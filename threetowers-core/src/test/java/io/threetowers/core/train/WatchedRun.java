package io.threetowers.core.train;

import ai.djl.ndarray.NDManager;
import io.threetowers.api.DataSource;
import io.threetowers.api.Optimizer;
import io.threetowers.api.Tracker;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import io.threetowers.core.data.Batch;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.data.MemorySource;
import io.threetowers.core.data.Stepwise;
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.eval.ModelEmbedder;
import io.threetowers.core.watch.Profile;
import io.threetowers.core.watch.Stage;
import io.threetowers.core.watch.Stopwatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** A real training run of tiny towers, on images and captions of four bytes, that is watched. */
final class WatchedRun implements Observer, Tracker {
  static final int EXAMPLES = 64;
  private static final long SEED = 20_261_122;

  final List<String> warnings = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  final List<StepLog> logs = new ArrayList<>();
  final List<Map<String, Double>> metrics = new ArrayList<>();

  /**
   * Pairs of an image and a caption that say the same.
   *
   * @param image which of the random images example i has
   * @param text which of the random captions example i has
   */
  static MemorySource pairs(IntUnaryOperator image, IntUnaryOperator text) {
    Random random = new Random(SEED);
    List<byte[]> letters = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      byte[] four = new byte[4];
      for (int j = 0; j < four.length; j++) {
        four[j] = (byte) (32 + random.nextInt(95));
      }
      letters.add(four);
    }
    MemorySource any = MemorySource.pictures(List.of());
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      byte[] rgb = new byte[12];
      byte[] shown = letters.get(image.applyAsInt(i));
      for (int j = 0; j < rgb.length; j++) {
        rgb[j] = (byte) (2 * shown[j % 4]);
      }
      String caption = new String(letters.get(text.applyAsInt(i)), StandardCharsets.US_ASCII);
      examples.add(
          new Example(
              "key" + i,
              Map.of(
                  "image", new Pixels(2, 2, rgb),
                  "text", new Value.Text(List.of(caption)),
                  "parity", new Value.Label("even"))));
    }
    return new MemorySource(any.fields(), examples);
  }

  /** Trains and logs every step. */
  void train(String yaml, Path folder, DataSource source, int steps, Optional<Profile> profile)
      throws IOException, InterruptedException {
    try (TinyExperiment tiny = new TinyExperiment(yaml, folder);
        Optimizer optimizer = tiny.optimizer();
        TrainingInputs inputs =
            new TrainingInputs(
                tiny.timeline,
                source,
                new ModelEmbedder(tiny.model, tiny.host, 8, 1),
                tiny.host,
                new Vocabularies(Map.of()),
                TrainingInputs.Caches.NONE,
                this);
        TrainingLoader loader =
            inputs.loader(
                tiny.experiment.loader(),
                Stepwise.constant(tiny.experiment.loader().batch()),
                0,
                DataPosition.start())) {
      Phases phases =
          new Phases(
              tiny.timeline,
              tiny.model,
              optimizer,
              tiny.experiment,
              tiny.host,
              Optional.empty(),
              this);
      Stepwise<Integer> batches = Stepwise.constant(tiny.experiment.loader().batch());
      Budget budget = new Budget(batches, source.size(), steps, List.of());
      try (RunWatch watch =
          new RunWatch(tiny.experiment, budget, tiny.model, phases, this, this, profile)) {
        watch.begin(0);
        for (long number = 1; number <= steps; number++) {
          Stopwatch laps = watch.start(number);
          try (Batch batch = loader.next();
              NDManager scope = tiny.model.manager().newSubManager()) {
            laps.lap(Stage.WAIT);
            StepInput input = inputs.of(batch, scope);
            laps.lap(Stage.COPY);
            StepResult result = phases.at(number - 1).run(number - 1, input, scope, 1, laps);
            watch.end(number, laps);
            watch.examine(number, batch, input, result, 1);
            watch.log(new TrainingState(number, batch.after()), loader, result, 1);
          }
        }
      }
    }
  }

  @Override
  public void embedding(EmbeddingLog log) {}

  @Override
  public void logged(StepLog log) {
    logs.add(log);
  }

  @Override
  public void note(String line) {
    notes.add(line);
  }

  @Override
  public void warn(String line) {
    warnings.add(line);
  }

  @Override
  public void step(long step, Map<String, Double> values) {
    metrics.add(values);
  }

  @Override
  public void evaluation(long step, String evaluator, String data, Map<String, Double> values) {}

  @Override
  public void close() {}
}
