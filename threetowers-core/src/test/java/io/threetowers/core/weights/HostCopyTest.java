package io.threetowers.core.weights;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.core.script.Devices;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class HostCopyTest {

  @Test
  void keepsWhatTheArraysWereInMemoryThatIsTakenOnce() {
    Devices.startEngine();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        HostCopy copy = new HostCopy()) {
      NDArray weight = manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2));
      NDArray count = manager.create(7L);
      NDArray none = manager.create(new Shape(0, 3));
      Map<String, NDArray> arrays = Map.of("weight", weight, "count", count, "none", none);
      assertThat(copy.missingBytes(arrays)).isEqualTo(4 * 4 + 8);
      copy.reserve(arrays);
      assertThat(copy.missingBytes(arrays)).isZero();
      SortedMap<String, NDArray> taken = copy.take(arrays);
      NDArray held = taken.get("weight");
      weight.addi(1);
      assertThat(held.toFloatArray()).containsExactly(1, 2, 3, 4);
      assertThat(taken.get("count").getLong()).isEqualTo(7);
      assertThat(taken.get("none").getShape()).isEqualTo(new Shape(0, 3));
      for (int i = 0; i < 3; i++) {
        assertThat(copy.take(arrays).get("weight")).isSameAs(held);
      }
      assertThat(held.toFloatArray()).containsExactly(2, 3, 4, 5);
      assertThat(held.getManager().getManagedArrays()).hasSize(3);
    }
  }

  @Test
  void takesOtherMemoryForArraysOfAnotherShape() {
    Devices.startEngine();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        HostCopy copy = new HostCopy()) {
      copy.take(Map.of("a", manager.ones(new Shape(2)), "b", manager.ones(new Shape(3))));
      Map<String, NDArray> grown = Map.of("a", manager.ones(new Shape(5)));
      assertThat(copy.missingBytes(grown)).isEqualTo(20);
      assertThat(copy.take(grown)).containsOnlyKeys("a");
      assertThat(copy.take(grown).get("a").toFloatArray()).containsExactly(1, 1, 1, 1, 1);
    }
  }
}
