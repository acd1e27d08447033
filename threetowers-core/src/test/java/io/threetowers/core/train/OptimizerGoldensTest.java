package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.Optimizer;
import io.threetowers.core.builtin.Adafactor;
import io.threetowers.core.builtin.AdamW;
import io.threetowers.core.builtin.LinearHead;
import io.threetowers.core.builtin.Table;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.OptimizerSpec;
import io.threetowers.core.experiment.Schedule;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.plugin.ComponentRegistry;
import io.threetowers.core.script.Devices;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole updates (schedule, clipping by the global norm, optimizer, decay) against torch's AdamW and
 * big_vision's Adafactor, step by step: tools/goldens/optimizers.py.
 */
final class OptimizerGoldensTest {
  private static final int STEPS = 5;
  private static final List<String> NAMES =
      List.of("bias", "heads.weight", "narrow.weight", "wide.weight");

  @TempDir private Path folder;

  @Test
  void movesAsTorchsAdamW() throws Exception {
    assertEqual(
        "adamw",
        "{type: adamw, beta2: 0.98, epsilon: 1e-6, lr: 0.01, weight-decay: 0.2}",
        ", warmup-start: first-step",
        1e-6);
  }

  @Test
  void movesAsBigVisionsAdafactor() throws Exception {
    assertEqual("adafactor-float32", adafactor("momentum-dtype: fp32"), "", 1e-6);
  }

  /** What is kept in half precision is rounded alike, but for the last bit of a few. */
  @Test
  void movesAsBigVisionsAdafactorWithItsMomentumInHalfPrecision() throws Exception {
    assertEqual("adafactor", adafactor("beta2-cap: 0.5"), "", 1e-5);
  }

  @Test
  void movesAsBigVisionsAdafactorWithClippedUpdates() throws Exception {
    assertEqual(
        "adafactor-clipped", adafactor("momentum-dtype: fp32, clipping-threshold: 0.9"), "", 1e-6);
  }

  private static String adafactor(String settings) {
    return "{type: adafactor, lr: 0.01, weight-decay: 0.001, decay-unit: one, " + settings + "}";
  }

  private void assertEqual(String golden, String optimizer, String schedule, double tolerance)
      throws IOException, URISyntaxException {
    Experiment experiment = experiment(optimizer, schedule);
    OptimizerSpec spec = experiment.optimizer();
    Schedule multipliers = experiment.schedule();
    Path path = Path.of(OptimizerGoldensTest.class.getResource(golden + ".safetensors").toURI());
    try (WeightFile file = WeightFile.open(path);
        NDManager manager = Devices.startEngine().newBaseManager(Device.cpu());
        Optimizer steps = new HostContext("optimizer").create(spec.optimizer())) {
      SortedMap<String, NDArray> parameters = read(file, manager, "p.");
      SortedMap<String, NDArray> gradients = read(file, manager, "p.");
      ParameterGroups groups = new ParameterGroups(spec, parameters, gradients);
      for (int step = 0; step < STEPS; step++) {
        for (String name : NAMES) {
          file.readInto("g." + step + "." + name, gradients.get(name));
        }
        new Gradients().clip(new NDList(gradients.values()), 1);
        steps.step(groups.at(multipliers.at(step, STEPS, 8, 64)));
        for (String name : NAMES) {
          float[] expected = file.read("p." + step + "." + name, manager).toFloatArray();
          assertThat(parameters.get(name).toFloatArray())
              .as("%s after step %d", name, step)
              .containsExactly(expected, within((float) tolerance));
        }
      }
    }
  }

  private static SortedMap<String, NDArray> read(WeightFile file, NDManager manager, String prefix)
      throws IOException {
    SortedMap<String, NDArray> arrays = new TreeMap<>();
    for (String name : NAMES) {
      arrays.put(name, file.read(prefix + name, manager));
    }
    return arrays;
  }

  private Experiment experiment(String optimizer, String schedule) throws IOException {
    String yaml =
        TinyExperiment.THREE_TOWERS
            .formatted("")
            .replace("{type: adamw, lr: 0.01, weight-decay: 0.1}", optimizer)
            .concat("schedule: {warmup: 2 steps" + schedule + "}\n");
    Path file = Files.writeString(folder.resolve("updates.yaml"), yaml);
    ComponentRegistry components =
        new ComponentRegistry(
            List.of(
                new TinyTower(),
                new TinyLoss(),
                new LinearHead(),
                new AdamW(),
                new Adafactor(),
                new Table()));
    return new ConfigReader(components).read(file, List.of(), Experiment.class).value();
  }
}
