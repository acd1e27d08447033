package io.threetowers.towers.vit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pixels;
import io.threetowers.core.data.ImageDecoder;
import io.threetowers.core.weights.WeightFile;
import io.threetowers.testkit.TowerBlock;
import io.threetowers.testkit.TowerHarness;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Hugging Face's processors and torchvision: tools/goldens/preprocessing.py. */
final class PreprocessingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clip-vit-b32, image-size: 32",
        "vit-b16, image-size: 32",
        "siglip-b16-224, image-size: 32",
        "dinov2-s14, image-size: 32, patch: 16, short-side: 37"
      })
  void seesTheImageThatTheReferenceSees(String preset) throws Exception {
    InputTransform input =
        TowerBlock.describe(new VitFactory(), "{preset: " + preset + "}").input();
    String name = preset.substring(0, preset.indexOf(','));
    try (WeightFile file = WeightFile.open(goldens());
        NDManager manager = TowerHarness.newManager()) {
      for (String picture : new String[] {"wide", "tall", "small"}) {
        ByteBuffer row = ByteBuffer.allocate((int) input.shape().size());
        input.write(pixels(file.read(picture, manager)), new Random(), row);
        float[] expected = file.read(picture + "/" + name, manager).toFloatArray();
        assertThat(meanDifference(row.array(), expected)).as(picture).isLessThan(1);
      }
      for (Path encoded : encoded()) {
        ByteBuffer row = ByteBuffer.allocate((int) input.shape().size());
        Pixels seen = ImageDecoder.DEFAULT.decode(Files.readAllBytes(encoded));
        input.write(seen, new Random(), row);
        String picture = encoded.getFileName().toString();
        float[] expected = file.read(picture + "/" + name, manager).toFloatArray();
        assertThat(meanDifference(row.array(), expected)).as(picture).isLessThan(1);
      }
    }
  }

  private static Pixels pixels(NDArray picture) {
    float[] values = picture.toFloatArray();
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (int) values[i];
    }
    return new Pixels((int) picture.getShape().get(1), (int) picture.getShape().get(0), rgb);
  }

  /** In levels of 255. */
  private static double meanDifference(byte[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double sum = 0;
    for (int i = 0; i < actual.length; i++) {
      sum += Math.abs((actual[i] & 0xff) - expected[i]);
    }
    return sum / actual.length;
  }

  /** Grey, with a palette, partly transparent, upright: each decoded by ourselves. */
  private static List<Path> encoded() throws Exception {
    Path folder = Path.of(PreprocessingTest.class.getResource("goldens/preprocessing").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static Path goldens() throws URISyntaxException {
    return Path.of(
        PreprocessingTest.class.getResource("goldens/preprocessing.safetensors").toURI());
  }
}
