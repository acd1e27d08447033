package io.threetowers.towers.text;

import io.threetowers.api.weights.WeightMapping;
import java.util.List;
import java.util.stream.Stream;

/** The tables of names that the tower's weights may bear, read once. */
final class TextFamilies {
  static final List<WeightMapping> ALL =
      tables(
          "open-clip",
          "huggingface-clip",
          "huggingface-siglip",
          "huggingface-bert",
          "huggingface-dual-encoder",
          "big-vision",
          "big-vision-bert");

  private TextFamilies() {}

  private static List<WeightMapping> tables(String... families) {
    return Stream.of(families)
        .map(family -> WeightMapping.resource(TextFamilies.class, "weights/" + family + ".weights"))
        .toList();
  }
}
