package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ch.qos.logback.classic.Level;
import io.threetowers.core.script.Devices;
import io.threetowers.core.script.HostMemory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
  @TempDir private Path nobodySaysWhatIsFree;

  @Test
  void isNoneWhereTheEngineRefusesTheMemoryAndSaysSoOnce() {
    Devices.startEngine();
    try (Warnings warnings = new Warnings(Snapshot.class);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Snapshot snapshot = new Snapshot(new HostMemory(nobodySaysWhatIsFree))) {
      NDArray small = manager.ones(new Shape(3));
      // One number, seen 2^58 times: no machine has the addresses for a copy.
      NDArray vast = manager.ones(new Shape(1)).broadcast(1L << 58);
      snapshot.reserve(Map.of("model", Map.of("small", small, "vast", vast)));
      assertThat(snapshot.take(Map.of("model", Map.of("small", small, "vast", vast)))).isEmpty();
      assertThat(warnings.of(Level.WARN))
          .singleElement()
          .asString()
          .startsWith(
              "checkpoints are written while training waits: the engine refuses a copy to write from beside it (")
          .doesNotContain("\n");
      assertThat(snapshot.take(Map.of("model", Map.of("small", small))).orElseThrow().get("model"))
          .as("once it fits again")
          .hasEntrySatisfying(
              "small", copy -> assertThat(copy.toFloatArray()).containsExactly(1, 1, 1));
    }
  }
}
