package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.threetowers.api.Optimizer;
import io.threetowers.core.script.DeviceMemory;
import io.threetowers.core.script.Devices;
import io.threetowers.core.train.MemoryEstimate.Course;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryProbeTest {
  @TempDir private Path folder;

  @BeforeAll
  static void startEngine() {
    Devices.startEngine();
  }

  /**
   * Of each of two wide layers, and of dropout, a float per example is kept and one made on the
   * way.
   */
  @Test
  void findsWhatAnExampleTakesOnTheWayThroughATower() throws IOException {
    int hidden = 400_000;
    String yaml =
        TinyExperiment.THREE_TOWERS.formatted("hidden: " + hidden) + "loader: {batch: 64}\n";
    try (TinyExperiment tiny = new TinyExperiment(yaml, folder);
        Optimizer optimizer = tiny.optimizer()) {
      Optional<MemoryEstimate> estimate =
          new MemoryProbe(
                  tiny.model,
                  tiny.step(optimizer),
                  tiny.host,
                  Set.of("third"),
                  64,
                  2,
                  DeviceMemory.of(Device.cpu()))
              .measure();
      assumeTrue(estimate.isPresent(), "a system that tells what a process holds");
      double perExample = estimate.get().towers().get("image").perExample();
      double array = 4.0 * hidden;
      // Before and after tanh on the way there, gradients on the way back, and what malloc keeps.
      assertThat(perExample).isBetween(1 * array, 6 * array);
      assertThat(estimate.get().towers().get("third").course()).isEqualTo(Course.APART);
      // Of two towers the bytes that they read, of the third its embedding.
      assertThat(estimate.get().rows()).isEqualTo(2 * TinyTower.INPUT + 6 * Float.BYTES);
      assertThat(estimate.get().peak(64)).isGreaterThan(Math.round(64 * perExample));
    }
  }
}
