package io.threetowers.towers.vit;

import io.threetowers.api.weights.WeightMapping;
import java.util.List;
import java.util.stream.Stream;

/** The tables of names that the tower's weights may bear, read once. */
final class VitFamilies {
  static final List<WeightMapping> ALL =
      tables(
          "big-vision",
          "vit-jax",
          "huggingface-vit",
          "huggingface-dual-encoder",
          "open-clip",
          "huggingface-clip",
          "huggingface-siglip",
          "timm",
          "timm-patch-positions",
          "dinov2",
          "dinov2-registers",
          "huggingface-dinov2",
          "huggingface-dinov2-registers");

  /** Of towers whose last norm stands behind the pool, which no other family has. */
  static final List<WeightMapping> NORMED_POOLS = tables("timm-fc-norm");

  private VitFamilies() {}

  private static List<WeightMapping> tables(String... families) {
    return Stream.of(families)
        .map(family -> WeightMapping.resource(VitFamilies.class, "weights/" + family + ".weights"))
        .toList();
  }
}
