package io.threetowers.towers.vit;

/** How an image's tokens become one embedding. */
public enum Pool {
  /** The class token, which is prepended to the patches. */
  CLS,
  /** The mean over the patches. */
  GAP,
  /** Multihead attention pooling: a learned probe attends to all tokens. */
  MAP
}
