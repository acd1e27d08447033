package io.threetowers.core.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Component;
import io.threetowers.api.Optimizer;
import io.threetowers.core.builtin.AdamW;
import io.threetowers.core.builtin.LinearHead;
import io.threetowers.core.builtin.Retrieval;
import io.threetowers.core.builtin.Table;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.plugin.ComponentRegistry;
import io.threetowers.core.script.Devices;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Three towers small enough for a test, built with {@code new} alone. */
public final class TinyExperiment implements AutoCloseable {
  static final int BATCH = 8;

  /** Of training data that timelines are told of. */
  static final int EXAMPLES = 24;

  public static final String THREE_TOWERS =
      """
      data: {train: {type: table, file: none.csv, captions: [text]}}
      towers:
        image: {type: tiny, reads: image, %1$s}
        text: {type: tiny, reads: text, %1$s}
        third: {type: tiny, reads: image, frozen: true}
      heads:
        img: {from: image, type: linear, width: 5}
        img-third: {from: img, type: linear, width: 3}
        third-img: {from: third, type: linear, width: 3}
        txt: {from: text, type: linear, width: 5}
      losses: {nce: {type: tiny-nce}}
      edges:
        - {join: [img, txt], loss: nce, weight: 1/3}
        - {join: [img-third, third-img], loss: nce, weight: 2/3}
      optimizer: {type: adamw, lr: 0.01, weight-decay: 0.1}
      train: {duration: 100}
      """;

  public final Bound<Experiment> bound;
  public final Experiment experiment;
  public final Composition composition;
  final Timeline timeline;
  public final Model model;
  public final HostScript host = new HostScript();

  public TinyExperiment(String yaml, Path folder) throws IOException {
    Devices.startEngine();
    Path file = Files.writeString(folder.resolve("tiny.yaml"), yaml);
    Bound<Experiment> bound =
        new ConfigReader(new ComponentRegistry(components()))
            .read(file, List.of(), Experiment.class);
    this.bound = bound;
    experiment = bound.value();
    composition = Composition.of(bound);
    timeline = Timeline.of(bound, composition, EXAMPLES);
    model = new Model(composition, Device.cpu(), experiment.seed());
  }

  static List<Component<?, ?>> components() {
    return List.of(
        new TinyTower(),
        new TinyLoss(),
        new LinearHead(),
        new AdamW(),
        new Table(),
        new Retrieval());
  }

  Optimizer optimizer() {
    return new HostContext("optimizer").create(experiment.optimizer().optimizer());
  }

  TrainingStep step(Optimizer optimizer) {
    return step(optimizer, Optional.empty());
  }

  TrainingStep step(Optimizer optimizer, Optional<MovingAverage> average) {
    Phase phase = timeline.at(0);
    Model model = this.model.in(phase.composition(), phase::isTrained);
    Updater updater =
        new Updater(
            model, optimizer, experiment.optimizer(), Optional.empty(), host, average, name -> 1);
    return new TrainingStep(model, updater, host, experiment.seed());
  }

  /** The same random rows for every tower that reads the same field. */
  StepInput input(NDManager scope, long seed) {
    Map<String, NDArray> byField = new HashMap<>();
    Map<String, NDArray> towers = new HashMap<>();
    Random random = new Random(seed);
    for (String field : List.of("image", "text")) {
      byte[] bytes = new byte[BATCH * TinyTower.INPUT];
      random.nextBytes(bytes);
      byField.put(
          field,
          scope.create(ByteBuffer.wrap(bytes), new Shape(BATCH, TinyTower.INPUT), DataType.UINT8));
    }
    timeline
        .at(0)
        .composition()
        .towers()
        .forEach((name, tower) -> towers.put(name, read(tower, byField.get(tower.field()))));
    List<String> keys = IntStream.range(0, BATCH).mapToObj(i -> "key" + i).toList();
    return new StepInput(keys, towers, Set.of(), Map.of());
  }

  private static NDArray read(TowerNode tower, NDArray rows) {
    long numbers = tower.tower().input().shape().get(0);
    return numbers == TinyTower.INPUT ? rows : rows.get(":,0:" + numbers);
  }

  @Override
  public void close() {
    model.close();
  }
}
