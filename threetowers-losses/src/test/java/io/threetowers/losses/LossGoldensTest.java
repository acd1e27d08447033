package io.threetowers.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values and gradients of open_clip's ClipLoss and SigLipLoss and of big_vision's losses, in
 * float64: tools/goldens/losses.py.
 */
final class LossGoldensTest {
  private static final double VALUE_TOLERANCE = 1e-6;
  private static final double GRADIENT_TOLERANCE = 1e-5;

  @ParameterizedTest
  @CsvSource({
    "softmax, open-clip, warm, 0",
    "softmax, open-clip, sharp, 0",
    "softmax, open-clip, sharp, 8",
    "softmax, big-vision, warm, 0",
    "softmax, big-vision, warm, 8",
    "softmax, big-vision, sharp, 0",
    "sigmoid, open-clip, warm, 0",
    "sigmoid, open-clip, sharp, 0",
    "sigmoid, open-clip, sharp, 8",
    "sigmoid, big-vision, warm, 0",
    "sigmoid, big-vision, warm, 8",
    "sigmoid, big-vision, sharp, 0"
  })
  void equalsTheReference(String loss, String reference, String scale, int chunk)
      throws IOException {
    Engine.getEngine("PyTorch");
    try (WeightFile file = WeightFile.open(Goldens.file("losses.safetensors"));
        NDManager manager = NDManager.newBaseManager()) {
      LossRun run =
          LossRun.of(
              create(loss, scale, chunk == 0 ? Optional.empty() : Optional.of(chunk)),
              rows(file, manager, "left"),
              rows(file, manager, "right"));

      String golden = loss + "/" + reference + "/" + scale + "/";
      double value = file.read(golden + "value", manager).getFloat();
      assertThat(run.value()).isCloseTo(value, within(VALUE_TOLERANCE * value));
      assertClose("left", run.left(), rows(file, manager, golden + "left"));
      assertClose("right", run.right(), rows(file, manager, golden + "right"));
      run.parameters()
          .forEach(
              (name, gradient) -> {
                float expected = scalar(file, manager, golden + name);
                assertThat(gradient)
                    .as(name)
                    .isCloseTo(expected, within(GRADIENT_TOLERANCE * Math.abs(expected)));
              });
      assertThat(run.parameters()).hasSize(loss.equals("softmax") ? 1 : 2);
    }
  }

  private static Function<BuildContext, Loss> create(
      String loss, String scale, Optional<Integer> chunk) {
    boolean warm = scale.equals("warm");
    double temperature = warm ? 10 : 1 / 0.07;
    if (loss.equals("softmax")) {
      SoftmaxContrastive.Config config =
          new SoftmaxContrastive.Config(temperature, true, Optional.empty(), chunk);
      return context -> new SoftmaxContrastive().create(config, context);
    }
    SigmoidContrastive.Config config =
        new SigmoidContrastive.Config(
            temperature, warm ? -10 : -2.71, true, Optional.empty(), chunk);
    return context -> new SigmoidContrastive().create(config, context);
  }

  /** Relative to the largest entry. */
  private static void assertClose(String what, double[][] actual, double[][] expected) {
    double largest =
        Arrays.stream(expected).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("%s, row %d", what, i)
          .containsExactly(expected[i], within(GRADIENT_TOLERANCE * largest));
    }
  }

  private static double[][] rows(WeightFile file, NDManager manager, String name) {
    int width = Math.toIntExact(file.shape(name).get(1));
    float[] flat = read(file, manager, name);
    return Plain.matrix(flat.length / width, width, (i, j) -> flat[(int) (i * width + j)]);
  }

  private static float scalar(WeightFile file, NDManager manager, String name) {
    return read(file, manager, name)[0];
  }

  private static float[] read(WeightFile file, NDManager manager, String name) {
    try {
      return file.read(name, manager).toFloatArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
