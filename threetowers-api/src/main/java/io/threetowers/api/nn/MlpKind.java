package io.threetowers.api.nn;

/** What works on each token by itself in a transformer's block. */
public enum MlpKind {
  /** Two layers with an {@link Activation} between them. */
  MLP("mlp", 1),
  /**
   * Two layers of which one, through a silu, gates the other, and a third (Shazeer, GLU Variants
   * Improve Transformer, 2020); DINOv2's largest has it.
   */
  SWIGLU("swiglu", 2);

  private final String resource;
  private final int parts;

  MlpKind(String resource, int parts) {
    this.resource = resource;
    this.parts = parts;
  }

  ScriptSource source() {
    return ScriptSource.resource(MlpKind.class, resource + ".script");
  }

  /** Maps that share the first matrix, each as wide as the hidden layer. */
  int parts() {
    return parts;
  }
}
