package io.threetowers.towers.text;

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
final class TextFamiliesTest {
  private static final String CLIP =
      "length: 10, start: true, causal: true, pool: eot, epsilon: 1e-5, projection: 12";
  private static final String BERT =
      "length: 10, start: true, norm: post, segments: true, embedding-norm: true,"
          + " mask-padding: true, activation: gelu, epsilon: 1e-12";

  static Stream<Arguments> goldens() {
    return Stream.of(
        arguments("huggingface-clip", "model.safetensors", CLIP + ", activation: quick-gelu"),
        arguments(
            "open-clip-quick",
            "open_clip_pytorch_model.bin",
            CLIP + ", activation: quick-gelu, mlp: 96"),
        arguments("open-clip", "open_clip_pytorch_model.bin", CLIP + ", activation: gelu, mlp: 96"),
        arguments(
            "huggingface-siglip",
            "model.safetensors",
            "length: 8, projection: 24, projection-bias: true"),
        arguments("bert-first", "model.safetensors", BERT + ", pool: first"),
        arguments("bert-pooler", "model.safetensors", BERT + ", pool: first, pre-logits: 24"),
        arguments("bert-mean", "model.safetensors", BERT + ", pool: gap"),
        arguments("big-vision", "weights.npz", "length: 8, projection: 12, projection-bias: true"),
        arguments("big-vision-map", "weights.npz", "length: 8, pool: map"),
        arguments(
            "big-vision-bert",
            "weights.npz",
            BERT + ", pool: first, projection: 12, projection-bias: true"),
        arguments("lit", "weights.npz", "length: 8, projection: 12, projection-bias: true"),
        arguments(
            "lit", "weights.npz:params/txt", "length: 8, projection: 12, projection-bias: true"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("goldens")
  void equalsTheReference(String family, String weights, String settings) throws IOException {
    Path folder = folder(family);
    try (TowerHarness tower = tower(folder, weights, settings);
        TowerHarness gradients = tower(folder, "gradients.safetensors", settings)) {
      Parity.assertGolden(tower, gradients, folder.resolve("golden.safetensors"));
    }
  }

  private static TowerHarness tower(Path folder, String weights, String settings)
      throws IOException {
    String mlp = settings.contains("mlp:") ? "" : "mlp: 40, ";
    String block =
        "{width: 24, depth: 2, heads: 3, %s%s, weights: '%s', tokenizer: {type: huggingface, file: '%s'}}"
            .formatted(mlp, settings, folder.resolve(weights), folder.resolve("tokenizer.json"));
    return TowerHarness.pretrained(TowerBlock.describe(new TextTransformerFactory(), block));
  }

  private static Path folder(String family) {
    try {
      return Path.of(TextFamiliesTest.class.getResource("goldens/" + family).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
