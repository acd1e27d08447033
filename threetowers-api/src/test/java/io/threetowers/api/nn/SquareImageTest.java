package io.threetowers.api.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.data.Pixels;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SquareImageTest {

  @Test
  void squashingKeepsTheWholeImage() {
    byte[] row = write(new SquareImage(4, Fit.SQUASH, 4, Pixels.Filter.BILINEAR), columns(12, 4));
    assertThat(red(row, 0)).isLessThan(50);
    assertThat(red(row, 3)).isGreaterThan(170);
  }

  @Test
  void croppingKeepsTheMiddle() {
    byte[] row = write(new SquareImage(4, Fit.CROP, 4, Pixels.Filter.BICUBIC), columns(12, 4));
    assertThat(red(row, 0)).isEqualTo(4 * 20);
    assertThat(red(row, 3)).isEqualTo(7 * 20);
  }

  @Test
  void croppingALargerImageKeepsLess() {
    byte[] row = write(new SquareImage(4, Fit.CROP, 6, Pixels.Filter.BICUBIC), columns(12, 6));
    assertThat(red(row, 0)).isEqualTo(4 * 20);
    assertThat(red(row, 3)).isEqualTo(7 * 20);
  }

  /** As torchvision: 7 of 10 columns are left over, and 3.5 rounds to the even 4. */
  @Test
  void anOddMarginIsDividedAsTorchvisionDividesIt() {
    byte[] row = write(new SquareImage(3, Fit.CROP, 3, Pixels.Filter.BILINEAR), columns(10, 3));
    assertThat(red(row, 0)).isEqualTo(4 * 20);
  }

  @Test
  void aSquareOfTheRightSizeStaysAsItIs() {
    Pixels image = columns(6, 6);
    for (Fit fit : Fit.values()) {
      assertThat(write(new SquareImage(6, fit, 6, Pixels.Filter.BICUBIC), image))
          .isEqualTo(image.rgb());
    }
  }

  /** Column x is x · 20. */
  private static Pixels columns(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % width * 20);
    }
    return new Pixels(width, height, rgb);
  }

  private static byte[] write(SquareImage transform, Pixels image) {
    ByteBuffer row = ByteBuffer.allocate((int) transform.shape().size());
    transform.write(image, new Random(1), row);
    return row.array();
  }

  private static int red(byte[] row, int x) {
    return row[3 * x] & 0xff;
  }
}
