package io.threetowers.core.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class FinitenessTest {

  @Test
  void countsInEveryPlace() {
    for (int place = 0; place < 5; place++) {
      ByteBuffer floats = buffer(5 * Float.BYTES);
      for (int i = 0; i < 5; i++) {
        floats.putFloat(i * Float.BYTES, i % 2 == 0 ? Float.MAX_VALUE : -Float.MIN_VALUE);
      }
      assertThat(Finiteness.F32.nonFinite(floats)).isZero();
      floats.putFloat(place * Float.BYTES, place % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY);
      assertThat(Finiteness.F32.nonFinite(floats)).as("place %d", place).isEqualTo(1);
    }
  }

  /** A half has five bits of exponent; a bf16 number is the upper half of a float. */
  @Test
  void knowsEveryNumberOfTwoBytes() {
    ByteBuffer one = buffer(Short.BYTES);
    for (int bits = 0; bits < 1 << 16; bits++) {
      one.putShort(0, (short) bits);
      boolean half = ((bits >> 10) & 31) != 31;
      assertThat(Finiteness.F16.nonFinite(one)).isEqualTo(half ? 0 : 1);
      boolean brain = Float.isFinite(Float.intBitsToFloat(bits << 16));
      assertThat(Finiteness.BF16.nonFinite(one)).isEqualTo(brain ? 0 : 1);
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
