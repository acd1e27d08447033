package io.threetowers.api.data;

import java.util.Arrays;

/**
 * Separable antialiased resampling of 8-bit RGB images.
 *
 * <p>Same arithmetic as Pillow's {@code Resample.c}: kernels widened by the scale when shrinking,
 * weights normalised and rounded to fixed point, each pass rounded to 8 bits; horizontal first.
 */
final class Resampler {
  private static final int PRECISION = 32 - 8 - 2;

  private Resampler() {}

  static Pixels resize(Pixels image, int width, int height, Pixels.Filter filter) {
    byte[] rgb = image.rgb();
    if (width != image.width()) {
      rgb = horizontal(rgb, image.width(), image.height(), Kernel.of(image.width(), width, filter));
    }
    if (height != image.height()) {
      rgb = vertical(rgb, width, Kernel.of(image.height(), height, filter));
    }
    return rgb == image.rgb() ? image : new Pixels(width, height, rgb);
  }

  private static byte[] horizontal(byte[] in, int inWidth, int height, Kernel kernel) {
    int outWidth = kernel.start.length;
    byte[] out = new byte[3 * outWidth * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < outWidth; x++) {
        int red = 1 << (PRECISION - 1);
        int green = red;
        int blue = red;
        int from = 3 * (y * inWidth + kernel.start[x]);
        int[] weights = kernel.weights[x];
        for (int weight : weights) {
          red += weight * (in[from] & 0xff);
          green += weight * (in[from + 1] & 0xff);
          blue += weight * (in[from + 2] & 0xff);
          from += 3;
        }
        int to = 3 * (y * outWidth + x);
        out[to] = clip(red);
        out[to + 1] = clip(green);
        out[to + 2] = clip(blue);
      }
    }
    return out;
  }

  private static byte[] vertical(byte[] in, int width, Kernel kernel) {
    int stride = 3 * width;
    int height = kernel.start.length;
    byte[] out = new byte[stride * height];
    int[] sums = new int[stride];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, 1 << (PRECISION - 1));
      int from = stride * kernel.start[y];
      for (int weight : kernel.weights[y]) {
        for (int i = 0; i < stride; i++) {
          sums[i] += weight * (in[from + i] & 0xff);
        }
        from += stride;
      }
      for (int i = 0; i < stride; i++) {
        out[stride * y + i] = clip(sums[i]);
      }
    }
    return out;
  }

  private static byte clip(int sum) {
    int level = sum >> PRECISION;
    return (byte) (level < 0 ? 0 : Math.min(level, 255));
  }

  /** For each output position the first input position and the weights from there on. */
  @SuppressWarnings("ArrayRecordComponent") // two tables that never leave this class
  private record Kernel(int[] start, int[][] weights) {

    static Kernel of(int inSize, int outSize, Pixels.Filter filter) {
      double scale = (double) inSize / outSize;
      double stretch = Math.max(scale, 1);
      double support = (filter == Pixels.Filter.BILINEAR ? 1 : 2) * stretch;
      int[] start = new int[outSize];
      int[][] weights = new int[outSize][];
      for (int i = 0; i < outSize; i++) {
        double centre = (i + 0.5) * scale;
        int first = Math.max((int) (centre - support + 0.5), 0);
        int end = Math.min((int) (centre + support + 0.5), inSize);
        double[] real = new double[end - first];
        double sum = 0;
        for (int j = 0; j < real.length; j++) {
          real[j] = weight(filter, (first + j - centre + 0.5) / stretch);
          sum += real[j];
        }
        start[i] = first;
        weights[i] = new int[real.length];
        for (int j = 0; j < real.length; j++) {
          weights[i][j] = (int) Math.rint(real[j] / sum * (1 << PRECISION));
        }
      }
      return new Kernel(start, weights);
    }

    private static double weight(Pixels.Filter filter, double x) {
      double t = Math.abs(x);
      if (filter == Pixels.Filter.BILINEAR) {
        return t < 1 ? 1 - t : 0;
      }
      // Keys' cubic with a = -0.5
      if (t < 1) {
        return (1.5 * t - 2.5) * t * t + 1;
      }
      return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
    }
  }
}
