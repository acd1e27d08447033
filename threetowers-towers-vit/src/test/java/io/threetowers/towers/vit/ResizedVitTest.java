package io.threetowers.towers.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tower;
import io.threetowers.api.nn.Fit;
import io.threetowers.api.nn.SquareImage;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.script.Autograd;
import io.threetowers.testkit.TowerBlock;
import io.threetowers.testkit.TowerHarness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizedVitTest {

  /**
   * A tower for 3 x 3 patches that is resized, against one for the other grid into which the same
   * file was read: reading resamples as timm does, which ExpressionValuesTest compares with timm.
   */
  @ParameterizedTest
  @CsvSource({
    "timm-gap, 'pool: gap, activation: gelu', 40",
    "timm-gap, 'pool: gap, activation: gelu', 16",
    "timm-map, 'preset: siglip-b16-224', 32",
    "timm, 'preset: vit-b16, activation: gelu', 48"
  })
  void resamplesPositionsAsReadingAFileDoes(String family, String settings, int side)
      throws Exception {
    Path weights =
        Path.of(
            ResizedVitTest.class.getResource("goldens/" + family + "/model.safetensors").toURI());
    try (TowerHarness own = tower(weights, settings, 24);
        TowerHarness read = tower(weights, settings, side);
        NDManager scope = TowerHarness.newManager()) {
      NDArray images = images(scope, side);
      Tower resized = own.tower().resized(side).orElseThrow();
      float[] expected = read.embed(images).toFloatArray();
      float[] actual = forward(resized, images, scope).toFloatArray();
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < actual.length; i++) {
        assertThat(actual[i]).as("entry %d", i).isEqualTo(expected[i], within(2e-6f));
      }
    }
  }

  private static TowerHarness tower(Path weights, String settings, int side) throws IOException {
    String block =
        "{width: 24, depth: 2, heads: 3, patch: 8, mlp: 48, %s, image-size: %d, weights: '%s'}"
            .formatted(settings, side, weights);
    return TowerHarness.pretrained(TowerBlock.describe(new VitFactory(), block));
  }

  private static NDArray images(NDManager scope, int side) {
    byte[] pixels = new byte[3 * side * side * 3];
    new Random(side).nextBytes(pixels);
    return scope.create(ByteBuffer.wrap(pixels), new Shape(3, side, side, 3), DataType.UINT8);
  }

  private static NDArray forward(Tower tower, NDArray images, NDManager scope) {
    return Autograd.notRecording(
        () ->
            tower
                .block()
                .forward(new ParameterStore(scope, false), new NDList(images), false)
                .head());
  }

  @Test
  void refusesASideThatPatchesDoNotFill() {
    Tower tower = new VitFactory().create(Vits.small().build(), new HostContext("image"));
    assertThatThrownBy(() -> tower.resized(14))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("images of '14' pixels cannot be cut into patches of 4; try 16");
    assertThatThrownBy(() -> tower.resized(2))
        .hasMessage("images of '2' pixels cannot be cut into patches of 4; try 4");
    Tower dropping =
        new VitFactory().create(Vits.small().dropRemainder().build(), new HostContext("image"));
    assertThat(dropping.resized(14)).isPresent();
  }

  /** The middle of a larger image is the same share of it. */
  @Test
  void cutsOutAsMuchOfAnImage() {
    Vits cropping = Vits.small().fit(Fit.CROP).shortSide(15);
    Tower tower = new VitFactory().create(cropping.build(), new HostContext("image"));
    assertThat(tower.resized(24).orElseThrow().input())
        .isEqualTo(
            new SquareImage(24, Fit.CROP, 30, io.threetowers.api.data.Pixels.Filter.BILINEAR));
  }

  @Test
  void countsTheFlopsOfItsSize() {
    Tower tower = new VitFactory().create(Vits.small().build(), new HostContext("image"));
    Tower larger =
        new VitFactory().create(Vits.small().imageSize(24).build(), new HostContext("image"));
    assertThat(tower.resized(24).orElseThrow().flops(8)).isEqualTo(larger.flops(8));
  }
}
