package io.threetowers.testkit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Component;
import io.threetowers.api.Head;
import io.threetowers.api.Optimizer;
import io.threetowers.api.Tower;
import io.threetowers.core.builtin.AdamW;
import io.threetowers.core.builtin.Table;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.plugin.ComponentRegistry;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.train.StepInput;
import io.threetowers.core.train.TrainingStep;
import io.threetowers.core.train.Updater;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The host's own training step, with weight decay, over a graph in which a part stands twice: once
 * {@code frozen} and once {@code trained}.
 */
final class OneStep {
  private static final String EXPERIMENT =
      """
      data: {train: {type: table, file: none.csv}}
      precision: %s
      %s
      losses: {lean: {type: lean}}
      edges: [{join: [frozen, trained], loss: lean}]
      optimizer: {type: adamw, lr: 0.01, weight-decay: 0.1}
      train: {duration: 1}
      """;

  private OneStep() {}

  /**
   * The full names of the parameters that a step changes.
   *
   * @param input rows for the tower, in the manager that it is given
   */
  static Set<String> changedByTower(
      Function<BuildContext, Tower> tower, Function<NDManager, NDArray> input) throws IOException {
    String graph =
        "towers: {frozen: {type: under-test, frozen: true}, trained: {type: under-test}}";
    return changed(
        graph,
        new UnderTest.AnyTower(tower),
        scope -> {
          NDArray rows = input.apply(scope);
          return input(rows, Map.of("frozen", rows, "trained", rows), Set.of());
        });
  }

  /**
   * The full names of the parameters that a step changes.
   *
   * @param input embeddings for the head, in the manager that it is given
   */
  static Set<String> changedByHead(
      BiFunction<Integer, BuildContext, Head> head,
      int inputWidth,
      Function<NDManager, NDArray> input)
      throws IOException {
    String graph =
        """
        towers: {given: {type: given, frozen: true}}
        heads:
          frozen: {from: given, type: under-test, frozen: true}
          trained: {from: given, type: under-test}
        """;
    return changed(
        graph,
        new UnderTest.AnyHead(head),
        scope -> {
          NDArray rows = input.apply(scope);
          return input(rows, Map.of("given", rows), Set.of("given"));
        },
        new UnderTest.Given(inputWidth));
  }

  /**
   * The gradient of each trained parameter, by its full name; nothing is clipped.
   *
   * @param input rows for the tower, in the manager that it is given
   * @param precision of the experiment
   * @param settings of the host for the tower, as YAML, such as {@code micro-batch: 2}
   */
  static SortedMap<String, float[]> gradients(
      Function<BuildContext, Tower> tower,
      Function<NDManager, NDArray> input,
      String precision,
      String settings)
      throws IOException {
    String graph =
        "towers: {frozen: {type: under-test, frozen: true}, trained: {type: under-test, %s}}"
            .formatted(settings);
    return run(
        precision,
        graph,
        new UnderTest.AnyTower(tower),
        scope -> {
          NDArray rows = input.apply(scope);
          return input(rows, Map.of("frozen", rows, "trained", rows), Set.of());
        },
        (model, before) -> {
          SortedMap<String, float[]> gradients = new TreeMap<>();
          model
              .trained()
              .forEach(
                  (name, array) -> gradients.put(name, Autograd.gradient(array).toFloatArray()));
          return gradients;
        });
  }

  private static StepInput input(NDArray rows, Map<String, NDArray> towers, Set<String> embedded) {
    List<String> keys =
        IntStream.range(0, (int) rows.getShape().get(0)).mapToObj(i -> "key" + i).toList();
    return new StepInput(keys, towers, embedded, Map.of());
  }

  private static Set<String> changed(
      String graph,
      Component<?, ?> part,
      Function<NDManager, StepInput> input,
      Component<?, ?>... more)
      throws IOException {
    return run("fp32", graph, part, input, OneStep::changed, more);
  }

  private static Set<String> changed(Model model, Map<String, float[]> before) {
    Set<String> changed = new TreeSet<>();
    model
        .state()
        .forEach(
            (name, array) -> {
              if (!Arrays.equals(array.toFloatArray(), before.get(name))) {
                changed.add(name);
              }
            });
    return changed;
  }

  /**
   * Runs a step.
   *
   * @param reading what is wanted of the model after it and of the values before it
   */
  private static <T> T run(
      String precision,
      String graph,
      Component<?, ?> part,
      Function<NDManager, StepInput> input,
      BiFunction<Model, Map<String, float[]>, T> reading,
      Component<?, ?>... more)
      throws IOException {
    TestEngine.start();
    List<Component<?, ?>> components =
        new ArrayList<>(List.of(part, new UnderTest.Lean(), new AdamW(), new Table()));
    components.addAll(List.of(more));
    Bound<Experiment> experiment = read(EXPERIMENT.formatted(precision, graph.strip()), components);
    try (Model model =
            new Model(Composition.of(experiment), Device.cpu(), experiment.value().seed());
        Optimizer optimizer =
            new HostContext("optimizer").create(experiment.value().optimizer().optimizer());
        NDManager scope = model.manager().newSubManager()) {
      Map<String, float[]> before = new HashMap<>();
      model.state().forEach((name, array) -> before.put(name, array.toFloatArray()));
      HostScript host = new HostScript();
      Updater updater =
          new Updater(model, optimizer, experiment.value().optimizer(), Optional.empty(), host);
      new TrainingStep(model, updater, host, experiment.value().seed())
          .run(0, input.apply(scope), scope, 1);
      return reading.apply(model, before);
    }
  }

  private static Bound<Experiment> read(String text, List<Component<?, ?>> components)
      throws IOException {
    Path file = Files.createTempFile("one-step", ".yaml");
    try {
      Files.writeString(file, text);
      return new ConfigReader(new ComponentRegistry(components))
          .read(file, List.of(), Experiment.class);
    } finally {
      Files.delete(file);
    }
  }
}
