package io.threetowers.towers.text;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.testkit.TowerContract;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("configurations")
final class TextTransformerContractTest extends TowerContract {
  private final TextTransformerConfig config;

  TextTransformerContractTest(TextTransformerConfig config) {
    this.config = config;
  }

  static Stream<TextTransformerConfig> configurations() {
    return Stream.of(
            Texts.small(),
            Texts.small().pool(Pool.EOT).causal().dropout(0.2),
            Texts.small().pool(Pool.GAP).maskPadding(),
            Texts.small().pool(Pool.MAP).maskPadding().causal(),
            Texts.small().pool(Pool.EOT).causal().projection(12, false).vocabulary(300),
            Texts.small().tokenizer(Texts.WORD_PIECE).bert().projection(12, true))
        .map(Texts::build);
  }

  @Override
  protected Tower create(BuildContext context) {
    return new TextTransformerFactory().create(config, context);
  }
}
