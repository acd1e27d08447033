package io.threetowers.towers.vit;

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

  /** Positions aside, of which the references count those of the class token, too. */
  @ParameterizedTest
  @CsvSource({
    "vit-ti16, 5486592",
    "vit-s32, 22474752",
    "vit-s16, 21590016",
    "vit-b32, 87416832",
    "vit-b16, 85647360",
    "vit-l32, 305459200",
    "vit-l16, 303099904",
    "vit-b32-in21k, 88007424",
    "vit-b16-in21k, 86237952",
    "vit-l32-in21k, 306508800",
    "vit-l16-in21k, 304149504",
    "vit-h14-in21k, 632075520",
    "lit-b16b, 86237952",
    "siglip-b16-224, 92733696",
    "siglip-b16-256, 92733696",
    "siglip-b16-384, 92733696",
    "siglip-b16-512, 92733696",
    "siglip-l16-256, 315694080",
    "siglip-l16-384, 315694080",
    "siglip-so400m-14-224, 427385792",
    "siglip-so400m-14-384, 427385792",
    "dinov2-s14, 21530112",
    "dinov2-b14, 85527552",
    "dinov2-l14, 302964736",
    "dinov2-g14, 1134374912",
    "dinov2-s14-reg, 21531648",
    "dinov2-b14-reg, 85530624",
    "dinov2-l14-reg, 302968832",
    "dinov2-g14-reg, 1134381056",
    "clip-vit-b32, 87810816",
    "clip-vit-b16, 86041344",
    "clip-vit-l14, 303703040",
    "clip-vit-l14-336, 303703040",
    "openclip-vit-b32, 87810816",
    "openclip-vit-b16, 86041344",
    "openclip-vit-l14, 303703040",
    "openclip-vit-h14, 631747840",
    "openclip-vit-g14, 1012283776",
    "openclip-vit-bigg14, 1844479616"
  })
  void hasAsManyParametersAsTheModelOfItsName(String preset, long parameters) {
    Tower tower = TowerBlock.describe(new VitFactory(), "preset: " + preset);
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
