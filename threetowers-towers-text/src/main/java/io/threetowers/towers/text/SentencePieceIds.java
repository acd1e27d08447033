package io.threetowers.towers.text;

import ai.djl.sentencepiece.SpTokenizer;
import io.threetowers.api.Tokenizer;
import java.util.OptionalInt;

/**
 * The ids that SentencePiece gives, without start and end.
 *
 * <p>The native model encodes without changing itself, hence for many threads; it lives as long as
 * this object.
 */
record SentencePieceIds(
    SpTokenizer tokenizer, Clean clean, int vocabulary, OptionalInt start, int pad, int end)
    implements Tokenizer {

  @Override
  public int[] encode(String text) {
    return tokenizer.getProcessor().encode(clean.apply(text));
  }
}
