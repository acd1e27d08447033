package io.threetowers.towers.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.threetowers.api.Tower;
import io.threetowers.testkit.TowerBlock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers are those of the published models: tools/goldens/preset_sizes.py, _flax.py. */
final class PresetsTest {

  /** Positions aside: a row may be shorter than the model allows. */
  @ParameterizedTest
  @CsvSource({
    "clip-text-b32, 63388672",
    "clip-text-b16, 63388672",
    "clip-text-l14, 123591168",
    "clip-text-l14-336, 123591168",
    "openclip-text-b32, 63388672",
    "openclip-text-b16, 63388672",
    "openclip-text-l14, 123591168",
    "openclip-text-h14, 353953792",
    "openclip-text-g14, 353953792",
    "openclip-text-bigg14, 694561280",
    "siglip-text-b16, 110222592",
    "siglip-text-l16, 336129024",
    "siglip-text-so400m-14-224, 449661168",
    "siglip-text-so400m-14-384, 449661168",
    "minilm-l6, 22368768",
    "minilm-l12, 33015552",
    "bge-small, 33015552",
    "bert-base, 108498432",
    "bge-base, 108498432",
    "bert-large, 333568000",
    "bge-large, 333568000",
    "lit-text-b16b, 109089024",
    "lit-text-l16l, 334617600",
    "lit-text-l16s, 27832576",
    "lit-text-l16ti, 8608384"
  })
  void hasAsManyParametersAsTheModelOfItsName(String preset, long parameters) {
    Tower tower =
        TowerBlock.describe(
            new TextTransformerFactory(),
            "{preset: %s, tokenizer: {type: bytes}}".formatted(preset));
    assertThat(
            tower.block().getParameters().stream()
                .filter(parameter -> !parameter.getKey().equals("pos_embed"))
                .map(Pair::getValue)
                .map(Parameter::getShape)
                .mapToLong(Shape::size)
                .sum())
        .isEqualTo(parameters);
  }
}
