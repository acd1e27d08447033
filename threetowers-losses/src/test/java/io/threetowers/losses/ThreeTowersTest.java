package io.threetowers.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.threetowers.api.Optimizer;
import io.threetowers.api.ParameterGroup;
import io.threetowers.core.builtin.AdamW;
import io.threetowers.core.builtin.LinearHead;
import io.threetowers.core.builtin.Table;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.plugin.ComponentRegistry;
import io.threetowers.core.script.Devices;
import io.threetowers.core.train.StepInput;
import io.threetowers.core.train.StepResult;
import io.threetowers.core.train.TrainingStep;
import io.threetowers.core.train.Updater;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One whole step of Three Towers (arXiv 2305.16999) against the same written in plain torch, in
 * float64: tools/goldens/losses.py. The third tower is frozen; the heads on its side are trained.
 */
final class ThreeTowersTest {
  private static final String YAML =
      """
      data: {train: {type: table, file: none.csv, captions: [text]}}
      towers:
        image: {type: bytes, reads: image, width: 5%1$s}
        text: {type: bytes, reads: text, width: 5%1$s}
        third: {type: bytes, reads: image, width: 3, frozen: true}
      heads:
        img-third: {from: image, type: linear, width: 4}
        third-img: {from: third, type: linear, width: 4}
        txt-third: {from: text, type: linear, width: 4}
        third-txt: {from: third, type: linear, width: 4}
      losses: {nce: {type: softmax-contrastive, temperature: 10%2$s}}
      edges:
        - {join: [image, text], loss: nce, weight: 1/3}
        - {join: [img-third, third-img], loss: nce, weight: 1/3}
        - {join: [txt-third, third-txt], loss: nce, weight: 1/3}
      optimizer: {type: adamw, lr: 0.01}
      train: {duration: 100}
      """;

  @TempDir private Path folder;

  @Test
  void equalsThePlainLossAndItsGradients() throws IOException {
    assertEqual("", "");
  }

  /** Gradient caching, and logits that never exist whole. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void equalsItInPieces(int rows) throws IOException {
    assertEqual(", micro-batch: " + rows, ", chunk: " + rows);
  }

  private void assertEqual(String tower, String loss) throws IOException {
    Devices.startEngine();
    Path yaml = Files.writeString(folder.resolve("three.yaml"), YAML.formatted(tower, loss));
    Bound<Experiment> bound =
        new ConfigReader(
                new ComponentRegistry(
                    List.of(
                        new ByteTower(),
                        new SoftmaxContrastive(),
                        new LinearHead(),
                        new AdamW(),
                        new Table())))
            .read(yaml, List.of(), Experiment.class);
    try (WeightFile golden = WeightFile.open(Goldens.file("three-towers.safetensors"));
        Model model = new Model(Composition.of(bound), Device.cpu(), 0);
        NDManager scope = model.manager().newSubManager()) {
      for (Map.Entry<String, NDArray> parameter : model.state().entrySet()) {
        golden.readInto(parameter.getKey(), parameter.getValue());
      }
      HostScript host = new HostScript();
      Recorder recorder = new Recorder();
      Updater updater =
          new Updater(model, recorder, bound.value().optimizer(), Optional.empty(), host);
      StepResult result =
          new TrainingStep(model, updater, host, 0).run(0, input(golden, scope), scope, 1);

      assertThat(result.loss()).isCloseTo(golden.read("loss", scope).getFloat(), within(5e-6));
      float[] edges = golden.read("edges", scope).toFloatArray();
      double[] actual = result.edges().values().stream().mapToDouble(edge -> edge).toArray();
      for (int i = 0; i < edges.length; i++) {
        assertThat(actual[i]).as("edge %d", i).isCloseTo(edges[i], within(1e-5));
      }
      assertGradients(golden, scope, recorder.gradients);
    }
  }

  private static StepInput input(WeightFile golden, NDManager scope) throws IOException {
    NDArray image = golden.read("image", scope).toType(DataType.UINT8, true);
    NDArray text = golden.read("text", scope).toType(DataType.UINT8, true);
    int batch = Math.toIntExact(image.getShape().get(0));
    List<String> keys = IntStream.range(0, batch).mapToObj(i -> "key" + i).toList();
    return new StepInput(
        keys, Map.of("image", image, "text", text, "third", image), Set.of(), Map.of());
  }

  private static void assertGradients(
      WeightFile golden, NDManager scope, Map<String, float[]> gradients) throws IOException {
    List<String> expected =
        golden.names().stream().filter(name -> name.startsWith("grad.")).toList();
    assertThat(expected).hasSize(11).hasSameSizeAs(gradients.keySet());
    for (String name : expected) {
      float[] values = golden.read(name, scope).toFloatArray();
      float largest = 0;
      for (float value : values) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(gradients.get(name.substring("grad.".length())))
          .as(name)
          .containsExactly(values, within(1e-5f * largest));
    }
  }

  /** Updates nothing and keeps every gradient. */
  private static final class Recorder implements Optimizer {
    private final Map<String, float[]> gradients = new HashMap<>();

    @Override
    public void step(List<ParameterGroup> groups) {
      for (ParameterGroup group : groups) {
        for (int i = 0; i < group.names().size(); i++) {
          gradients.put(group.names().get(i), group.gradients().get(i).toFloatArray());
        }
      }
    }

    @Override
    public Map<String, NDArray> state() {
      return Map.of();
    }

    @Override
    public void load(Map<String, NDArray> state) {}

    @Override
    public void close() {}
  }
}
