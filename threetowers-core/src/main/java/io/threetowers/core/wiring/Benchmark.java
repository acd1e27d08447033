package io.threetowers.core.wiring;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.core.config.Bound;
import io.threetowers.core.data.Batch;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.data.LoaderTimes;
import io.threetowers.core.data.Stepwise;
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.script.Devices;
import io.threetowers.core.script.HostMemory;
import io.threetowers.core.train.Budget;
import io.threetowers.core.train.Observer;
import io.threetowers.core.train.Phase;
import io.threetowers.core.train.Phases;
import io.threetowers.core.train.StepInput;
import io.threetowers.core.train.Timeline;
import io.threetowers.core.train.TrainingInputs;
import io.threetowers.core.train.TrainingStep;
import io.threetowers.core.train.Vocabularies;
import io.threetowers.core.watch.Stage;
import io.threetowers.core.watch.Stopwatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times the training step of an experiment, on its own data: the one that the run begins with, as
 * if its timeline changed nothing later.
 */
public final class Benchmark implements AutoCloseable {

  /** On a GPU so many further steps wait for the device after each stage: the stages are theirs. */
  private static final int SYNCHRONISED = 3;

  /** What is timed in steps that are not synchronised. */
  private static final List<String> WHOLE = List.of(Stage.WAIT, "step");

  /** Milliseconds over the timed steps. */
  public record Figure(double median, double min, double max) {}

  /**
   * What was measured.
   *
   * @param stages by name, {@code step} being the whole
   * @param peakBytes the most memory that the process has held, as the operating system counts it;
   *     0 where it does not
   */
  public record Result(
      Map<String, Figure> stages,
      double samplesPerSecond,
      long peakBytes,
      int batch,
      String device) {}

  private final TrainingStep training;
  private final int batch;
  private final Device device;
  private final Model model;
  private final TrainingInputs inputs;
  private final TrainingLoader loader;
  private long step;

  private Benchmark(Wired wired, Experiment experiment, Device device) throws IOException {
    Budget budget = wired.get(Budget.class);
    Phase first = wired.get(Timeline.class).at(0);
    this.batch = Math.toIntExact(budget.batch());
    this.device = device;
    this.training = wired.get(Phases.class).at(0);
    this.model = wired.get(Model.class).in(first.composition(), first::isTrained);
    if (model.composition().towers().values().stream().anyMatch(TowerNode::cached)) {
      // The caches are those of the weights that a run starts from.
      wired.get(Model.class).loadPretrained();
    }
    this.inputs = wired.get(TrainingInputs.class);
    this.loader =
        inputs.loader(
            experiment.loader(), Stepwise.constant(batch), experiment.seed(), DataPosition.start());
  }

  /** Makes a model ready to be trained, which nothing is kept of. */
  public static Benchmark open(Bound<Experiment> bound) throws IOException {
    ExperimentParts parts = ExperimentParts.of(bound);
    Vocabularies vocabularies = Vocabularies.of(bound, parts.datasets(), parts.composition());
    Wired wired =
        parts.inject(
            new StepModule(
                bound, vocabularies, parts.timeline().beginning(), Observer.SILENT, () -> false));
    return new Benchmark(wired, bound.value(), parts.device());
  }

  /**
   * Runs {@code warmUp} steps, then {@code steps} that are timed.
   *
   * @param bare whether each trained tower also runs alone after each step, forward and backward on
   *     the same rows: what the engine takes at the least
   */
  public Result run(int warmUp, int steps, boolean bare) throws IOException, InterruptedException {
    Map<String, List<Double>> times = new LinkedHashMap<>();
    boolean gpu = device.isGpu();
    for (int i = 0; i < warmUp + steps + (gpu ? SYNCHRONISED : 0); i++) {
      boolean stagesOnly = i >= warmUp + steps;
      Stopwatch laps = stagesOnly ? awaiting() : new Stopwatch();
      LoaderTimes before = loader.times();
      Map<String, Long> alone = step(laps, bare);
      if (i >= warmUp) {
        record(times, nanos(laps, gpu, stagesOnly));
        record(times, stagesOnly ? Map.of() : loader(loader.times().since(before)));
        record(times, alone);
      }
    }
    Map<String, Figure> stages = new LinkedHashMap<>();
    times.forEach((name, values) -> stages.put(name, figure(values)));
    double samplesPerSecond = batch / (stages.get("step").median() / 1000);
    return new Result(stages, samplesPerSecond, peakBytes(), batch, device.toString());
  }

  /**
   * Runs one step to its end on the device.
   *
   * @return milliseconds without the wait for data
   */
  public double step() throws IOException, InterruptedException {
    Stopwatch laps = awaiting();
    step(laps, false);
    return (laps.nanos() - laps.stages().get(Stage.WAIT)) / 1e6;
  }

  /** One that waits for a GPU at the end of each stage. */
  private Stopwatch awaiting() {
    return device.isGpu() ? new Stopwatch(() -> Devices.await(model.manager())) : new Stopwatch();
  }

  private Map<String, Long> step(Stopwatch laps, boolean bare)
      throws IOException, InterruptedException {
    try (Batch batch = loader.next();
        NDManager scope = model.manager().newSubManager()) {
      laps.lap(Stage.WAIT);
      StepInput input = inputs.of(batch, scope);
      laps.lap(Stage.COPY);
      training.run(step, input, scope, 1, laps);
      step++;
      return bare ? alone(model, input) : Map.of();
    }
  }

  @Override
  public void close() {
    loader.close();
    inputs.close();
    model.close();
  }

  private static void record(Map<String, List<Double>> times, Map<String, Long> nanos) {
    nanos.forEach(
        (name, value) -> times.computeIfAbsent(name, key -> new ArrayList<>()).add(value / 1e6));
  }

  private static Map<String, Long> nanos(Stopwatch laps, boolean gpu, boolean stagesOnly) {
    Map<String, Long> nanos = new LinkedHashMap<>(laps.stages());
    nanos.put("step", laps.nanos());
    if (stagesOnly) {
      nanos.keySet().removeAll(WHOLE);
    } else if (gpu) {
      nanos.keySet().retainAll(WHOLE);
    }
    return nanos;
  }

  /** Thread-time of the loader while the step ran. */
  private static Map<String, Long> loader(LoaderTimes times) {
    Map<String, Long> nanos = new LinkedHashMap<>();
    times.stages().forEach((stage, value) -> nanos.put("loader: " + stage, value));
    return nanos;
  }

  /** Forward and backward of each trained tower's block, and nothing else. */
  private static Map<String, Long> alone(Model model, StepInput input) {
    Map<String, Long> nanos = new LinkedHashMap<>();
    for (TowerNode tower : model.composition().towers().values()) {
      if (tower.trained()) {
        NDArray rows = input.towers().get(tower.name());
        long started = System.nanoTime();
        Autograd.backward(Autograd.recording(() -> model.tower(tower.name(), rows, true).sum()));
        nanos.put("tower " + tower.name() + " alone", System.nanoTime() - started);
      }
    }
    return nanos;
  }

  private static Figure figure(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return new Figure(sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /** What the process has held at most; 0 where the system does not tell. */
  public static long peakBytes() {
    return new HostMemory().peak().orElse(0);
  }
}
