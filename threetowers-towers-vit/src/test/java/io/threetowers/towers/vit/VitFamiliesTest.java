package io.threetowers.towers.vit;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.threetowers.testkit.Parity;
import io.threetowers.testkit.TowerBlock;
import io.threetowers.testkit.TowerHarness;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against the references that the weights come from: tools/goldens/towers_torch.py and
 * towers_flax.py write the files.
 */
final class VitFamiliesTest {
  private static final String CLIP =
      "pool: cls, pre-norm: true, patch-bias: false, epsilon: 1e-5, projection: 12,"
          + " mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711]";
  private static final String DINO =
      "pool: cls, layer-scale: true, activation: gelu,"
          + " mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]";
  private static final String GATED = ", registers: 3, mlp-kind: swiglu";

  static Stream<Arguments> goldens() {
    return Stream.of(
        arguments(
            "huggingface-vit",
            "model.safetensors",
            "pool: cls, activation: gelu, epsilon: 1e-12, pre-logits: 24"),
        arguments("huggingface-clip", "model.safetensors", CLIP + ", activation: quick-gelu"),
        arguments("huggingface-siglip", "model.safetensors", "pool: map"),
        arguments("huggingface-dinov2", "model.safetensors", DINO + ", mlp: 48"),
        arguments("huggingface-dinov2-registers", "model.safetensors", DINO + GATED + ", mlp: 32"),
        arguments("dinov2", "weights.pth", DINO + GATED + ", mlp: 32"),
        arguments(
            "open-clip-quick",
            "open_clip_pytorch_model.bin",
            CLIP + ", activation: quick-gelu, mlp: 96"),
        arguments("open-clip", "open_clip_pytorch_model.bin", CLIP + ", activation: gelu, mlp: 96"),
        arguments("timm", "model.safetensors", "pool: cls, activation: gelu, mlp: 48"),
        arguments("timm-gap", "model.safetensors", "pool: gap, activation: gelu, mlp: 48"),
        arguments("timm-map", "model.safetensors", "pool: map, mlp: 48"),
        arguments(
            "timm-registers", "model.safetensors", "pool: cls, layer-scale: true, mlp: 24" + GATED),
        arguments("vit-jax", "weights.npz", "pool: cls, pre-logits: 16"),
        arguments("big-vision-gap", "weights.npz", "pool: gap"),
        arguments("big-vision-map", "weights.npz", "pool: map"),
        arguments("big-vision-scan", "weights.npz", "pool: gap"),
        arguments(
            "big-vision-head",
            "weights.npz",
            "pool: cls, pre-logits: 16, projection: 12, projection-bias: true"),
        arguments("lit", "weights.npz", "pool: cls, projection: 20, projection-bias: true"),
        arguments(
            "lit", "weights.npz:params/img", "pool: cls, projection: 20, projection-bias: true"));
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

  private static TowerHarness tower(Path weights, String settings) throws IOException {
    String mlp = settings.contains("mlp:") ? "" : "mlp: 40, ";
    String block =
        "{width: 24, depth: 2, heads: 3, patch: 8, image-size: 24, %s%s, weights: '%s'}"
            .formatted(mlp, settings, weights);
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
