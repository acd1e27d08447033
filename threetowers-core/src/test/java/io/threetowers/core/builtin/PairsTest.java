package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PairsTest {

  @Test
  void leavesOutWhatHasNoPartner() {
    Pairs pairs = new Pairs(new int[] {0, 2, 3, 5}, new int[] {0, 0, 1, 2, 5, 5, 5});
    assertThat(pairs.leftRows()).containsExactly(0, 1, 3);
    assertThat(pairs.rightRows()).containsExactly(0, 1, 3, 4, 5, 6);
    assertThat(pairs.rightOfLeft()).isDeepEqualTo(new int[][] {{0, 1}, {2}, {3, 4, 5}});
    assertThat(pairs.leftOfRight()).isDeepEqualTo(new int[][] {{0}, {0}, {1}, {2}, {2}, {2}});
  }

  @Test
  void takesNothing() {
    assertThat(new Pairs(new int[0], new int[0]).leftRows()).isEmpty();
  }
}
