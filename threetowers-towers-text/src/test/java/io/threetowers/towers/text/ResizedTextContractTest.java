package io.threetowers.towers.text;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.testkit.TowerContract;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a timeline puts in place of a tower is one itself. */
@ParameterizedClass
@MethodSource("configurations")
final class ResizedTextContractTest extends TowerContract {
  private final TextTransformerConfig config;

  ResizedTextContractTest(TextTransformerConfig config) {
    this.config = config;
  }

  static Stream<TextTransformerConfig> configurations() {
    return Stream.of(
            Texts.small().length(12),
            Texts.small().length(12).pool(Pool.MAP).maskPadding().causal(),
            Texts.small().length(12).tokenizer(Texts.WORD_PIECE).bert().projection(12, true))
        .map(Texts::build);
  }

  @Override
  protected Tower create(BuildContext context) {
    return new TextTransformerFactory().create(config, context).resized(8).orElseThrow();
  }
}
