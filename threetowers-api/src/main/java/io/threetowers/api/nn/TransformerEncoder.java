package io.threetowers.api.nn;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.Script;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The transformer encoder of big_vision, and with other settings those of CLIP, DINOv2 and BERT,
 * for towers that run it inside a script of their own.
 *
 * <p>A tower declares the encoder's parameters with {@link #declare} and appends {@link #source()}
 * to its script. The methods that it then may call, {@code first} being the index of the first of
 * those parameters:
 *
 * <pre class="text">{@code
 * (self).encode(x, p, first, mask, train)             (B, N, D) -> (B, N, D), all blocks
 * (self).encoder_norm(x, p, first)                    (…, D) -> (…, D), the layer norm after them, if there is one
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
 * @param activation of every MLP; a {@link MlpKind#SWIGLU} has its own
 * @param norm where the layer norms of a block stand
 * @param mlpKind what follows attention in each block, and in the attention pool
 * @param layerScale whether what attention and MLP give is scaled, entry by entry, by learned
 *     factors (DINOv2)
 */
public record TransformerEncoder(
    TransformerSize size,
    double dropout,
    boolean causal,
    double epsilon,
    Activation activation,
    NormOrder norm,
    MlpKind mlpKind,
    boolean layerScale) {

  /** Parameters of one block without layer scale. */
  private static final int PLAIN_BLOCK = 12;

  /** Parameters of the attention pool. */
  private static final int POOL = 13;

  /** CaiT's for deep towers, and DINOv2's: a block starts as nearly nothing. */
  private static final double INITIAL_SCALE = 1e-5;

  /**
   * An encoder.
   *
   * @param size as for the references' towers: {@link TransformerSize#parse}
   * @param dropout from 0 to below 1
   * @param causal true for OpenAI CLIP's text tower
   * @param epsilon 1e-6 in flax, 1e-5 in torch
   * @param activation what the weights were trained with, if they are pretrained
   * @param norm {@link NormOrder#POST} for BERT
   * @param mlpKind {@link MlpKind#SWIGLU} for DINOv2's largest
   * @param layerScale true for DINOv2
   * @throws IllegalArgumentException if the dropout is no share
   */
  public TransformerEncoder {
    if (dropout < 0 || dropout >= 1) {
      throw new IllegalArgumentException("dropout '" + dropout + "' is no share between 0 and 1");
    }
  }

  /**
   * big_vision's: bidirectional, no dropout, epsilon 1e-6, GELU by tanh, norms first, plain MLPs,
   * no layer scale.
   *
   * @param size width, depth, heads, hidden width
   * @return an encoder to be changed by the methods below
   */
  public static TransformerEncoder of(TransformerSize size) {
    return new TransformerEncoder(
        size, 0, false, 1e-6, Activation.GELU_TANH, NormOrder.PRE, MlpKind.MLP, false);
  }

  /**
   * Drops entries in training.
   *
   * @param share share of the entries that training sets to zero, from 0 to below 1
   * @return the same encoder with that dropout
   */
  public TransformerEncoder withDropout(double share) {
    return new TransformerEncoder(
        size, share, causal, epsilon, activation, norm, mlpKind, layerScale);
  }

  /**
   * Hides what comes later.
   *
   * @param whether whether a token sees none after it, as in OpenAI CLIP's text tower
   * @return the same encoder with that direction
   */
  public TransformerEncoder withCausal(boolean whether) {
    return new TransformerEncoder(
        size, dropout, whether, epsilon, activation, norm, mlpKind, layerScale);
  }

  /**
   * Another epsilon.
   *
   * @param value added to the variance in every layer norm; torch and open_clip have 1e-5
   * @return the same encoder with that epsilon
   */
  public TransformerEncoder withEpsilon(double value) {
    return new TransformerEncoder(
        size, dropout, causal, value, activation, norm, mlpKind, layerScale);
  }

  /**
   * Another activation.
   *
   * @param function of every MLP
   * @return the same encoder with that activation
   */
  public TransformerEncoder withActivation(Activation function) {
    return new TransformerEncoder(
        size, dropout, causal, epsilon, function, norm, mlpKind, layerScale);
  }

  /**
   * Another place of the norms.
   *
   * @param order before or after attention and MLP
   * @return the same encoder with that order
   */
  public TransformerEncoder withNorm(NormOrder order) {
    return new TransformerEncoder(
        size, dropout, causal, epsilon, activation, order, mlpKind, layerScale);
  }

  /**
   * Another MLP.
   *
   * @param kind of every block, and of the attention pool
   * @return the same encoder with that kind
   */
  public TransformerEncoder withMlpKind(MlpKind kind) {
    return new TransformerEncoder(
        size, dropout, causal, epsilon, activation, norm, kind, layerScale);
  }

  /**
   * Scales what attention and MLP give.
   *
   * @param whether whether each block has the factors, which start at 1e-5
   * @return the same encoder with or without them
   */
  public TransformerEncoder withLayerScale(boolean whether) {
    return new TransformerEncoder(
        size, dropout, causal, epsilon, activation, norm, mlpKind, whether);
  }

  /** {@return the methods above, to be joined with the tower's own by {@link ScriptSource#plus}} */
  public ScriptSource source() {
    return part("encoder")
        .plus(part(norm == NormOrder.PRE ? "pre-norm" : "post-norm"))
        .plus(mlpKind.source())
        .with("width", size.width())
        .with("depth", size.depth())
        .with("heads", size.heads())
        .with("head-width", size.width() / size.heads())
        .with("block-parameters", blockParameters())
        .with("attended", layerScale ? "torch.mul(y, p[i + 6])" : "y")
        .with("second-norm", layerScale ? 7 : 6)
        .with("mlp", layerScale ? 9 : 8)
        .with("transformed", layerScale ? "torch.mul(y0, p[i + 13])" : "y0")
        .with("dropout", dropout)
        .with("causal", causal)
        .with("epsilon", epsilon)
        .with("activation", activation.script());
  }

  /**
   * The tower cut into one stage for each block, as methods {@code stage_0}, {@code stage_1}, …
   * and, for training, {@code stage_0_train}, …; see {@link io.threetowers.api.Tower#stages}.
   *
   * <p>They call three methods of the tower's own: {@code embed(rows, p, train)}, the tokens that
   * the encoder reads; {@code mask(rows)}, that of all blocks; {@code pool(tokens, rows, p,
   * train)}, from the last block's tokens to the embedding.
   *
   * @param first the index of the encoder's first parameter
   * @return the methods, to be joined with those of the tower and {@link #source}
   */
  public ScriptSource stageSource(int first) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size.depth(); i++) {
      for (boolean train : new boolean[] {false, true}) {
        text.append(stage(i, first + blockParameters() * i, train ? "True" : "False"));
      }
    }
    return new ScriptSource(text.toString());
  }

  private String stage(int index, int at, String train) {
    String tokens =
        index == 0 ? "(self).dropped((self).embed(rows, p, %s), %s)".formatted(train, train) : "x";
    String block = "(self).block(%s, p, %d, (self).mask(rows), %s)".formatted(tokens, at, train);
    return "def %s(self, %srows: Tensor, p: List[Tensor]) -> Tensor:\n  return %s\n\n"
        .formatted(
            stageMethod(index, train.equals("True")),
            index == 0 ? "" : "x: Tensor, ",
            index == size.depth() - 1
                ? "(self).pool(%s, rows, p, %s)".formatted(block, train)
                : block);
  }

  private static String stageMethod(int index, boolean train) {
    return "stage_" + index + (train ? "_train" : "");
  }

  /**
   * The stages whose methods {@link #stageSource} gives.
   *
   * @param block the tower's
   * @param script has the methods
   * @return one for each block of the encoder
   */
  public List<Block> stages(ScriptBlock block, Script script) {
    return IntStream.range(0, size.depth())
        .<Block>mapToObj(i -> block.stage(script, stageMethod(i, false), stageMethod(i, true)))
        .toList();
  }

  private static ScriptSource part(String name) {
    return ScriptSource.resource(TransformerEncoder.class, name + ".script");
  }

  private int blockParameters() {
    return layerScale ? PLAIN_BLOCK + 2 : PLAIN_BLOCK;
  }

  /** {@return how many parameters {@link #declare} adds: what comes after them starts there} */
  public int parameters() {
    return blockParameters() * size.depth() + (norm == NormOrder.PRE ? 2 : 0);
  }

  /** {@return how many parameters {@link #declarePool} adds} */
  public int poolParameters() {
    return POOL;
  }

  /**
   * Declares the blocks ({@code blocks.0.norm1.weight} …) and the norm after them ({@code
   * norm.weight}), which there is if norms come first.
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
      scale(block, name + "ls1.gamma");
      norm(block, name + "norm2");
      mlp(block, name + "mlp.");
      scale(block, name + "ls2.gamma");
    }
    if (norm == NormOrder.PRE) {
      norm(block, "norm");
    }
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
    double perToken = 8 * d * d + 4 * d * tokens + mlpFlops();
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
    double perSequence = tokens * (4 * d * d + 4 * d) + 2 * d * d + mlpFlops();
    return batch * perSequence + 2 * d * d;
  }

  /** Of one token. */
  private double mlpFlops() {
    return 2.0 * size.width() * size.mlp() * (mlpKind.parts() + 1);
  }

  private void mlp(ScriptBlock.Builder block, String name) {
    mlpLayer(block, name + "fc1", mlpKind.parts(), size.width(), size.mlp());
    mlpLayer(block, name + "fc2", 1, size.mlp(), size.width());
  }

  private static void mlpLayer(
      ScriptBlock.Builder block, String name, int parts, long in, long out) {
    block.parameter(
        name + ".weight", new Shape(parts * out, in), Initializers.xavierUniform(in, out));
    block.parameter(name + ".bias", new Shape(parts * out), Initializers.normal(1e-6));
  }

  private void scale(ScriptBlock.Builder block, String name) {
    if (layerScale) {
      block.parameter(name, new Shape(size.width()), Initializers.constant(INITIAL_SCALE));
    }
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
