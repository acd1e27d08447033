package io.threetowers.core.data;

import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import io.threetowers.core.failure.Place;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Has a transform write rows, and refuses one that it has not filled: what is missing would be
 * zeros, which trains without complaint.
 *
 * <p>Transforms may put at absolute positions or through views, so the buffer's position proves
 * nothing. Each row is written over a filling instead. Where that seems to be left, which by chance
 * is rare, the row is written again over another: bytes that hold both fillings were never written.
 */
final class RowWriter {
  private static final byte FILLING = (byte) 0xA5;
  private static final byte OTHER = 0x5A;

  /** Four bytes at once. A gap in an image may be shorter; the contract of towers finds it. */
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int FILLED_WORD = 0xA5A5A5A5;

  private final InputTransform transform;
  private final int bytes;

  RowWriter(InputTransform transform, int bytes) {
    this.transform = transform;
    this.bytes = bytes;
  }

  /**
   * One row.
   *
   * @param random gives the same generator each time
   * @throws RuntimeException what the transform throws, or that it left bytes out
   */
  byte[] write(Value value, Supplier<RandomGenerator> random) {
    byte[] row = written(FILLING, value, random.get());
    if (seemsUnwritten(row)) {
      requireWritten(row, written(OTHER, value, random.get()));
    }
    return row;
  }

  private byte[] written(byte filling, Value value, RandomGenerator random) {
    byte[] row = new byte[bytes];
    Arrays.fill(row, filling);
    transform.write(value, random, ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN));
    return row;
  }

  private static boolean seemsUnwritten(byte[] row) {
    for (int i = 0; i <= row.length - Integer.BYTES; i += Integer.BYTES) {
      if ((int) WORDS.get(row, i) == FILLED_WORD) {
        return true;
      }
    }
    return row.length > 0 && row[row.length - 1] == FILLING;
  }

  private void requireWritten(byte[] row, byte[] again) {
    int first = -1;
    int count = 0;
    for (int i = row.length - 1; i >= 0; i--) {
      if (row[i] == FILLING && again[i] == OTHER) {
        first = i;
        count++;
      }
    }
    if (count > 0) {
      String what =
          "fills only %d of the %d bytes of its row (not byte %d)"
              .formatted(bytes - count, bytes, first);
      Optional<Place> place = Place.of(transform);
      throw place.isPresent()
          ? place.get().fault(what)
          : new IllegalStateException("the transform " + what);
    }
  }
}
