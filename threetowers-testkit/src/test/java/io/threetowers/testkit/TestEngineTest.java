package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;

class TestEngineTest {

  @Test
  void saysWhatThePomOfAPluginLacks() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                TestEngine.start(
                    () -> {
                      throw new EngineException("Failed to load PyTorch native library");
                    }))
        .withMessageContaining("native libraries for this machine")
        .withMessageContaining("pytorch-native-cpu")
        .withMessageContaining("new-plugin");
  }
}
