package io.threetowers.api.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelsTest {

  /** The golden images are Pillow's: tools/goldens/images.py. */
  @ParameterizedTest
  @CsvSource({
    "BILINEAR, 16, 16",
    "BILINEAR, 128, 97",
    "BILINEAR, 61, 10",
    "BILINEAR, 7, 43",
    "BILINEAR, 30, 80",
    "BILINEAR, 1, 1",
    "BICUBIC, 16, 16",
    "BICUBIC, 128, 97",
    "BICUBIC, 61, 10",
    "BICUBIC, 7, 43",
    "BICUBIC, 30, 80",
    "BICUBIC, 1, 1"
  })
  void resizesAsPillowDoes(Pixels.Filter filter, int width, int height) throws IOException {
    Pixels resized = ppm("source").resize(width, height, filter);

    Pixels golden =
        ppm("%s-%dx%d".formatted(filter.name().toLowerCase(Locale.ROOT), width, height));
    assertThat(largestDifference(resized, golden)).isLessThanOrEqualTo(1);
  }

  @Test
  void resizingToTheSameSizeChangesNothing() throws IOException {
    Pixels source = ppm("source");

    assertThat(source.resize(source.width(), source.height(), Pixels.Filter.BICUBIC))
        .isSameAs(source);
  }

  @Test
  void cropsByTopLeftCorner() {
    Pixels image = new Pixels(3, 2, bytes(18));

    assertThat(image.crop(1, 1, 2, 1).rgb()).containsExactly(12, 13, 14, 15, 16, 17);
  }

  @Test
  void refusesACropThatLeavesTheImage() {
    Pixels image = new Pixels(3, 2, bytes(18));

    assertThatThrownBy(() -> image.crop(2, 0, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("crop 2 x 1 at (2, 0) leaves the image of 3 x 2");
  }

  @Test
  void flipsLeftToRight() {
    Pixels image = new Pixels(2, 1, bytes(6));

    assertThat(image.flip().rgb()).containsExactly(3, 4, 5, 0, 1, 2);
  }

  @Test
  void refusesBytesOfAnotherSize() {
    assertThatThrownBy(() -> new Pixels(2, 2, bytes(11)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 x 2 pixels need 12 bytes, not 11");
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  private static int largestDifference(Pixels a, Pixels b) {
    assertThat(a.width()).isEqualTo(b.width());
    assertThat(a.height()).isEqualTo(b.height());
    int largest = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      largest = Math.max(largest, Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff)));
    }
    return largest;
  }

  private static Pixels ppm(String name) throws IOException {
    String resource = "resize/" + name + ".ppm";
    try (InputStream in = PixelsTest.class.getResourceAsStream(resource);
        DataInputStream data = new DataInputStream(Objects.requireNonNull(in, resource))) {
      byte[] all = data.readAllBytes();
      String[] header =
          new String(all, 0, Math.min(all.length, 20), StandardCharsets.ISO_8859_1).split("\\s", 5);
      int width = Integer.parseInt(header[1]);
      int height = Integer.parseInt(header[2]);
      byte[] rgb = new byte[3 * width * height];
      System.arraycopy(all, all.length - rgb.length, rgb, 0, rgb.length);
      return new Pixels(width, height, rgb);
    }
  }
}
