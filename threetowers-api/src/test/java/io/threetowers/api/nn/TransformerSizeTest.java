package io.threetowers.api.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.threetowers.api.config.Syntax;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TransformerSizeTest {
  private static final Optional<Integer> NOT_GIVEN = Optional.empty();

  @Test
  void namesAreBigVisions() {
    assertThat(TransformerSize.parse("B")).isEqualTo(new TransformerSize(768, 12, 12, 3072));
    assertThat(TransformerSize.parse("G")).isEqualTo(new TransformerSize(1664, 48, 16, 8192));
    assertThat(TransformerSize.parse("g")).isEqualTo(new TransformerSize(1408, 40, 16, 6144));
  }

  @Test
  void theSyntaxNamesEverySize() {
    String pattern = TransformerSize.class.getAnnotation(Syntax.class).pattern();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TransformerSize.parse("none"))
        .withMessageEndingWith("there are " + pattern.replace("|", ", "));
  }

  @Test
  void numbersOverrideTheNamedSize() {
    Optional<TransformerSize> small = Optional.of(TransformerSize.parse("S"));
    assertThat(TransformerSize.of(small, NOT_GIVEN, Optional.of(6), NOT_GIVEN, Optional.of(100)))
        .isEqualTo(new TransformerSize(384, 6, 6, 100));
  }

  @Test
  void theHiddenWidthIsFourTimesTheWidthWhereNothingNamesIt() {
    assertThat(
            TransformerSize.of(
                Optional.empty(), Optional.of(96), Optional.of(2), Optional.of(3), NOT_GIVEN))
        .isEqualTo(new TransformerSize(96, 2, 3, 384));
  }

  @Test
  void asksForTheNumberThatIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TransformerSize.of(
                    Optional.empty(), Optional.of(96), NOT_GIVEN, Optional.of(3), NOT_GIVEN))
        .withMessage("'depth' is missing; give 'size', or all of 'width', 'depth' and 'heads'");
  }
}
