package io.threetowers.towers.vit;

/** Where the patches' position embeddings come from. */
public enum Positions {
  /** A parameter. */
  LEARNED,
  /** Fixed sines and cosines of column and row (MoCo v3). */
  SINCOS2D
}
