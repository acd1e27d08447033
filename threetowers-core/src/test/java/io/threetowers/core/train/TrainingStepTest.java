package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.threetowers.api.Optimizer;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.StagedTower;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.seed.Seeds;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The four stages against one plain backward pass through everything, written out here. */
class TrainingStepTest {
  private static final long SEED = 0;
  @TempDir private Path folder;

  @Test
  void givesTheGradientsOfPlainAutogradOnTheWholeBatch() throws IOException {
    Map<String, float[]> plain = plainGradients("", TinyExperiment.BATCH);
    assertSame(plain, stepGradients(""), 1e-6);
    assertThat(plain)
        .containsKeys(
            "towers.text.first.weight", "heads.third-img.weight", "losses.nce.temperature");
    assertThat(plain).doesNotContainKey("towers.third.first.weight");
  }

  @Test
  void givesTheSameGradientsInMicroBatches() throws IOException {
    assertSame(plainGradients("", TinyExperiment.BATCH), stepGradients("micro-batch: 3"), 1e-6);
  }

  @Test
  void repeatsTheDropoutOfTheFirstPassWhenItRunsATowerAgain() throws IOException {
    Map<String, float[]> plain = plainGradients("dropout: 0.5", 3);
    assertSame(plain, stepGradients("dropout: 0.5, micro-batch: 3"), 1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "micro-batch: 3, "})
  void givesTheSameGradientsFromTheInputsOfStages(String pieces) throws IOException {
    Map<String, float[]> plain = plainGradients("", TinyExperiment.BATCH);
    assertSame(plain, stepGradients(pieces + "activation-checkpointing: true"), 1e-6);
  }

  /** What a timeline puts in place of a tower has stages of its own. */
  @ParameterizedTest
  @CsvSource({"fp32, ''", "fp32, 'micro-batch: 3, '", "bf16, ''", "bf16, 'micro-batch: 3, '"})
  void checkpointsATowerAtAnotherSize(String precision, String pieces) throws IOException {
    String yaml =
        TinyExperiment.THREE_TOWERS
            + "precision: "
            + precision
            + "\ntimeline: [{at: 0 steps, resolution: {image: 2, third: 3}, tokens: {text: 3}}]\n";
    Map<String, float[]> whole = stepGradients(yaml, "");
    assertThat(whole.get("towers.image.first.weight"))
        .isNotEqualTo(stepGradients("").get("towers.image.first.weight"));
    Map<String, float[]> staged = stepGradients(yaml, pieces + "activation-checkpointing: true");
    assertSame(whole, staged, precision.equals("fp32") ? 1e-6 : 1e-2);
  }

