package io.threetowers.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  /**
   * The golden images are Pillow's: tools/goldens/images.py. Lossy decoders may differ by a few
   * levels.
   */
  @ParameterizedTest
  @CsvSource({
    "rgb.png, 0",
    "grey.png, 0",
    "one-bit.png, 0",
    "palette.png, 0",
    "rgba.png, 1",
    "grey-alpha.png, 1",
    "palette-alpha.png, 1",
    "grey-16.png, 0",
    "rgb-16.png, 0",
    "rgba-16.png, 1",
    "rgb.jpg, 3",
    "progressive.jpg, 3",
    "grey.jpg, 1",
    "cmyk.jpg, 4",
    "turned.jpg, 3",
    "lossy.webp, 3",
    "lossless.webp, 0",
    "alpha.webp, 1",
    "palette.gif, 0",
    "rgb.bmp, 0",
    "rgb.tiff, 0"
  })
  void decodesAsPillowDoes(String name, int tolerance) throws IOException {
    assertThat(
            Ppm.largestDifference(
                ImageDecoder.DEFAULT.decode(Ppm.bytes("images/" + name)),
                Ppm.read("images/" + name + ".ppm")))
        .isLessThanOrEqualTo(tolerance);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb.png", "palette.png", "rgb.jpg", "progressive.jpg", "lossy.webp"})
  void refusesAnImageThatIsCutShortAnywhere(String name) throws IOException {
    byte[] whole = Ppm.bytes("images/" + name);
    for (int length = 0; length < whole.length - 1; length += 1 + length / 20) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ImageDecoder.DEFAULT.decode(cut))
          .as("%s cut to %d of %d bytes", name, length, whole.length)
          .isInstanceOf(UnreadableImageException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb.png", "rgb.jpg", "lossy.webp", "palette.gif", "rgb.bmp", "rgb.tiff"})
  void survivesDamageAnywhere(String name) throws IOException {
    byte[] whole = Ppm.bytes("images/" + name);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
      try {
        assertThat(ImageDecoder.DEFAULT.decode(damaged).width()).isPositive();
      } catch (UnreadableImageException expected) {
        assertThat(expected).hasMessageContaining("image");
      }
    }
  }

  @Test
  void refusesABombByWhatItClaims() throws IOException {
    byte[] bomb = Ppm.bytes("images/rgb.png");
    ByteBuffer.wrap(bomb).putInt(16, 60_000).putInt(20, 60_000);

    assertThatThrownBy(() -> ImageDecoder.DEFAULT.decode(bomb))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("image claims to be 60000 x 60000, more than 64000000 pixels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb.jpg", "lossy.webp", "lossless.webp", "palette.gif", "rgb.bmp"})
  void knowsTheSizeOfEachFormatBeforeDecoding(String name) throws IOException {
    byte[] image = Ppm.bytes("images/" + name);
    String size = name.matches("rgb.jpg|lossy.webp") ? "45 x 30" : "29 x 21";

    assertThatThrownBy(() -> new ImageDecoder(20 * 20).decode(image))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("image claims to be " + size + ", more than 400 pixels");
  }

  @Test
  void showsWhatIsThereInsteadOfAnImage() {
    byte[] page = "<html>404 not found".getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> ImageDecoder.DEFAULT.decode(page))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("no image of a known format: 19 bytes that begin with '<html>404 not fo'");
  }
}
