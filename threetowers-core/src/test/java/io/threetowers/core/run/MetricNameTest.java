package io.threetowers.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricNameTest {

  @ParameterizedTest
  @CsvSource({
    "image_to_text_R@1,      i2t R@1,       true,  false",
    "text_to_image_R@10,     t2i R@10,      true,  false",
    "image_to_text_mean_rank, i2t mean rank, false, true",
    "zeroshot-top1,          top1,          true,  false",
    "imagenet-zeroshot-val-top5, imagenet-zeroshot-val-top5, true, false",
    "mean_per_class_recall,  mean per class recall, true, false",
    "acc1,                   acc1,          true,  false",
    "val_loss,               val loss,      false, true",
    "alignment,              alignment,     false, false",
  })
  void saysHowAMetricIsShown(String name, String label, boolean fraction, boolean lowerIsBetter) {
    MetricName metric = new MetricName(name);
    assertThat(metric.label()).isEqualTo(label);
    assertThat(metric.isFraction()).isEqualTo(fraction);
    assertThat(metric.lowerIsBetter()).isEqualTo(lowerIsBetter);
  }
}
