package io.threetowers.core.data;

import io.threetowers.api.data.Pixels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Golden images: binary PPM, written by tools/goldens/images.py. */
final class Ppm {

  private Ppm() {}

  static byte[] bytes(String resource) throws IOException {
    try (InputStream in = Ppm.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    }
  }

  static Pixels read(String resource) throws IOException {
    byte[] all = bytes(resource);
    String[] header =
        new String(all, 0, Math.min(all.length, 20), StandardCharsets.ISO_8859_1).split("\\s", 5);
    int width = Integer.parseInt(header[1]);
    int height = Integer.parseInt(header[2]);
    byte[] rgb = new byte[3 * width * height];
    System.arraycopy(all, all.length - rgb.length, rgb, 0, rgb.length);
    return new Pixels(width, height, rgb);
  }

  static int largestDifference(Pixels a, Pixels b) {
    if (a.width() != b.width() || a.height() != b.height()) {
      throw new AssertionError(
          "%d x %d is not %d x %d".formatted(a.width(), a.height(), b.width(), b.height()));
    }
    int largest = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      largest = Math.max(largest, Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff)));
    }
    return largest;
  }
}
