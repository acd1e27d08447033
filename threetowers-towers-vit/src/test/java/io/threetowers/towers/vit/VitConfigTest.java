package io.threetowers.towers.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.threetowers.api.config.Syntax;
import io.threetowers.api.nn.TransformerSize;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VitConfigTest {

  @Test
  void readsSizesAsBigVisionWritesThem() {
    assertThat(VitSize.parse("So400m/14"))
        .isEqualTo(new VitSize(new TransformerSize(1152, 27, 16, 4304), 14));
    assertThat(Vits.of("B/32").build().patches()).isEqualTo(49);
  }

  @Test
  void writesSizesAsItReadsThem() {
    Syntax syntax = VitSize.class.getAnnotation(Syntax.class);
    assertThat(List.of("g-opt/14", "So400m/14", "mu/9999")).allMatch(VitConfigTest::isSize);
    assertThat(List.of("g-opt/14", "So400m/14", "mu/9999"))
        .allMatch(s -> s.matches(syntax.pattern()));
    assertThat(syntax.examples()).allMatch(VitConfigTest::isSize);
  }

  private static boolean isSize(String text) {
    return VitSize.parse(text).patch() > 0;
  }

  @ParameterizedTest
  @ValueSource(strings = {"B", "B/", "B/16/2", "B/x", "B/0"})
  void refusesASizeThatIsNoNameAndPatch(String size) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VitSize.parse(size))
        .withMessage("a size is written NAME/PATCH, such as S/16 or So400m/14, not '%s'", size);
  }

  @Test
  void refusesAnUnknownSizeAndListsThoseThatExist() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VitSize.parse("XL/16"))
        .withMessage(
            "there is no size 'XL'; there are mu, Ti, S, M, B, L, So400m, H, g, g-opt, G, e");
  }

  @Test
  void explicitNumbersOverrideTheSizes() {
    VitConfig config = Vits.of("S/16").width(192).heads(3).build();
    assertThat(config.transformer()).isEqualTo(new TransformerSize(192, 12, 3, 1536));
  }

  @Test
  void refusesAWidthThatIsNoMultipleOfTheHeads() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vits.of("S/16").heads(5).build())
        .withMessage("the width '384' must be a multiple of the heads '5'");
  }

  @Test
  void refusesAnImageThatIsNoMultipleOfThePatch() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vits.of("S/16").imageSize(100).build())
        .withMessage("the image size '100' must be a multiple of the patch '16'");
  }

  @Test
  void refusesFixedPositionsForAWidthThatFourDoesNotDivide() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vits.small().width(18).heads(3).positions(Positions.SINCOS2D).build())
        .withMessage("sincos2d positions need a width of 8, 12, 16, …, not '18'");
  }

  @Test
  void refusesColoursThatAreNotThree() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vits.small().colours(List.of(0.5), List.of(0.5, 0.5, 0.5)).build())
        .withMessage("'mean' and 'std' need three numbers each: red, green, blue");
  }
}
