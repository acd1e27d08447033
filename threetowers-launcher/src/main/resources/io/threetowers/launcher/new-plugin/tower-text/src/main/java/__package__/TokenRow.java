package ${package};

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A text as token ids, (length) int64: its first tokens, then the end again and again.
 *
 * @param length in tokens
 */
record TokenRow(Tokenizer tokenizer, int length) implements InputTransform {

  @Override
  public Shape shape() {
    return new Shape(length);
  }

  @Override
  public DataType type() {
    return DataType.INT64;
  }

  /** Where an example has several texts, one is drawn. */
  @Override
  public void write(Value value, RandomGenerator random, ByteBuffer row) {
    if (!(value instanceof Value.Text text)) {
      throw new IllegalArgumentException(
          "a text tower reads text, not a " + value.getClass().getSimpleName());
    }
    List<String> texts = text.texts();
    String one = texts.size() == 1 ? texts.get(0) : texts.get(random.nextInt(texts.size()));
    int[] ids = tokenizer.encode(one);
    for (int i = 0; i < length; i++) {
      row.putLong(i < ids.length ? ids[i] : tokenizer.end());
    }
  }
}
