package io.threetowers.core.experiment;

/**
 * In what towers compute. Parameters, gradients, heads, losses and the optimizer are float32 in
 * both.
 */
public enum Precision {
  FP32,
  /** bfloat16 inside towers, as open_clip's amp_bf16. */
  BF16
}
