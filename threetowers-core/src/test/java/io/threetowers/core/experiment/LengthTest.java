package io.threetowers.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LengthTest {

  @ParameterizedTest
  @CsvSource({
    "500, 500 steps",
    "500 steps, 500 steps",
    "1 step, 1 step",
    "3 epochs, 3 epochs",
    "0.50 epochs, 0.5 epochs",
    "1epoch, 1 epoch",
    "100000 examples, 100000 examples",
    "5e9 examples, 5000000000 examples",
    "2%, 2%",
    "2.5 %, 2.5%",
    " 10 Steps , 10 steps",
    "0, 0 steps",
  })
  void readsWhatPeopleWriteAndWritesItAlike(String text, String canonical) {
    Length length = Length.parse(text);

    assertThat(length).hasToString(canonical);
    assertThat(Length.parse(canonical)).isEqualTo(length).hasSameHashCodeAs(length);
  }

  /** Batches of 32 of 1000 examples, 31.25 steps an epoch, in a run of 400 steps. */
  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "0, 0",
    "64 examples, 2",
    "80 examples, 2",
    "1 example, 1",
    "1 epoch, 31",
    "3 epochs, 94",
    "0.001 epochs, 1",
    "0 epochs, 0",
    "2%, 8",
    "0.1%, 1",
    "100%, 400",
  })
  void isToldInSteps(String text, long steps) {
    assertThat(Length.parse(text).steps(32, 1000, 400)).isEqualTo(steps);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "epochs", "-5", "5 parsecs", "5 %%", "1_000", "0x10", "NaN", "1e999", "1 000"})
  void refusesWhatIsNoLength(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Length.parse(text))
        .withMessage(
            "'%s' is no length; write '500 steps', '3 epochs', '100000 examples' or '2%%'", text);
  }

  @Test
  void refusesFractionsOfSteps() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Length.parse("1.5 steps"))
        .withMessage(
            "'1.5 steps' is no length; steps are whole numbers, epochs and percent may be fractions");
  }

  @Test
  void refusesMoreThanTheWhole() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Length.parse("101%"))
        .withMessage("'101%' is more than the whole run; at most 100% is");
  }

  @Test
  void refusesStepsThatNoLongHolds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Length.parse("1e30"))
        .withMessage("'1e30' is longer than any run");
  }

  @Test
  void cannotBeAShareOfAWholeThatItDefines() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Length.parse("2%").steps(32, 1000, 0))
        .withMessage(
            "'2%' cannot be told in steps: a share needs a whole, which this length defines; write steps or examples");
  }

  @Test
  void needsTheSizeOfAnEpochOnlyIfItCountsEpochs() {
    assertThat(Length.parse("64 examples").steps(32, 0, 0)).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Length.parse("3 epochs").steps(32, 0, 400))
        .withMessage(
            "'3 epochs' cannot be told in steps: the data does not say how many examples an epoch has; write steps or examples");
  }
}
