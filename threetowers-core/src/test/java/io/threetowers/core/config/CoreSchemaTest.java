package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoreSchemaTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no", "yes", "on", "off", "y", "010", "12:30", "12:30:00", "1_000", "1,5", "0b11", "1e",
            "e5",
        ".", "-", "+", "1.2.3", "0x", "0o8", "nan", "inf", "-.nan", "nUll", "tRue", "2024-01-01",
            "1/3",
        "-0x10", "1e5.5", "00.5", "٣"
      })
  void keepsText(String text) {
    assertThat(CoreSchema.isText(text)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-12, -12",
    "+7, 7",
    "0x1F, 31",
    "0o17, 15",
    "999999999999999999, 999999999999999999"
  })
  void readsWholeNumbers(String text, long value) {
    assertThat(CoreSchema.whole(text).orElseThrow().longValueExact()).isEqualTo(value);
    assertThat(CoreSchema.real(text)).contains((double) value + 0.0);
  }

  @ParameterizedTest
  @CsvSource({
    "1e-3, 0.001",
    ".5, 0.5",
    "-.5, -0.5",
    "1., 1",
    "1E5, 100000",
    "+1.5e+2, 150",
    "0.5, 0.5",
    ".inf, Infinity",
    "-.INF, -Infinity",
    ".NaN, NaN"
  })
  void readsRealNumbers(String text, double value) {
    assertThat(CoreSchema.real(text)).contains(value);
    assertThat(CoreSchema.whole(text)).isEmpty();
  }

  @Test
  void readsTruthAndNothing() {
    assertThat(CoreSchema.bool("True")).contains(true);
    assertThat(CoreSchema.bool("false")).contains(false);
    assertThat(CoreSchema.isNull("~")).isTrue();
    assertThat(CoreSchema.isNull("")).isTrue();
    assertThat(CoreSchema.isNull("none")).isFalse();
  }
}
