package io.threetowers.towers.text;

import io.threetowers.api.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** The bytes of the text in UTF-8: padding and start are 0, the end is 1, byte b is 2 + b. */
record ByteTokenizer() implements Tokenizer {
  private static final int FIRST_BYTE = 2;

  @Override
  public int vocabulary() {
    return FIRST_BYTE + 256;
  }

  @Override
  public int pad() {
    return 0;
  }

  @Override
  public int end() {
    return 1;
  }

  /** That of the padding, which stands nowhere else before an end. */
  @Override
  public OptionalInt start() {
    return OptionalInt.of(pad());
  }

  @Override
  public int[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = FIRST_BYTE + (bytes[i] & 0xff);
    }
    return ids;
  }
}
