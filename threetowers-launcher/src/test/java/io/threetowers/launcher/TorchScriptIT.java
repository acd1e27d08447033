package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.threetowers.core.script.Devices;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose image tower is a network that PyTorch saved, through the start script. */
class TorchScriptIT {
  private static final Path MODULE =
      Distribution.HOME.resolve(
          "threetowers-testkit/src/test/resources/io/threetowers/testkit/torchscript/image.pt");
  private static final String CHECKPOINT = "checkpoints/step_000004/model.safetensors";

  @TempDir private Path folder;

  @Test
  void locksANetworkOrTrainsIt() throws Exception {
    Distribution.tinyExperiment(folder);
    Files.writeString(
        folder.resolve("tuned.yaml"),
        """
        extends: tiny.yaml
        towers:
          image:
            type: torchscript
            module: %s
            width: 12
            output: pooled
            image: {size: 16, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}
        train: {duration: 4}
        schedule: {warmup: 1}
        """
            .formatted(MODULE));
    Files.writeString(
        folder.resolve("locked.yaml"),
        "extends: tuned.yaml\ntowers: {image: {frozen: true}}\nname: locked\n");

    succeeds("check", "tuned.yaml");
    succeeds("train", "locked.yaml", "--run", "locked");
    succeeds("train", "tuned.yaml", "--run", "tuned");
    for (String name : new String[] {"stem.0.weight", "layers.0.conv.weight", "scales.1"}) {
      assertThat(parameter("locked", name)).as(name).isEqualTo(saved(name));
      assertThat(parameter("tuned", name)).as(name).isNotEqualTo(saved(name));
    }
    assertThat(parameter("tuned", "fixed")).isEqualTo(saved("fixed"));

    succeeds("eval", "tuned");
    succeeds("train", "tuned.yaml", "--run", "pieces", "towers.image.micro-batch=8");
  }

  private void succeeds(String... arguments) throws Exception {
    Distribution.Outcome outcome = Distribution.run(folder, arguments);
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
  }

  private float[] parameter(String run, String name) throws IOException {
    return values(folder.resolve(run).resolve(CHECKPOINT), "towers.image." + name);
  }

  private static float[] saved(String name) throws IOException {
    return values(MODULE, name);
  }

  private static float[] values(Path file, String name) throws IOException {
    Devices.startEngine();
    try (WeightFile weights = WeightFile.open(file);
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      return weights.read(name, manager).toFloatArray();
    }
  }
}
