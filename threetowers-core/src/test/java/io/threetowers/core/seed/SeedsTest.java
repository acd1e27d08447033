package io.threetowers.core.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {

  /**
   * The numbers are those of tools/goldens/seeds.py: a change would give every run other weights
   * and other data.
   */
  @Test
  void givesTheNumbersThatItAlwaysGave() {
    assertThat(Seeds.of(0)).isEqualTo(-2152535657050944081L);
    assertThat(Seeds.of(42, "towers.image.blocks.0.attn.qkv.weight"))
        .isEqualTo(529753194247996475L);
    assertThat(Seeds.of(-1, 7L, "emoji/1f600", "augmentation")).isEqualTo(-942964888593234442L);
    assertThat(Seeds.of(1, "ünï", 3)).isEqualTo(6924195040776694006L);
  }

  @Test
  void keepsPartsApart() {
    assertThat(Seeds.of(1, "ab", "c")).isNotEqualTo(Seeds.of(1, "a", "bc"));
    assertThat(Seeds.of(1, "a", "b")).isNotEqualTo(Seeds.of(1, "b", "a"));
    assertThat(Seeds.of(1, "a")).isNotEqualTo(Seeds.of(1, "a", ""));
    assertThat(Seeds.of(1, "a")).isNotEqualTo(Seeds.of(2, "a"));
  }

  @Test
  void readsNumbersByTheirValue() {
    assertThat(Seeds.of(1, 3)).isEqualTo(Seeds.of(1, 3L)).isEqualTo(Seeds.of(1, "3"));
  }

  @Test
  void givesNeighboursNothingInCommon() {
    Set<Long> seeds = new HashSet<>();
    int set = 0;
    for (int seed = 0; seed < 100; seed++) {
      for (int epoch = 0; epoch < 100; epoch++) {
        long derived = Seeds.of(seed, epoch, "key");
        seeds.add(derived);
        set += Long.bitCount(derived ^ Seeds.of(seed, epoch + 1, "key"));
      }
    }
    assertThat(seeds).hasSize(10_000);
    assertThat(set / 10_000.0).isBetween(31.5, 32.5);
  }

  @Test
  void refusesWhatPrintsDifferentlyInEachRun() {
    assertThatThrownBy(() -> Seeds.of(1, List.of("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use its name");
  }
}
