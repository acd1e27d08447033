package io.threetowers.towers.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.data.Value;
import io.threetowers.core.weights.WeightFile;
import io.threetowers.testkit.TowerBlock;
import io.threetowers.testkit.TowerHarness;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real model, all-MiniLM-L6-v2, as Maven Central has it: an ONNX file and its tokenizer. */
final class MiniLmTest {
  private static final String MODEL = "all-minilm-l6-v2.onnx";
  private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";

  @TempDir private static Path folder;

  @BeforeAll
  static void copy() throws IOException {
    for (String name : List.of(MODEL, TOKENIZER)) {
      try (InputStream file =
          Objects.requireNonNull(MiniLmTest.class.getResourceAsStream("/" + name), name)) {
        Files.copy(file, folder.resolve(name));
      }
    }
  }

  @Test
  void namesItsAnonymousMatricesByTheirBiases() throws IOException {
    try (WeightFile file = WeightFile.open(folder.resolve(MODEL));
        NDManager manager = TowerHarness.newManager()) {
      assertThat(file.names()).hasSize(102).noneMatch(name -> name.contains("onnx::"));
      assertThat(file.names().stream().filter(name -> name.matches("encoder.*[^m]\\.weight")))
          .hasSize(36);
      assertThat(file.shape("encoder.layer.5.intermediate.dense.weight"))
          .isEqualTo(new Shape(1536, 384));
      // numpy: the sums of onnx::MatMul_787 and onnx::MatMul_798.
      assertThat(sum(file, "encoder.layer.0.attention.self.query.weight", manager))
          .isCloseTo(13.528f, Offset.offset(0.01f));
      assertThat(sum(file, "encoder.layer.0.intermediate.dense.weight", manager))
          .isCloseTo(-1197.986f, Offset.offset(0.01f));
    }
  }

  private static float sum(WeightFile file, String name, NDManager manager) throws IOException {
    return file.read(name, manager).sum().getFloat();
  }

  /** tools/goldens/minilm_golden.py: the same file through onnxruntime. */
  @Test
  void findsSentencesAsSimilarAsTheReferenceDoes() throws Exception {
    String block =
        "{preset: minilm-l6, weights: '%s', tokenizer: {type: huggingface, file: '%s'}}"
            .formatted(folder.resolve(MODEL), folder.resolve(TOKENIZER));
    Path golden = Path.of(MiniLmTest.class.getResource("minilm.safetensors").toURI());
    List<Value> sentences = sentences();
    try (TowerHarness tower =
            TowerHarness.pretrained(TowerBlock.describe(new TextTransformerFactory(), block));
        WeightFile file = WeightFile.open(golden);
        NDManager manager = TowerHarness.newManager()) {
      NDArray ours = normalized(tower.embed(tower.input(manager, sentences)));
      NDArray theirs = file.read("embeddings", manager);
      assertThat(similarities(ours)).hasSize(81).containsExactly(similarities(theirs), within());
      assertThat(ours.toFloatArray()).containsExactly(theirs.toFloatArray(), within());
    }
  }

  private static List<Value> sentences() throws IOException {
    List<Value> sentences = new ArrayList<>();
    try (InputStream file =
        Objects.requireNonNull(MiniLmTest.class.getResourceAsStream("minilm.txt"))) {
      new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(Value.Text::new)
          .forEach(sentences::add);
    }
    return sentences;
  }

  private static NDArray normalized(NDArray rows) {
    return rows.div(rows.norm(new int[] {1}, true));
  }

  private static float[] similarities(NDArray normalized) {
    return normalized.matMul(normalized.transpose()).toFloatArray();
  }

  private static Offset<Float> within() {
    return Offset.offset(1e-5f);
  }
}
