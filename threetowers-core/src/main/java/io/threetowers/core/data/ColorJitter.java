package io.threetowers.core.data;

import io.threetowers.api.data.Pixels;
import java.util.random.RandomGenerator;

/**
 * Brightness, contrast and saturation, as torchvision's {@code ColorJitter} changes them through
 * Pillow's {@code ImageEnhance}: a blend of the image with black, with its mean grey level, and
 * with its grey version; the results are cut to 0 … 255 and truncated. The three come in random
 * order.
 */
final class ColorJitter {

  private ColorJitter() {}

  static Pixels apply(Pixels image, Jitter jitter, RandomGenerator random) {
    double brightness = factor(jitter.brightness(), random);
    double contrast = factor(jitter.contrast(), random);
    double saturation = factor(jitter.saturation(), random);
    byte[] rgb = image.rgb().clone();
    int[] order = order(random);
    for (int change : order) {
      if (change == 0 && jitter.brightness() > 0) {
        brighten(rgb, brightness);
      } else if (change == 1 && jitter.contrast() > 0) {
        contrast(rgb, contrast);
      } else if (change == 2 && jitter.saturation() > 0) {
        saturate(rgb, saturation);
      }
    }
    return new Pixels(image.width(), image.height(), rgb);
  }

  static void brighten(byte[] rgb, double factor) {
    blendAll(rgb, 0, factor);
  }

  static void contrast(byte[] rgb, double factor) {
    long sum = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      sum += grey(rgb, i);
    }
    blendAll(rgb, (int) (sum / (rgb.length / 3.0) + 0.5), factor);
  }

  static void saturate(byte[] rgb, double factor) {
    float alpha = (float) factor;
    for (int i = 0; i < rgb.length; i += 3) {
      int grey = grey(rgb, i);
      rgb[i] = blend(grey, rgb[i] & 0xff, alpha);
      rgb[i + 1] = blend(grey, rgb[i + 1] & 0xff, alpha);
      rgb[i + 2] = blend(grey, rgb[i + 2] & 0xff, alpha);
    }
  }

  private static void blendAll(byte[] rgb, int level, double factor) {
    byte[] table = new byte[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = blend(level, i, (float) factor);
    }
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = table[rgb[i] & 0xff];
    }
  }

  /** ITU-R 601-2 luma in Pillow's fixed point. */
  private static int grey(byte[] rgb, int i) {
    return ((rgb[i] & 0xff) * 19595
            + (rgb[i + 1] & 0xff) * 38470
            + (rgb[i + 2] & 0xff) * 7471
            + 0x8000)
        >> 16;
  }

  private static byte blend(int from, int to, float alpha) {
    float level = from + alpha * (to - from);
    return (byte) (level <= 0 ? 0 : level >= 255 ? 255 : (int) level);
  }

  private static double factor(double strength, RandomGenerator random) {
    return 1 - strength + 2 * strength * random.nextDouble();
  }

  private static int[] order(RandomGenerator random) {
    int[] order = {0, 1, 2};
    for (int i = 2; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    return order;
  }
}
