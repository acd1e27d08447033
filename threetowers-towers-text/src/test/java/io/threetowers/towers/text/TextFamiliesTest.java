package io.threetowers.towers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDManager;
import io.threetowers.api.Tower;
import io.threetowers.api.data.Value;
import io.threetowers.core.weights.WeightFile;
import io.threetowers.testkit.Parity;
import io.threetowers.testkit.TowerBlock;
import io.threetowers.testkit.TowerHarness;
import io.threetowers.testkit.WeightTables;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against the references that the weights come from: tools/goldens/towers_torch.py and
 * towers_flax.py write the files.
 */
final class TextFamiliesTest {

  static Stream<Arguments> goldens() {
    return Stream.of(
        arguments(
            "huggingface-clip",
            "model.safetensors",
            "preset: clip-text-b32, vocabulary: 40, length: 10, projection: 12"),
        arguments(
            "open-clip-quick",
            "open_clip_pytorch_model.bin",
            "preset: clip-text-l14, vocabulary: 40, length: 10, projection: 12, mlp: 96"),
        arguments(
            "open-clip",
            "open_clip_pytorch_model.bin",
            "preset: openclip-text-h14, vocabulary: 40, length: 10, projection: 12, mlp: 96"),
        arguments(
            "huggingface-siglip",
            "model.safetensors",
            "preset: siglip-text-b16, vocabulary: 32, length: 8, projection: 24"),
        arguments(
            "bert-first", "model.safetensors", "preset: bge-small, vocabulary: 40, length: 10"),
        arguments(
            "bert-pooler",
            "model.safetensors",
            "preset: bert-base, vocabulary: 40, length: 10, pre-logits: 24"),
        arguments(
            "huggingface-dual-encoder",
            "model.safetensors",
            "preset: bert-base, vocabulary: 40, length: 10, pre-logits: 24, projection: 12"),
        arguments(
            "bert-mean", "model.safetensors", "preset: minilm-l6, vocabulary: 40, length: 10"),
        arguments(
            "big-vision",
            "weights.npz",
            "preset: siglip-text-so400m-14-224, vocabulary: 32, length: 8, projection: 12"),
        arguments("big-vision-map", "weights.npz", "length: 8, pool: map"),
        arguments(
            "big-vision-bert",
            "weights.npz",
            "preset: lit-text-b16b, vocabulary: 40, length: 10, projection: 12"),
        arguments(
            "lit",
            "weights.npz",
            "preset: lit-text-l16s, vocabulary: 32, length: 8, projection: 12"),
        arguments(
            "lit",
            "weights.npz:txt",
            "preset: lit-text-l16ti, vocabulary: 32, length: 8, projection: 12"));
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

  /** The second text is one word too long. */
  @ParameterizedTest
  @CsvSource({
    "huggingface-clip, clip-text-b32, 10, 40, w5 w6 w7, w1 w2 w3 w4 w5 w36 w37 w9 w8",
    "open-clip, openclip-text-b32, 10, 40, w5 w6 w7, w1 w2 w3 w4 w5 w36 w37 w9 w8",
    "huggingface-siglip, siglip-text-b16, 8, 32, w5 w6 w7, <unk> w3 w4 w5 w30 w31 w9 w8",
    "bert-mean, minilm-l6, 10, 40, w5 w6 w7, w10 w22 w33 w4 w5 w36 w37 w9 w8",
    "lit, lit-text-l16s, 8, 32, w5 w6 w7, <unk> w3 w4 w5 w30 w31 w9 w8"
  })
  void readsTheIdsThatTheReferenceReads(
      String family, String preset, int length, int ids, String first, String second)
      throws IOException {
    Path folder = folder(family);
    String block =
        "{preset: %s, width: 8, depth: 1, heads: 1, length: %d, vocabulary: %d, tokenizer: {type: huggingface, file: '%s'}}"
            .formatted(preset, length, ids, folder.resolve("tokenizer.json"));
    Tower tower = TowerBlock.describe(new TextTransformerFactory(), block);
    try (TowerHarness harness = TowerHarness.initialized(tower, 1);
        NDManager batch = TowerHarness.newManager();
        WeightFile golden = WeightFile.open(folder.resolve("golden.safetensors"))) {
      List<Value> texts = List.of(new Value.Text(first), new Value.Text(second));
      assertThat(harness.input(batch, texts).toLongArray())
          .isEqualTo(golden.read("input", batch).toLongArray());
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("goldens")
  void isWrittenAsItWasRead(String family, String weights, String settings) throws IOException {
    Path folder = folder(family);
    try (TowerHarness tower = tower(folder, weights, settings)) {
      WeightTables.assertInvertible(tower, folder.resolve(weights));
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
