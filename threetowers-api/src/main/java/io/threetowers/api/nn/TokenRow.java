package io.threetowers.api.nn;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * A text as token ids, (length) int64: the start, if one is wanted, as many of its first tokens as
 * there is room for, the end, then the filler.
 *
 * <p>Where an example has several texts, one is drawn.
 *
 * @param tokenizer cuts the text
 * @param length of a row, in ids
 * @param start the id that comes first; empty for none
 * @param filler the id behind the end; the end itself makes big_vision's {@code eos="sticky"}
 */
public record TokenRow(Tokenizer tokenizer, int length, OptionalInt start, int filler)
    implements InputTransform {

  @Override
  public Shape shape() {
    return new Shape(length);
  }

  @Override
  public DataType type() {
    return DataType.INT64;
  }

  @Override
  public void write(Value value, RandomGenerator random, ByteBuffer row) {
    if (!(value instanceof Value.Text text)) {
      throw new IllegalArgumentException(
          "a text tower reads text, not a " + value.getClass().getSimpleName());
    }
    List<String> texts = text.texts();
    int[] ids =
        tokenizer.encode(
            texts.size() == 1 ? texts.get(0) : texts.get(random.nextInt(texts.size())));
    int first = start.isPresent() ? 1 : 0;
    int kept = Math.min(ids.length, length - 1 - first);
    start.ifPresent(row::putLong);
    for (int i = 0; i < kept; i++) {
      row.putLong(ids[i]);
    }
    row.putLong(tokenizer.end());
    for (int i = first + kept + 1; i < length; i++) {
      row.putLong(filler);
    }
  }
}
