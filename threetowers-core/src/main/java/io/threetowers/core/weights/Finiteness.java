package io.threetowers.core.weights;

import java.nio.ByteBuffer;

/**
 * Looks for infinities and what is no number, by the bits of IEEE 754: an exponent of ones alone.
 *
 * <p>Adding one to the exponent then runs over into the place of the sign, which shows in eight
 * bytes at once: fast enough not to be noticed beside reading.
 */
enum Finiteness {
  F16(Short.BYTES, 0x7c00_7c00_7c00_7c00L, 0x0400_0400_0400_0400L, 0x8000_8000_8000_8000L),
  BF16(Short.BYTES, 0x7f80_7f80_7f80_7f80L, 0x0080_0080_0080_0080L, 0x8000_8000_8000_8000L),
  F32(Integer.BYTES, 0x7f80_0000_7f80_0000L, 0x0080_0000_0080_0000L, 0x8000_0000_8000_0000L);

  private final int bytes;
  private final long exponent;
  private final long one;
  private final long sign;

  Finiteness(int bytes, long exponent, long one, long sign) {
    this.bytes = bytes;
    this.exponent = exponent;
    this.one = one;
    this.sign = sign;
  }

  /**
   * Counts the numbers that are not finite.
   *
   * @param numbers little-endian, from 0 to the capacity
   */
  long nonFinite(ByteBuffer numbers) {
    long seen = 0;
    int end = numbers.capacity();
    int whole = end - end % Long.BYTES;
    for (int i = 0; i < whole; i += Long.BYTES) {
      seen |= (numbers.getLong(i) & exponent) + one;
    }
    return (seen & sign) == 0 ? count(numbers, whole) : count(numbers, 0);
  }

  private long count(ByteBuffer numbers, int from) {
    long count = 0;
    for (int i = from; i < numbers.capacity(); i += bytes) {
      long number =
          bytes == Short.BYTES ? numbers.getShort(i) & 0xffffL : numbers.getInt(i) & 0xffff_ffffL;
      long ones = exponent >>> (Long.SIZE - Byte.SIZE * bytes);
      count += (number & ones) == ones ? 1 : 0;
    }
    return count;
  }
}
