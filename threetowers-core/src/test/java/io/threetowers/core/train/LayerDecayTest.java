package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.core.experiment.LayerDecaySpec;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.TowerNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerDecayTest {
  @TempDir private Path folder;

  /** The same for a tower of these parameters. */
  private LayerDecay decay(LayerDecaySpec decay, String... parameters) throws IOException {
    try (TinyExperiment tiny =
        new TinyExperiment(TinyExperiment.THREE_TOWERS.formatted(""), folder)) {
      TowerNode node = tiny.composition.towers().get("image");
      ScriptBlock.Builder builder =
          ScriptBlock.builder(
              (method, arguments) -> {
                throw new IllegalStateException("never run");
              },
              "forward",
              inputs -> inputs);
      for (String name : parameters) {
        builder.parameter(name, new Shape(1), Initializers.zeros());
      }
      Block block = builder.build();
      Tower tower = Tower.of(block, Modality.IMAGE, node.tower().input(), 1);
      return new LayerDecay(
          new Composition(Map.of("image", node.in(tower, true)), Map.of(), Map.of(), List.of()),
          decay);
    }
  }

  /**
   * BEiT's get_num_layer_for_vit and LayerDecayValueAssigner for 12 blocks and 0.75: values = [0.75
   * ** (13 - i) for i in range(14)].
   */
  @ParameterizedTest
  @CsvSource({
    "patch_embed.proj.weight, 0.023757264018058777",
    "cls_token, 0.023757264018058777",
    "pos_embed, 0.023757264018058777",
    "blocks.0.attn.qkv.weight, 0.03167635202407837",
    "blocks.3.mlp.fc1.bias, 0.07508468627929688",
    "blocks.10.norm1.weight, 0.5625",
    "blocks.11.norm2.weight, 0.75",
    "norm.weight, 1",
    "pool.probe, 1"
  })
  void isBeits(String name, double expected) throws IOException {
    LayerDecay decay =
        decay(
            new LayerDecaySpec(0.75, Map.of("text", 0.1)),
            "patch_embed.proj.weight",
            "pos_embed",
            "cls_token",
            "blocks.0.attn.qkv.weight",
            "blocks.3.mlp.fc1.bias",
            "blocks.10.norm1.weight",
            "blocks.11.norm2.weight",
            "norm.weight",
            "pool.probe");
    assertThat(decay.of("towers.image." + name)).isEqualTo(expected, within(1e-15));
  }

  @Test
  void takesATowersOwn() throws IOException {
    LayerDecaySpec spec = new LayerDecaySpec(0.75, Map.of("image", 0.5));
    assertThat(decay(spec, "blocks.0.w", "blocks.1.w").of("towers.image.blocks.0.w"))
        .isEqualTo(0.25);
    LayerDecaySpec none = new LayerDecaySpec(0.75, Map.of("image", 1.0));
    assertThat(decay(none, "blocks.0.w", "blocks.1.w").of("towers.image.blocks.0.w")).isEqualTo(1);
  }

  @Test
  void leavesAloneWhatHasNoBlocks() throws IOException {
    LayerDecay decay = decay(new LayerDecaySpec(0.5, Map.of()), "first.weight", "second.weight");
    assertThat(decay.of("towers.image.first.weight")).isEqualTo(1);
    assertThat(decay.of("heads.img.weight")).isEqualTo(1);
  }
}
