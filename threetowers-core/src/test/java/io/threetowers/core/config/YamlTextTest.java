package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.yaml.snakeyaml.Yaml;

class YamlTextTest {

  @Property
  void writesAnyTextSoThatAnotherReaderUnderstandsIt(@ForAll String text) {
    Object read = new Yaml().load(YamlText.of(text));

    assertThat(read).isEqualTo(text);
  }

  @Property
  void writesAnyNumberSoThatItReadsBack(@ForAll double number) {
    assertThat(CoreSchema.real(Numbers.text(number))).contains(number);
  }

  @Example
  void leavesQuotesOutWhereNobodyNeedsThem() {
    assertThat(YamlText.of("Ti/16")).isEqualTo("Ti/16");
    assertThat(YamlText.of("500 steps")).isEqualTo("500 steps");
    assertThat(YamlText.of("/data/a b.tar")).isEqualTo("/data/a b.tar");
    assertThat(YamlText.of("no")).isEqualTo("\"no\"");
    assertThat(YamlText.of("010")).isEqualTo("\"010\"");
    assertThat(YamlText.of("a: b")).isEqualTo("\"a: b\"");
    assertThat(YamlText.of("2024-01-01")).isEqualTo("\"2024-01-01\"");
  }

  @Example
  void writesNumbersAsPeopleDo() {
    assertThat(Numbers.text(1e-4)).isEqualTo("1e-4");
    assertThat(Numbers.text(3)).isEqualTo("3");
    assertThat(Numbers.text(0.999)).isEqualTo("0.999");
    assertThat(Numbers.text(Double.NEGATIVE_INFINITY)).isEqualTo("-.inf");
  }
}
