package io.threetowers.api;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Text to token ids. Safe for use by many threads.
 *
 * <p>See {@link TokenizerFactory} for a whole one.
 */
public interface Tokenizer {

  /** {@return V, the number of ids; ids are 0 … V-1, {@link #pad} and {@link #end} among them} */
  int vocabulary();

  /** {@return the id that fills a row after the end} */
  int pad();

  /** {@return the id that a text tower puts after the last token} */
  int end();

  /**
   * The id that a text tower puts before the first token, where its weights were trained with one:
   * BERT's {@code [CLS]}, CLIP's {@code <|startoftext|>}.
   *
   * @return empty by default: there is none
   */
  default OptionalInt start() {
    return OptionalInt.empty();
  }

  /**
   * Cuts a text.
   *
   * @param text any, also the empty one
   * @return its ids, without start, end and padding; whole, however long the text is
   */
  int[] encode(String text);

  /**
   * The files that it was made of, by the names under which other programs look for them: {@code
   * tokenizer.json}, {@code spiece.model}.
   *
   * @return none by default
   */
  default Map<String, Path> files() {
    return Map.of();
  }
}
