package io.threetowers.core.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.train.TinyExperiment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the host can do with some towers only. */
class TowerAbilitiesTest {
  @TempDir private Path folder;

  @Test
  void refusesToLowerATowerThatComputesInFloat32Alone() {
    assertThatThrownBy(() -> compose("whole: true", "bf16"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("tiny.yaml:3:")
        .hasMessageContaining(
            "towers.image: a tower of type 'tiny' computes in fp32 alone; say 'precision: fp32'");
  }

  @Test
  void refusesToRunStagesOfATowerThatHasNone() {
    assertThatThrownBy(() -> compose("whole: true, activation-checkpointing: true", "fp32"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(
            "towers.image.activation-checkpointing: a tower of type 'tiny' has no stages to be run again;"
                + " for less memory give it a 'micro-batch' instead");
  }

  private void compose(String tower, String precision) throws Exception {
    String yaml = TinyExperiment.THREE_TOWERS.formatted(tower) + "precision: " + precision;
    new TinyExperiment(yaml, folder).close();
  }
}
