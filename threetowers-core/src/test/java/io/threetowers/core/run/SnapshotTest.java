package io.threetowers.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import io.threetowers.core.model.Safetensors;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotTest {
  @TempDir Path folder;

  @Test
  void comesBackBitForBit() throws Exception {
    JsonObject state = new JsonObject();
    state.addProperty("seed", Long.MIN_VALUE);
    CheckpointStore store = new CheckpointStore(folder, 1);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      store.save(
          7,
          new Snapshot(
              Map.of("towers.image.weight", manager.create(new float[] {0.1f, Float.NaN})),
              Map.of("step", manager.create(7L)),
              state));
      Checkpoint checkpoint = store.latest().orElseThrow();

      assertThat(checkpoint.state()).isEqualTo(state);
      try (Safetensors model = Safetensors.open(checkpoint.model());
          Safetensors optimizer = Safetensors.open(checkpoint.optimizer())) {
        assertThat(model.read("towers.image.weight", manager).toFloatArray())
            .containsExactly(0.1f, Float.NaN);
        assertThat(optimizer.read("step", manager).toLongArray()).containsExactly(7);
      }
    }
  }
}
