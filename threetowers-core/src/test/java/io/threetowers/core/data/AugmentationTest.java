package io.threetowers.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.api.data.Pixels;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
  private static final Pixels IMAGE = new Pixels(300, 200, new byte[3 * 300 * 200]);

  @Test
  void changesNothingUnlessAsked() {
    assertThat(Augmentation.NONE.apply(IMAGE, new SplittableRandom(1))).isSameAs(IMAGE);
  }

  @Test
  void keepsCropsWithinAreaAndAspect() {
    RandomGenerator random = new SplittableRandom(1);
    Augmentation crop = new Augmentation(List.of(0.1, 0.3), List.of(0.75, 1.5), 0, Jitter.NONE);
    double sum = 0;
    for (int i = 0; i < 2000; i++) {
      Pixels part = crop.apply(IMAGE, random);
      double share = (double) part.width() * part.height() / (300 * 200);
      double aspect = (double) part.width() / part.height();
      assertThat(share).isBetween(0.098, 0.302);
      assertThat(aspect).isBetween(0.73, 1.53);
      sum += share;
    }
    // the area is uniform, and every part fits
    assertThat(sum / 2000).isCloseTo(0.2, within(0.01));
  }

  @Test
  void takesTheCentreWhereNoCropFits() {
    Pixels strip = new Pixels(900, 10, new byte[3 * 900 * 10]);
    Augmentation crop = new Augmentation(List.of(0.9, 1.0), List.of(0.75, 4 / 3.0), 0, Jitter.NONE);

    Pixels part = crop.apply(strip, new SplittableRandom(1));

    assertThat(part.width()).isEqualTo(13);
    assertThat(part.height()).isEqualTo(10);
  }

  @Test
  void flipsAsOftenAsAsked() {
    Pixels image = new Pixels(2, 1, new byte[] {1, 1, 1, 2, 2, 2});
    Augmentation flip = new Augmentation(List.of(1.0, 1.0), List.of(1.0, 1.0), 0.3, Jitter.NONE);
    RandomGenerator random = new SplittableRandom(1);
    int flipped = 0;
    for (int i = 0; i < 3000; i++) {
      flipped += flip.apply(image, random).rgb()[0] == 2 ? 1 : 0;
    }
    assertThat(flipped / 3000.0).isCloseTo(0.3, within(0.03));
  }

  /** The golden images are those of Pillow's ImageEnhance: tools/goldens/images.py. */
  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.45, 1.0, 1.6})
  void changesColoursAsPillowDoes(double factor) throws IOException {
    for (String change : List.of("brightness", "contrast", "saturation")) {
      Pixels source = Ppm.read("jitter/source.ppm");
      switch (change) {
        case "brightness" -> ColorJitter.brighten(source.rgb(), factor);
        case "contrast" -> ColorJitter.contrast(source.rgb(), factor);
        default -> ColorJitter.saturate(source.rgb(), factor);
      }
      Pixels golden = Ppm.read("jitter/%s-%s.ppm".formatted(change, factor));
      assertThat(Ppm.largestDifference(source, golden)).as(change).isZero();
    }
  }

  @Test
  void jittersWithoutTouchingTheOriginal() {
    byte[] rgb = {10, 100, 50, 20, 30, 40};
    Pixels image = new Pixels(2, 1, rgb.clone());
    Augmentation jitter =
        new Augmentation(List.of(1.0, 1.0), List.of(1.0, 1.0), 0, new Jitter(0.5, 0.5, 0.5));

    Pixels changed = jitter.apply(image, new SplittableRandom(1));

    assertThat(image.rgb()).isEqualTo(rgb);
    assertThat(changed.rgb()).isNotEqualTo(rgb);
  }

  @Test
  void refusesLimitsInTheWrongOrder() {
    assertThatThrownBy(() -> new Augmentation(List.of(1.0, 0.5), List.of(1.0, 1.0), 0, Jitter.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "crop-area is '[1.0, 0.5]' but takes two numbers above 0, the smaller first, such as [0.5, 1]");
  }
}
