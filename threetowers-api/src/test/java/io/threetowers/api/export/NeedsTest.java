package io.threetowers.api.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NeedsTest {

  @Test
  void namesEverySettingThatIsLacking() {
    Needs needs =
        Needs.of("ViTModel").that(false, "pool: cls").that(true, "a: b").that(false, "c: 1");
    assertThat(needs.met()).isFalse();
    assertThatThrownBy(needs::require)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("ViTModel needs 'pool: cls', 'c: 1'");
  }

  @Test
  void letsPassWhatLacksNothing() {
    assertThatCode(Needs.of("ViTModel").that(true, "pool: cls")::require)
        .doesNotThrowAnyException();
  }

  @Test
  void refusesByTheModelThatComesNearest() {
    Needs far = Needs.of("A").that(false, "a: 1").that(false, "b: 1");
    Needs near = Needs.of("B").that(false, "c: 1");
    assertThat(Needs.refuse(List.of(far, near)))
        .hasMessage("no model has its settings; the nearest, B, needs 'c: 1'");
  }
}
