package io.threetowers.towers.vit;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.threetowers.testkit.Parity;
import io.threetowers.testkit.TowerBlock;
import io.threetowers.testkit.TowerHarness;
import io.threetowers.testkit.WeightTables;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against the references that the weights come from: tools/goldens/towers_torch.py and
 * towers_flax.py write the files.
 */
final class VitFamiliesTest {

  static Stream<Arguments> goldens() {
    return Stream.of(
        arguments(
            "huggingface-vit",
            "model.safetensors",
            "preset: vit-b16-in21k, activation: gelu, epsilon: 1e-12, pre-logits: 24"),
        arguments(
            "huggingface-dual-encoder",
            "model.safetensors",
            "preset: vit-b16-in21k, activation: gelu, epsilon: 1e-12, pre-logits: 24, projection: 12"),
        arguments("huggingface-clip", "model.safetensors", "preset: clip-vit-b32, projection: 12"),
        arguments(
            "huggingface-siglip",
            "model.safetensors",
            "preset: siglip-so400m-14-384, image-size: 28"),
        arguments("huggingface-dinov2", "model.safetensors", "preset: dinov2-s14, mlp: 48"),
        arguments(
            "huggingface-dinov2-registers",
            "model.safetensors",
            "preset: dinov2-g14-reg, registers: 3, mlp: 32"),
        arguments("dinov2", "weights.pth", "preset: dinov2-g14-reg, registers: 3, mlp: 32"),
        arguments(
            "open-clip-quick",
            "open_clip_pytorch_model.bin",
            "preset: clip-vit-l14, projection: 12, mlp: 96"),
        arguments(
            "open-clip",
            "open_clip_pytorch_model.bin",
            "preset: openclip-vit-b32, projection: 12, mlp: 96"),
        arguments("timm", "model.safetensors", "preset: vit-b16, activation: gelu, mlp: 48"),
        arguments("timm-gap", "model.safetensors", "pool: gap, activation: gelu, mlp: 48"),
        arguments(
            "timm-fc-norm",
            "model.safetensors",
            "pool: gap, norm-after-pool: true, activation: gelu, mlp: 48"),
        arguments("timm-map", "model.safetensors", "preset: siglip-b16-224, mlp: 48"),
        arguments(
            "timm-registers",
            "model.safetensors",
            "pool: cls, layer-scale: true, mlp: 24, registers: 3, mlp-kind: swiglu"),
        arguments("vit-jax", "weights.npz", "preset: vit-b16-in21k, pre-logits: 16"),
        arguments("big-vision-gap", "weights.npz", "pool: gap"),
        arguments("big-vision-map", "weights.npz", "preset: siglip-l16-256"),
        arguments("big-vision-scan", "weights.npz", "pool: gap"),
        arguments(
            "big-vision-head",
            "weights.npz",
            "preset: vit-s16, pre-logits: 16, projection: 12, projection-bias: true"),
        arguments("lit", "weights.npz", "preset: lit-b16b, projection: 20"),
        arguments("lit", "weights.npz:img", "preset: lit-b16b, projection: 20"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("goldens")
  void equalsTheReference(String family, String weights, String settings) throws IOException {
    Path folder = folder(family);
    try (TowerHarness tower = tower(folder.resolve(weights), settings);
        TowerHarness gradients = tower(folder.resolve("gradients.safetensors"), settings)) {
      Parity.assertGolden(tower, gradients, folder.resolve("golden.safetensors"));
    }
  }

  /** Positions of a grid of 5 x 5 for images of 3 x 3 patches. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "dinov2-resampled, 'preset: dinov2-s14, mlp: 48'",
    "dinov2-registers-resampled, 'preset: dinov2-s14-reg, registers: 3, mlp: 48'",
    "huggingface-dinov2-resampled, 'preset: dinov2-s14, mlp: 48'",
    "huggingface-dinov2-registers-resampled, 'preset: dinov2-s14-reg, registers: 3, mlp: 48'"
  })
  void resamplesPositionsAsTheReference(String family, String settings) throws IOException {
    Path folder = folder(family);
    try (TowerHarness tower = tower(folder.resolve("model.safetensors"), settings)) {
      Parity.assertGolden(tower, folder.resolve("golden.safetensors"));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("goldens")
  void isWrittenAsItWasRead(String family, String weights, String settings) throws IOException {
    Path folder = folder(family);
    try (TowerHarness tower = tower(folder.resolve(weights), settings)) {
      WeightTables.assertInvertible(tower, folder.resolve(weights));
    }
  }

  private static TowerHarness tower(Path weights, String settings) throws IOException {
    String mlp = settings.contains("mlp:") ? "" : "mlp: 40, ";
    String side = settings.contains("image-size:") ? "" : "image-size: 24, ";
    String block =
        "{width: 24, depth: 2, heads: 3, patch: 8, %s%s%s, weights: '%s'}"
            .formatted(mlp, side, settings, weights);
    return TowerHarness.pretrained(TowerBlock.describe(new VitFactory(), block));
  }

  private static Path folder(String family) {
    try {
      return Path.of(VitFamiliesTest.class.getResource("goldens/" + family).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
