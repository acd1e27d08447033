package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.api.ParameterGroup;
import io.threetowers.core.experiment.OptimizerSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParameterGroupsTest {
  @TempDir private Path folder;

  @Test
  void decaysKernelsAndNothingElse() {
    assertThat(ParameterGroups.decaysByDefault("towers.image.blocks.0.attn.qkv.weight", 2))
        .isTrue();
    assertThat(ParameterGroups.decaysByDefault("towers.image.patch_embed.proj.weight", 4)).isTrue();
    assertThat(ParameterGroups.decaysByDefault("towers.image.blocks.0.norm1.weight", 1)).isFalse();
    assertThat(ParameterGroups.decaysByDefault("towers.image.blocks.0.attn.qkv.bias", 1)).isFalse();
    assertThat(ParameterGroups.decaysByDefault("towers.text.token_embed.weight", 2)).isFalse();
    assertThat(ParameterGroups.decaysByDefault("towers.image.pos_embed", 3)).isFalse();
    assertThat(ParameterGroups.decaysByDefault("towers.image.cls_token", 3)).isFalse();
    assertThat(ParameterGroups.decaysByDefault("losses.nce.logit_scale", 1)).isFalse();
  }

  @Test
  void multipliesRatesByTheFirstPatternThatMatches() throws IOException {
    Map<String, ParameterGroup> groups =
        groups(
            """
              lr-multipliers: {'towers\\.image\\..*': 0.1, 'towers\\..*': 0.5}
              decay-multipliers: {'.*second.*': 2}
            """,
            0.5);
    ParameterGroup image = groups.get("towers.image.first.weight");
    assertThat(image.learningRate()).isCloseTo(0.01 * 0.1 * 0.5, within(1e-15));
    assertThat(image.decay()).isCloseTo(0.1 * image.learningRate(), within(1e-15));
    assertThat(groups.get("towers.text.first.weight").learningRate())
        .isCloseTo(0.01 * 0.5 * 0.5, within(1e-15));
    assertThat(groups.get("heads.img.weight").learningRate()).isCloseTo(0.01 * 0.5, within(1e-15));
    assertThat(groups.get("towers.text.second.weight").decay())
        .isCloseTo(2 * 0.1 * 0.01 * 0.5 * 0.5, within(1e-15));
    assertThat(groups.get("heads.img.bias").decay()).isZero();
  }

  @Test
  void decaysWithoutTheLearningRateWhereBigVisionDoes() throws IOException {
    Map<String, ParameterGroup> groups = groups("  decay-unit: one\n", 0.25);
    assertThat(groups.get("heads.img.weight").decay()).isCloseTo(0.1 * 0.25, within(1e-15));
  }

  @Test
  void leavesFrozenParametersOut() throws IOException {
    assertThat(groups("", 1)).doesNotContainKey("towers.third.first.weight");
  }

  /** The group of each trained parameter of the tiny experiment. */
  private Map<String, ParameterGroup> groups(String optimizerLines, double schedule)
      throws IOException {
    String yaml =
        TinyExperiment.THREE_TOWERS
            .formatted("")
            .replace(
                "optimizer: {type: adamw, lr: 0.01, weight-decay: 0.1}\n",
                "optimizer:\n  type: adamw\n  lr: 0.01\n  weight-decay: 0.1\n" + optimizerLines);
    try (TinyExperiment tiny = new TinyExperiment(yaml, folder)) {
      OptimizerSpec spec = tiny.experiment.optimizer();
      Map<String, ParameterGroup> byName = new HashMap<>();
      for (ParameterGroup group :
          new ParameterGroups(spec, tiny.model.trained(), tiny.model.trained()).at(schedule)) {
        group.names().forEach(name -> byName.put(name, group));
      }
      return byName;
    }
  }
}
