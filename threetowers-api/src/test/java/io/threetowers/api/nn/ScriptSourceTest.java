package io.threetowers.api.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ScriptSourceTest {

  @Test
  void fillsEveryOccurrenceInTheScriptsOwnNotation() {
    ScriptSource source = new ScriptSource("${width} ${width} ${causal} ${mean}");
    assertThat(source.with("width", 8).with("causal", true).with("mean", List.of(0.5, 1e-6)).text())
        .isEqualTo("8 8 True [0.5, 1.0E-6]");
  }

  @Test
  void refusesAPlaceholderThatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScriptSource("${width}").with("depth", 2))
        .withMessage("the script has no placeholder ${depth}");
  }

  @Test
  void refusesToGiveATextWithAPlaceholderLeft() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new ScriptSource("a ${width}").text())
        .withMessage("nothing fills the placeholder ${width} of the script");
  }

  @Test
  void readsResourcesBesideAClassAndJoinsThem() {
    ScriptSource encoder = ScriptSource.resource(TransformerEncoder.class, "encoder.script");
    assertThat(new ScriptSource("def f").plus(encoder).template())
        .startsWith("def f\n\n# The transformer encoder");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScriptSource.resource(TransformerEncoder.class, "missing.script"))
        .withMessage(
            "there is no resource 'missing.script' beside " + TransformerEncoder.class.getName());
  }
}
