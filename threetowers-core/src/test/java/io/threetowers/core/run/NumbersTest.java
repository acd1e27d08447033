package io.threetowers.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.000",
    "2.13449, 2.134",
    "17.4251, 17.43",
    "123.45, 123.5",
    "5432.1, 5432",
    "0.000123, 1.23e-04",
    "12345678, 1.23e+07",
    "-2.5, -2.500",
  })
  void writesDecimals(double value, String text) {
    assertThat(Numbers.decimal(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "9999, 9999",
    "12800, 12.8k",
    "999499, 999k",
    "999600, 1.00M",
    "5120000, 5.12M",
    "12800000000, 12.8B",
  })
  void writesCounts(double value, String text) {
    assertThat(Numbers.count(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.4, 0 s",
    "59.4, 59 s",
    "59.6, 1:00 min",
    "185, 3:05 min",
    "3600, 1:00 h",
    "45000, 12:30 h"
  })
  void writesDurations(double seconds, String text) {
    assertThat(Numbers.duration(seconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.4321, 43.2", "1, 100.0", "0, 0.0"})
  void writesPercentages(double fraction, String text) {
    assertThat(Numbers.percent(fraction)).isEqualTo(text);
  }
}
