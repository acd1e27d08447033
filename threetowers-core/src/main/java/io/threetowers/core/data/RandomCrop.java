package io.threetowers.core.data;

import io.threetowers.api.data.Pixels;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A part of random area and aspect ratio, drawn as torchvision's {@code RandomResizedCrop} does:
 * area uniform, logarithm of the ratio uniform, ten tries, then the largest central part whose
 * ratio is allowed.
 */
final class RandomCrop {
  private static final int TRIES = 10;

  private RandomCrop() {}

  static Pixels of(Pixels image, List<Double> area, List<Double> aspect, RandomGenerator random) {
    double whole = (double) image.width() * image.height();
    double smallestLog = Math.log(aspect.get(0));
    double largestLog = Math.log(aspect.get(1));
    for (int i = 0; i < TRIES; i++) {
      double target = whole * between(area.get(0), area.get(1), random);
      double ratio = Math.exp(between(smallestLog, largestLog, random));
      int width = (int) Math.rint(Math.sqrt(target * ratio));
      int height = (int) Math.rint(Math.sqrt(target / ratio));
      if (width >= 1 && width <= image.width() && height >= 1 && height <= image.height()) {
        int top = random.nextInt(image.height() - height + 1);
        int left = random.nextInt(image.width() - width + 1);
        return image.crop(left, top, width, height);
      }
    }
    return central(image, aspect);
  }

  private static Pixels central(Pixels image, List<Double> aspect) {
    double ratio = (double) image.width() / image.height();
    int width = image.width();
    int height = image.height();
    if (ratio < aspect.get(0)) {
      height = (int) Math.max(1, Math.rint(width / aspect.get(0)));
    } else if (ratio > aspect.get(1)) {
      width = (int) Math.max(1, Math.rint(height * aspect.get(1)));
    }
    return image.crop((image.width() - width) / 2, (image.height() - height) / 2, width, height);
  }

  private static double between(double low, double high, RandomGenerator random) {
    return low + (high - low) * random.nextDouble();
  }
}
