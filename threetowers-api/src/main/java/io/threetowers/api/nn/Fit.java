package io.threetowers.api.nn;

/** How an image of any shape becomes a square. */
public enum Fit {
  /** Stretched, as big_vision's {@code resize} does: nothing is lost, proportions are. */
  SQUASH,
  /** The short side is resized, then the middle is cut out, as CLIP does. */
  CROP
}
