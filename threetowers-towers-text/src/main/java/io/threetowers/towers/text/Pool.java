package io.threetowers.towers.text;

/** How a text's tokens become one embedding. */
public enum Pool {
  /**
   * The last position, which always holds an end: rows are filled with ends (big_vision's sticky
   * EOS).
   */
  LAST,
  /** The position of the first end (CLIP). */
  EOT,
  /** The first position, which holds the start: BERT's class token. */
  FIRST,
  /** The mean over all positions; over the real tokens only where padding is masked. */
  GAP,
  /** Multihead attention pooling: a learned probe attends to the tokens. */
  MAP
}
