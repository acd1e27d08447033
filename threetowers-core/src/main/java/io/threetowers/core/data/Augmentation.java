package io.threetowers.core.data;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.data.Pixels;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How training images are varied: crop, flip, colours, in this order. Without settings nothing is
 * changed.
 *
 * <p>A crop is not resized here: each tower resizes it to its own input.
 *
 * @param cropArea smallest and largest share of the image's area that is kept
 * @param cropAspect smallest and largest ratio of width to height of what is kept
 * @param flip probability of mirroring left to right
 */
@Doc("random changes of the training images")
public record Augmentation(
    @Doc("smallest and largest share of the image's area that a random crop keeps")
        @Default("[1, 1]")
        @Range(min = 0, max = 1)
        List<Double> cropArea,
    @Doc("smallest and largest ratio of width to height of a random crop")
        @Default("[0.75, 1.3333333333333333]")
        @Range(min = 0)
        List<Double> cropAspect,
    @Doc("probability of mirroring left to right") @Default("0") @Range(min = 0, max = 1)
        double flip,
    @Doc("strengths of random changes of colour") @Default("{}") Jitter jitter) {
  public static final Augmentation NONE =
      new Augmentation(List.of(1.0, 1.0), List.of(3 / 4.0, 4 / 3.0), 0, Jitter.NONE);

  public Augmentation {
    cropArea = interval("crop-area", cropArea);
    cropAspect = interval("crop-aspect", cropAspect);
  }

  private static List<Double> interval(String key, List<Double> limits) {
    if (limits.size() != 2 || limits.get(0) <= 0 || limits.get(0) > limits.get(1)) {
      throw new IllegalArgumentException(
          key
              + " is '"
              + limits
              + "' but takes two numbers above 0, the smaller first, such as [0.5, 1]");
    }
    return List.copyOf(limits);
  }

  /** One random variant of {@code image}. */
  Pixels apply(Pixels image, RandomGenerator random) {
    Pixels result = image;
    if (cropArea.get(0) < 1) {
      result = RandomCrop.of(result, cropArea, cropAspect, random);
    }
    if (flip > 0 && random.nextDouble() < flip) {
      result = result.flip();
    }
    return jitter.equals(Jitter.NONE) ? result : ColorJitter.apply(result, jitter, random);
  }
}
