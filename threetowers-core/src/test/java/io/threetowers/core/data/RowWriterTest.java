package io.threetowers.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RowWriterTest {

  @Test
  void refusesARowWhoseEndIsMissing() {
    assertThatThrownBy(() -> write(DataType.INT64, 4, (random, row) -> row.putLong(1).putLong(2)))
        .hasMessage("the transform fills only 16 of the 32 bytes of its row (not byte 16)");
  }

  @Test
  void refusesARowWithASingleEntryMissing() {
    assertThatThrownBy(
            () -> write(DataType.FLOAT32, 3, (random, row) -> row.putFloat(0, 1).putFloat(8, 1)))
        .hasMessage("the transform fills only 8 of the 12 bytes of its row (not byte 4)");
  }

  @Test
  void refusesAnImageWithoutItsLastByte() {
    assertThatThrownBy(() -> write(DataType.UINT8, 5, (random, row) -> row.put(new byte[4])))
        .hasMessage("the transform fills only 4 of the 5 bytes of its row (not byte 4)");
  }

  @Test
  void acceptsRowsThatArePutAbsolutelyOrThroughViews() {
    assertThat(write(DataType.FLOAT32, 1, (random, row) -> row.putFloat(0, 0)))
        .containsExactly(0, 0, 0, 0);
    assertThat(write(DataType.INT64, 1, (random, row) -> row.asLongBuffer().put(-1)))
        .containsOnly(-1)
        .hasSize(8);
  }

  @Test
  void acceptsWhateverValuesAreWritten() {
    for (int value = -128; value < 128; value++) {
      byte[] plain = new byte[9];
      Arrays.fill(plain, (byte) value);
      assertThat(write(DataType.UINT8, 9, (random, row) -> row.put(plain))).isEqualTo(plain);
    }
  }

  @Test
  void givesTheGeneratorAnewWhereARowIsWrittenTwice() {
    byte[] expected = new byte[8];
    new Random(5).nextBytes(expected);
    expected[7] = (byte) 0xA5;
    byte[] row =
        write(
            DataType.UINT8,
            8,
            (random, buffer) -> {
              byte[] drawn = new byte[8];
              random.nextBytes(drawn);
              drawn[7] = (byte) 0xA5;
              buffer.put(drawn);
            });
    assertThat(row).isEqualTo(expected);
  }

  private static byte[] write(
      DataType type, int entries, BiConsumer<RandomGenerator, ByteBuffer> transform) {
    InputTransform written =
        new InputTransform() {
          @Override
          public Shape shape() {
            return new Shape(entries);
          }

          @Override
          public DataType type() {
            return type;
          }

          @Override
          public void write(Value value, RandomGenerator random, ByteBuffer row) {
            transform.accept(random, row);
          }
        };
    return new RowWriter(written, entries * type.getNumOfBytes())
        .write(new Value.Label("any"), () -> new Random(5));
  }
}
