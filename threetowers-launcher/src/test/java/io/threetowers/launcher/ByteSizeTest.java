package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({"8GB, 8000000000", "7.5 gb, 7500000000", "16GiB, 17179869184", "800MB, 800000000"})
  void readsWhatPeopleWrite(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "GB", "-1GB", "1e9GB", "8TB", "99999999999GB"})
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void saysWhatWouldBeRight() {
    assertThatThrownBy(() -> ByteSize.parse("8 gigs"))
        .hasMessage("'8 gigs' is no amount of memory; write '800MB', '7.5GB' or '16GiB'");
  }
}
