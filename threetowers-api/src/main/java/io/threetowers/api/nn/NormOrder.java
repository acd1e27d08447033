package io.threetowers.api.nn;

/** Where the layer norms of a transformer's block stand. */
public enum NormOrder {
  /** Before attention and before the MLP; one more follows the last block (ViT, CLIP). */
  PRE,
  /** After each of them, on the sum with its input (BERT). */
  POST
}
