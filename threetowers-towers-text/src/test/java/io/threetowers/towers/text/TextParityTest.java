package io.threetowers.towers.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.data.Value;
import io.threetowers.api.nn.TransformerEncoder;
import io.threetowers.api.nn.TransformerSize;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.Parity;
import io.threetowers.testkit.PlainTransformer;
import io.threetowers.testkit.TowerHarness;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against the definition (big_vision, models/proj/image_text/text_transformer.py) in plain
 * operations.
 */
final class TextParityTest {

  static Stream<TextTransformerConfig> configurations() {
    return Stream.of(
            Texts.of(new TransformerSize(48, 3, 3, 100)).length(12),
            Texts.small().causal(),
            Texts.small().pool(Pool.EOT),
            Texts.small().pool(Pool.EOT).causal().maskPadding(),
            Texts.small().pool(Pool.GAP),
            Texts.small().pool(Pool.GAP).maskPadding(),
            Texts.small().pool(Pool.MAP),
            Texts.small().pool(Pool.MAP).maskPadding(),
            Texts.small().pool(Pool.EOT).causal().projection(12, false).vocabulary(300),
            Texts.small().tokenizer(Texts.WORD_PIECE).bert(),
            Texts.small().tokenizer(Texts.WORD_PIECE).bert().pool(Pool.GAP).projection(12, true))
        .map(Texts::build);
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void equalsThePlainDefinition(TextTransformerConfig config) {
    List<Value> texts =
        List.of(new Value.Text("fox"), new Value.Text("a rather long text"), new Value.Text(""));
    try (TowerHarness harness =
        TowerHarness.initialized(
            new TextTransformerFactory().create(config, new HostContext("text")), 12)) {
      harness.perturb(0.05);
      Parity.assertEqual(harness, texts, input -> plain(config, harness, input));
    }
  }

  private static NDArray plain(TextTransformerConfig config, TowerHarness harness, NDArray ids) {
    NDManager manager = ids.getManager();
    long[] flat = ids.toLongArray();
    int length = config.length();
    int rows = flat.length / length;
    int[] end = new int[rows];
    int endId = config.tokenizer().equals(Texts.BYTES) ? 1 : 3;
    for (int row = 0; row < rows; row++) {
      while (flat[row * length + end[row]] != endId) {
        end[row]++;
      }
    }
    NDArray table = harness.parameter("token_embed.weight");
    NDArray embedded = oneHot(manager, flat, table.getShape().get(0)).matMul(table);
    NDArray tokens =
        embedded
            .reshape(rows, length, config.transformer().width())
            .add(harness.parameter("pos_embed"));
    if (config.segments()) {
      tokens = tokens.add(harness.parameter("type_embed.weight").get(0));
    }

    TransformerEncoder settings =
        TransformerEncoder.of(config.transformer())
            .withEpsilon(config.epsilon())
            .withNorm(config.norm())
            .withCausal(config.causal() && !config.maskPadding());
    PlainTransformer transformer = new PlainTransformer(settings, harness::parameter);
    if (config.embeddingNorm()) {
      tokens = transformer.norm(tokens, "norm_embed");
    }
    Optional<NDArray> mask =
        config.maskPadding()
            ? Optional.of(visible(manager, end, length, config.causal()))
            : Optional.empty();
    NDArray encoded = transformer.encode(tokens, mask);
    NDArray embedding =
        switch (config.pool()) {
          case LAST -> encoded.get(":, -1");
          case FIRST -> encoded.get(":, 0");
          case EOT -> weightedSum(encoded, weights(manager, end, length, false));
          case GAP ->
              config.maskPadding()
                  ? weightedSum(encoded, weights(manager, end, length, true))
                  : encoded.mean(new int[] {1});
          case MAP ->
              transformer.pool(
                  encoded,
                  config.maskPadding()
                      ? Optional.of(visible(manager, end, length, false).get(":, :, :1"))
                      : mask);
        };
    if (config.preLogits().isPresent()) {
      embedding = transformer.dense(embedding, "pre_logits").tanh();
    }
    if (config.projection().isPresent()) {
      embedding = embedding.matMul(harness.parameter("proj.weight").transpose());
    }
    return config.projectionBias() ? embedding.add(harness.parameter("proj.bias")) : embedding;
  }

  private static NDArray oneHot(NDManager manager, long[] ids, long vocabulary) {
    float[] rows = new float[ids.length * (int) vocabulary];
    for (int i = 0; i < ids.length; i++) {
      rows[i * (int) vocabulary + (int) ids[i]] = 1;
    }
    return manager.create(rows, new Shape(ids.length, vocabulary));
  }

  /** (B, 1, length, length): keys up to the end, and up to the query where causal. */
  private static NDArray visible(NDManager manager, int[] end, int length, boolean causal) {
    boolean[] visible = new boolean[end.length * length * length];
    for (int i = 0; i < visible.length; i++) {
      int key = i % length;
      int query = i / length % length;
      visible[i] = key <= end[i / length / length] && (!causal || key <= query);
    }
    return manager.create(visible, new Shape(end.length, 1, length, length));
  }

  /** (B, length, 1): the end alone, or all real tokens alike. */
  private static NDArray weights(NDManager manager, int[] end, int length, boolean all) {
    float[] weights = new float[end.length * length];
    for (int i = 0; i < weights.length; i++) {
      int last = end[i / length];
      if (all) {
        weights[i] = i % length <= last ? 1f / (last + 1) : 0;
      } else {
        weights[i] = i % length == last ? 1 : 0;
      }
    }
    return manager.create(weights, new Shape(end.length, length, 1));
  }

  private static NDArray weightedSum(NDArray tokens, NDArray weights) {
    return tokens.mul(weights).sum(new int[] {1});
  }
}