  /** Stages before the first trained parameter have no way back; a frozen one behind it has. */
  @ParameterizedTest
  @CsvSource({
    "first, fp32, ''",
    "first, fp32, 'micro-batch: 3, '",
    "second, fp32, ''",
    "second, fp32, 'micro-batch: 3, '",
    "first, bf16, ''",
    "second, bf16, 'micro-batch: 3, '"
  })
  void checkpointsATowerOfWhichAStageIsFrozen(String frozen, String precision, String pieces)
      throws IOException {
    String settings = pieces + "frozen-parameters: ['" + frozen + "\\..*']";
    String yaml = TinyExperiment.THREE_TOWERS + "precision: " + precision + "\n";
    Map<String, float[]> plain =
        precision.equals("fp32")
            ? plainGradients(settings, TinyExperiment.BATCH)
            : stepGradients(yaml, settings);
    assertThat(plain).doesNotContainKey("towers.image." + frozen + ".weight");
    Map<String, float[]> staged =
        stepGradients(yaml, settings + ", activation-checkpointing: true");
    assertSame(plain, staged, precision.equals("fp32") ? 1e-6 : 1e-2);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, TinyExperiment.BATCH})
  void repeatsTheDropoutOfAStageThatRunsAgain(int size) throws IOException {
    String settings = "dropout: 0.5, activation-checkpointing: true, micro-batch: " + size;
    assertSame(plainGradients(settings, size), stepGradients(settings), 1e-6);
  }

  @Test
  void leavesAFrozenTowerBitEqualAndTrainsTheRest() throws IOException {
    try (TinyExperiment tiny =
            new TinyExperiment(TinyExperiment.THREE_TOWERS.formatted(""), folder);
        Optimizer optimizer = tiny.optimizer()) {
      Map<String, float[]> before = values(tiny.model.state());
      TrainingStep step = tiny.step(optimizer);
      for (int i = 0; i < 3; i++) {
        try (NDManager scope = tiny.model.manager().newSubManager()) {
          step.run(i, tiny.input(scope, i), scope, 1);
        }
      }
      Map<String, float[]> after = values(tiny.model.state());
      before.forEach(
          (name, value) -> {
            if (name.startsWith("towers.third.")) {
              assertThat(after.get(name)).as(name).isEqualTo(value);
            } else {
              assertThat(after.get(name)).as(name).isNotEqualTo(value);
            }
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"fp32, ''", "bf16, ''", "bf16, 'activation-checkpointing: true'"})
  void leavesNothingAliveOverFiveHundredSteps(String precision, String settings)
      throws IOException {
    String yaml =
        TinyExperiment.THREE_TOWERS.formatted("micro-batch: 3, " + settings)
            + "precision: "
            + precision;
    try (TinyExperiment tiny = new TinyExperiment(yaml, folder);
        Optimizer optimizer = tiny.optimizer()) {
      TrainingStep step = tiny.step(optimizer);
      int arrays = 0;
      long resident = 0;
      for (int i = 0; i < 500; i++) {
        try (NDManager scope = tiny.model.manager().newSubManager()) {
          step.run(i, tiny.input(scope, i), scope, 1);
        }
        if (i == 100) {
          arrays = tiny.model.manager().getManagedArrays().size();
          resident = nativeBytes();
        }
      }
      assertThat(tiny.model.manager().getManagedArrays()).hasSize(arrays);
      // A leak of one array of this size a step would be invisible here; one of a graph or of Java
      // objects is not.
      assertThat(nativeBytes() - resident).isLessThan(48L << 20);
    }
  }

  @Test
  void stopsBeforeTheUpdateWhenALossIsNoNumber() throws IOException {
    try (TinyExperiment tiny =
            new TinyExperiment(TinyExperiment.THREE_TOWERS.formatted(""), folder);
        Optimizer optimizer = tiny.optimizer()) {
      Autograd.notRecording(
          () -> tiny.model.state().get("losses.nce.temperature").addi(Float.POSITIVE_INFINITY));
      Map<String, float[]> before = values(tiny.model.state());
      TrainingStep step = tiny.step(optimizer);
      try (NDManager scope = tiny.model.manager().newSubManager()) {
        StepInput input = tiny.input(scope, 1);
        assertThatThrownBy(() -> step.run(41, input, scope, 1))
            .isInstanceOf(NonFiniteLossException.class)
            .hasMessageContaining("step 42")
            .hasMessageContaining("edge img-txt")
            .hasMessageContaining("because the parameter losses.nce.temperature is not finite")
            .hasMessageContaining("key0, key1");
      }
      values(tiny.model.state())
          .forEach((name, value) -> assertThat(value).isEqualTo(before.get(name)));
    }
  }

  @Test
  void namesTheTowerWhoseOutputIsNoNumberAndItsExample() throws IOException {
    String yaml =
        TinyExperiment.THREE_TOWERS
            .formatted("")
            .replace("reads: text, ", "reads: text, poisoned: true, ");
    try (TinyExperiment tiny = new TinyExperiment(yaml, folder);
        Optimizer optimizer = tiny.optimizer();
        NDManager scope = tiny.model.manager().newSubManager()) {
      StepInput input = tiny.input(scope, 1);
      byte[] rows = input.towers().get("text").toByteArray();
      for (int row = 0; row < TinyExperiment.BATCH; row++) {
        rows[row * TinyTower.INPUT] = (byte) (row == 5 ? 255 : row);
      }
      Map<String, NDArray> towers = new HashMap<>(input.towers());
      towers.put(
          "text",
          scope.create(
              ByteBuffer.wrap(rows), input.towers().get("text").getShape(), DataType.UINT8));
      StepInput spoilt = new StepInput(input.keys(), towers, input.embedded(), input.labels());
      assertThatThrownBy(() -> tiny.step(optimizer).run(0, spoilt, scope, 1))
          .hasMessage(
              "step 1: the loss of edge img-txt is NaN, because the output of tower 'text' is not"
                  + " finite in 1 of 8 rows; the parameters are those before this step. Lower the"
                  + " learning rate, or look at the examples key5");
    }
  }

  @Test
  void blamesTheLossItselfWhereItsSidesAreFinite() throws IOException {
    String yaml =
        TinyExperiment.THREE_TOWERS
            .formatted("")
            .replace("type: tiny-nce", "type: tiny-nce, log-of-less: true");
    try (TinyExperiment tiny = new TinyExperiment(yaml, folder);
        Optimizer optimizer = tiny.optimizer();
        NDManager scope = tiny.model.manager().newSubManager()) {
      StepInput input = tiny.input(scope, 1);
      assertThatThrownBy(() -> tiny.step(optimizer).run(0, input, scope, 1))
          .hasMessageStartingWith(
              "step 1: the loss of edge img-txt is NaN, though the embeddings that it joins are"
                  + " finite; the parameters are those before this step. Lower the learning rate,"
                  + " or look at the examples key0, key1");
    }
  }

  @Test
  void namesTheParametersWhoseGradientIsNoNumber() throws IOException {
    String yaml =
        TinyExperiment.THREE_TOWERS
            .formatted("")
            .replace("type: tiny-nce", "type: tiny-nce, root-of-zero: true");
    try (TinyExperiment tiny = new TinyExperiment(yaml, folder);
        Optimizer optimizer = tiny.optimizer();
        NDManager scope = tiny.model.manager().newSubManager()) {
      StepInput input = tiny.input(scope, 1);
      assertThatThrownBy(() -> tiny.step(optimizer).run(0, input, scope, 1))
          .hasMessageStartingWith(
              "step 1: the norm of the gradient is NaN, because that of heads.img-third.bias, and")
          .hasMessageContaining("more, is not finite;");
    }
  }

  private Map<String, float[]> stepGradients(String towerSettings) throws IOException {
    return stepGradients(TinyExperiment.THREE_TOWERS, towerSettings);
  }

  private Map<String, float[]> stepGradients(String yaml, String towerSettings) throws IOException {
    try (TinyExperiment tiny = new TinyExperiment(yaml.formatted(towerSettings), folder);
        NDManager scope = tiny.model.manager().newSubManager()) {
      Recorder recorder = new Recorder();
      tiny.step(recorder).run(7, tiny.input(scope, 5), scope, 1);
      return recorder.gradients;
    }
  }

  /**
   * One graph, one backward pass. The towers run in pieces of a size only so that dropout draws the
   * same masks.
   */
  private Map<String, float[]> plainGradients(String towerSettings, int size) throws IOException {
    try (TinyExperiment tiny =
            new TinyExperiment(TinyExperiment.THREE_TOWERS.formatted(towerSettings), folder);
        NDManager scope = tiny.model.manager().newSubManager()) {
      StepInput input = tiny.input(scope, 5);
      Model model = tiny.model;
      NDArray loss =
          Autograd.recording(
              () -> {
                NDArray image = tower(tiny, "image", input, size);
                NDArray text = tower(tiny, "text", input, size);
                NDArray third =
                    Autograd.notRecording(
                        () -> model.tower("third", input.towers().get("third"), false));
                NDArray img = model.head("img", image, true);
                NDArray first = edge(tiny, 0, img, model.head("txt", text, true));
                NDArray second =
                    edge(
                        tiny,
                        1,
                        model.head("img-third", img, true),
                        model.head("third-img", third, true));
                return first.mul(1 / 3f).add(second.mul(2 / 3f));
              });
      Autograd.backward(loss);
      Map<String, float[]> gradients = new HashMap<>();
      model
          .trained()
          .forEach(
              (name, parameter) ->
                  gradients.put(name, Autograd.gradient(parameter).toFloatArray()));
      return gradients;
    }
  }

  private static NDArray tower(TinyExperiment tiny, String name, StepInput input, int size) {
    TowerNode tower = tiny.composition.towers().get(name);
    NDList parts = new NDList();
    for (int start = 0; start < TinyExperiment.BATCH; start += size) {
      int end = Math.min(TinyExperiment.BATCH, start + size);
      NDArray rows = input.towers().get(name).get(start + ":" + end);
      if (tower.spec().activationCheckpointing()) {
        parts.add(stages(tiny, name, rows, start / size));
      } else {
        Autograd.seed(Seeds.of(SEED, "dropout", 7L, tower.name(), start / size));
        parts.add(tiny.model.tower(name, rows, true));
      }
    }
    return parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
  }

  private static NDArray stages(TinyExperiment tiny, String name, NDArray rows, int piece) {
    StagedTower staged = tiny.model.staged(name, rows);
    NDArray x = rows;
    for (int stage = 0; stage < staged.count(); stage++) {
      Autograd.seed(Seeds.of(SEED, "dropout", 7L, name, piece, stage));
      x = staged.run(stage, x, true);
    }
    return x;
  }

  private static NDArray edge(TinyExperiment tiny, int index, NDArray left, NDArray right) {
    return tiny.model.loss(tiny.composition.edges().get(index), unit(left), unit(right)).head();
  }

  private static NDArray unit(NDArray x) {
    return x.div(x.square().sum(new int[] {1}, true).sqrt().add(1e-8));
  }

  private static Map<String, float[]> values(SortedMap<String, NDArray> arrays) {
    Map<String, float[]> values = new HashMap<>();
    arrays.forEach((name, array) -> values.put(name, array.toFloatArray()));
    return values;
  }

  private static void assertSame(
      Map<String, float[]> expected, Map<String, float[]> actual, double relative) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, values) -> {
          double scale = 0;
          for (float value : values) {
            scale = Math.max(scale, Math.abs(value));
          }
          assertThat(scale).as("the gradient of " + name).isPositive();
          assertThat(actual.get(name))
              .as(name)
              .containsExactly(values, within((float) (relative * scale) * 4));
        });
  }

  /**
   * All that is resident but the heap, whose pages are touched when they are committed (pom.xml).
   */
  private static long nativeBytes() throws IOException {
    Path statm = Path.of("/proc/self/statm");
    if (!Files.exists(statm)) {
      return 0;
    }
    long resident = Long.parseLong(Files.readString(statm).split(" ", 3)[1]) * 4096;
    return resident - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }
}
