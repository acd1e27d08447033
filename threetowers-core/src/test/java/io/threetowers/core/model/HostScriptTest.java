package io.threetowers.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.script.Devices;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HostScriptTest {
  private final HostScript host = new HostScript();

  @BeforeAll
  static void startEngine() {
    Devices.startEngine();
  }

  /** Again and again, for the engine specialises what it runs to what it has seen. */
  @Test
  void knowsWhatHasAWayBack() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray plain = manager.ones(new Shape(2, 3));
      NDArray leaf = Autograd.detach(plain, true);
      for (int i = 0; i < 6; i++) {
        assertThat(host.hasWayBack(plain)).isFalse();
        assertThat(host.hasWayBack(leaf)).isTrue();
        NDArray made = Autograd.recording(() -> leaf.mul(2).sum());
        assertThat(host.hasWayBack(made)).isTrue();
        assertThat(Autograd.notRecording(() -> host.hasWayBack(made))).isTrue();
        assertThat(host.hasWayBack(Autograd.notRecording(() -> leaf.mul(2)))).isFalse();
        assertThat(host.hasWayBack(Autograd.recording(() -> plain.mul(2)))).isFalse();
      }
    }
  }
}
