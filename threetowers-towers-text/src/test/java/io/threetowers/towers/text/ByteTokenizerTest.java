package io.threetowers.towers.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.Tokenizer;
import io.threetowers.core.model.HostContext;
import org.junit.jupiter.api.Test;

final class ByteTokenizerTest {
  private final Tokenizer tokenizer =
      new BytesFactory().create(new BytesConfig(), new HostContext("tokenizer"));

  @Test
  void givesTwoMoreThanEachByte() {
    assertThat(tokenizer.encode("a\0é")).containsExactly(99, 2, 0xc3 + 2, 0xa9 + 2);
    assertThat(tokenizer.encode("")).isEmpty();
  }

  @Test
  void keepsTwoIdsForPaddingStartAndEnd() {
    assertThat(tokenizer.vocabulary()).isEqualTo(258);
    assertThat(tokenizer.pad()).isZero();
    assertThat(tokenizer.start()).hasValue(0);
    assertThat(tokenizer.end()).isEqualTo(1);
  }
}
