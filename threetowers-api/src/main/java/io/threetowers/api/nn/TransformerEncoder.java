package io.threetowers.api.nn;

import ai.djl.ndarray.types.Shape;

/**
 * The pre-LN transformer encoder of big_vision, for towers that run it inside a script of their
 * own.
 *
 * <p>A tower declares the encoder's parameters with {@link #declare} and appends {@link #source()}
 * to its script. The methods that it then may call, {@code first} being the index of the first of
 * those parameters:
 *
 * <pre class="text">{@code
 * (self).encode(x, p, first, mask, train)             (B, N, D) -> (B, N, D), all blocks
 * (self).encoder_norm(x, p, first)                    (…, D) -> (…, D), the layer norm after them
 * (self).attention_pool(x, p, firstPool, mask, train) (B, N, D) -> (B, D), MAP head
 * }</pre>
 *
 * <p>{@code mask} is {@code None} or bool, true where a query may see a key. One encoder per
 * script.
 *
 * @param size width, depth, heads, hidden width
 * @param dropout after the embeddings, each sublayer and each hidden layer; in training only
 * @param causal whether a token sees none after it; excludes a mask
 * @param epsilon of every layer norm
 * @param activation of every MLP
 */
public record TransformerEncoder(
    TransformerSize size, double dropout, boolean causal, double epsilon, Activation activation) {

  /** Parameters of one block. */
  private static final int BLOCK_PARAMETERS = 12;

  /**
   * An encoder.
   *
   * @param size as for the references' towers: {@link TransformerSize#parse}
   * @param dropout from 0 to below 1
   * @param causal true for OpenAI CLIP's text tower
   * @param epsilon 1e-6 in flax, 1e-5 in torch
   * @param activation what the weights were trained with, if they are pretrained
   * @throws IllegalArgumentException if the dropout is no share
   */
  public TransformerEncoder {
    if (dropout < 0 || dropout >= 1) {
      throw new IllegalArgumentException("dropout '" + dropout + "' is no share between 0 and 1");
    }
  }

  /**
   * big_vision's: bidirectional, no dropout, epsilon 1e-6, GELU by tanh.
   *
   * @param size width, depth, heads, hidden width
   * @return an encoder to be changed by the methods below
   */
  public static TransformerEncoder of(TransformerSize size) {
    return new TransformerEncoder(size, 0, false, 1e-6, Activation.GELU_TANH);
  }

  /**
   * Drops entries in training.
   *
   * @param share share of the entries that training sets to zero, from 0 to below 1
   * @return the same encoder with that dropout
   */
  public TransformerEncoder withDropout(double share) {
    return new TransformerEncoder(size, share, causal, epsilon, activation);
  }

  /**
   * Hides what comes later.
   *
   * @param whether whether a token sees none after it, as in OpenAI CLIP's text tower
   * @return the same encoder with that direction
   */
  public TransformerEncoder withCausal(boolean whether) {
    return new TransformerEncoder(size, dropout, whether, epsilon, activation);
  }

  /**
   * Another epsilon.
   *
   * @param value added to the variance in every layer norm; torch and open_clip have 1e-5
   * @return the same encoder with that epsilon
   */
  public TransformerEncoder withEpsilon(double value) {
    return new TransformerEncoder(size, dropout, causal, value, activation);
  }

  /**
   * Another activation.
   *
   * @param function of every MLP
   * @return the same encoder with that activation
   */
  public TransformerEncoder withActivation(Activation function) {
    return new TransformerEncoder(size, dropout, causal, epsilon, function);
  }

  /** {@return the methods above, to be joined with the tower's own by {@link ScriptSource#plus}} */
  public ScriptSource source() {
    return ScriptSource.resource(TransformerEncoder.class, "encoder.script")
        .with("width", size.width())
        .with("depth", size.depth())
        .with("heads", size.heads())
        .with("head-width", size.width() / size.heads())
        .with("block-parameters", BLOCK_PARAMETERS)
        .with("dropout", dropout)
        .with("causal", causal)
        .with("epsilon", epsilon)
        .with("activation", activation.script());
  }

  /** {@return how many parameters {@link #declare} adds: what comes after them starts there} */
  public int parameters() {
    return BLOCK_PARAMETERS * size.depth() + 2;
  }

  /**
   * Declares the blocks ({@code blocks.0.norm1.weight} …) and the norm after them ({@code
   * norm.weight}).
   *
   * <p>Initial values are big_vision's: queries, keys and values each as a matrix of their own.
   *
   * @param block gets {@link #parameters()} more parameters
   */
  public void declare(ScriptBlock.Builder block) {
    long d = size.width();
    for (int i = 0; i < size.depth(); i++) {
      String name = "blocks." + i + ".";
      norm(block, name + "norm1");
      dense(block, name + "attn.qkv", 3, d, d);
      dense(block, name + "attn.proj", 1, d, d);
      norm(block, name + "norm2");
      mlp(block, name + "mlp.");
    }
    norm(block, "norm");
  }

  /**
   * Declares multihead attention pooling ({@code pool.probe}, {@code pool.q.weight} …).
   *
   * @param block gets the pool's parameters
   */
  public void declarePool(ScriptBlock.Builder block) {
    long d = size.width();
    block.parameter("pool.probe", new Shape(1, 1, d), Initializers.xavierUniform(1, d));
    dense(block, "pool.q", 1, d, d);
    dense(block, "pool.kv", 2, d, d);
    dense(block, "pool.proj", 1, d, d);
    norm(block, "pool.norm");
    mlp(block, "pool.mlp.");
  }

  /**
   * Multiplications and additions of {@code encode}.
   *
   * @param batch B, the number of sequences
   * @param tokens N, of each sequence
   * @return of the matrix products alone; the rest is small beside them
   */
  public double flops(long batch, long tokens) {
    double d = size.width();
    double perToken = 8 * d * d + 4 * d * tokens + 4 * d * size.mlp();
    return perToken * size.depth() * batch * tokens;
  }

  /**
   * Multiplications and additions of {@code attention_pool}; the probe's projection is the same for
   * all sequences.
   *
   * @param batch B, the number of sequences
   * @param tokens N, of each sequence
   * @return of the matrix products alone
   */
  public double poolFlops(long batch, long tokens) {
    double d = size.width();
    double perSequence = tokens * (4 * d * d + 4 * d) + 2 * d * d + 4 * d * size.mlp();
    return batch * perSequence + 2 * d * d;
  }

  private void mlp(ScriptBlock.Builder block, String name) {
    mlpLayer(block, name + "fc1", size.width(), size.mlp());
    mlpLayer(block, name + "fc2", size.mlp(), size.width());
  }

  private static void mlpLayer(ScriptBlock.Builder block, String name, long in, long out) {
    block.parameter(name + ".weight", new Shape(out, in), Initializers.xavierUniform(in, out));
    block.parameter(name + ".bias", new Shape(out), Initializers.normal(1e-6));
  }

  /** {@code parts} maps in one matrix, each drawn with its own fans. */
  private static void dense(ScriptBlock.Builder block, String name, int parts, long in, long out) {
    block.parameter(
        name + ".weight", new Shape(parts * out, in), Initializers.xavierUniform(in, out));
    block.parameter(name + ".bias", new Shape(parts * out), Initializers.zeros());
  }

  private void norm(ScriptBlock.Builder block, String name) {
    block.parameter(name + ".weight", new Shape(size.width()), Initializers.ones());
    block.parameter(name + ".bias", new Shape(size.width()), Initializers.zeros());
  }
}
