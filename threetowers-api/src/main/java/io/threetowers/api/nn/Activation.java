package io.threetowers.api.nn;

/** What stands between the two layers of an MLP. */
public enum Activation {
  /** h · Φ(h) with Φ's tanh approximation: flax's default, and big_vision's. */
  GELU_TANH("torch.gelu(h, approximate=\"tanh\")"),
  /** h · Φ(h) exactly, by the error function: torch's default, open_clip's and timm's. */
  GELU("torch.gelu(h, approximate=\"none\")"),
  /**
   * h · σ(1.702 h), OpenAI CLIP's; written with silu, which keeps one array for the backward pass
   * instead of three.
   */
  QUICK_GELU("torch.div(torch.silu(torch.mul(h, 1.702)), 1.702)");

  private final String script;

  Activation(String script) {
    this.script = script;
  }

  /** {@return the TorchScript expression over {@code h}} */
  public String script() {
    return script;
  }
}
