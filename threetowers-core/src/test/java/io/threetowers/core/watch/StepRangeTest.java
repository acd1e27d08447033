package io.threetowers.core.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepRangeTest {

  @Test
  void readsOneStepOrSeveral() {
    assertThat(StepRange.parse("20..24")).isEqualTo(new StepRange(20, 24));
    assertThat(StepRange.parse("20")).isEqualTo(new StepRange(20, 20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "24..20", "0..4", "a..b", "20-24", "-1", "1..99999999999999999999"})
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> StepRange.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "--profile takes steps such as 20..24 or 20, counted from 1, not '" + text + "'");
  }
}
