package io.threetowers.api;

/** Text to token ids. Safe for use by many threads. */
public interface Tokenizer {

  /** V, the number of ids; ids are 0 … V-1. */
  int vocabulary();

  /** The id that fills a row after the end. */
  int pad();

  /** The id that a text tower puts after the last token. */
  int end();

  /** The ids of {@code text}, without end and padding, of any length. */
  int[] encode(String text);
}
