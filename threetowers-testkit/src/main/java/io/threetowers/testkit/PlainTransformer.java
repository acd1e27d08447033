package io.threetowers.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.nn.MlpKind;
import io.threetowers.api.nn.NormOrder;
import io.threetowers.api.nn.TransformerEncoder;
import java.util.Optional;
import java.util.function.Function;

/**
 * The encoder of {@link TransformerEncoder} written out operation by operation: slow, and what its
 * script must equal.
 *
 * <p>From the definitions in big_vision's models/vit.py, sharing nothing with the script; without
 * dropout.
 *
 * @param encoder the settings
 * @param parameters by name
 */
public record PlainTransformer(TransformerEncoder encoder, Function<String, NDArray> parameters) {

  /**
   * All blocks and the norm after them, if there is one.
   *
   * @param tokens (B, N, D)
   * @param mask (B or 1, 1, N or 1, N), true where a query may see a key; besides what the encoder
   *     itself hides
   * @return (B, N, D), as {@code encode} and {@code encoder_norm} of the script give it
   */
  public NDArray encode(NDArray tokens, Optional<NDArray> mask) {
    NDArray x = tokens;
    boolean after = encoder.norm() == NormOrder.POST;
    for (int i = 0; i < encoder.size().depth(); i++) {
      String block = "blocks." + i + ".";
      NDArray y = attention(after ? x : norm(x, block + "norm1"), block, mask);
      x = x.add(scaled(dense(y, block + "attn.proj"), block + "ls1.gamma"));
      x = after ? norm(x, block + "norm1") : x;
      y = mlp(after ? x : norm(x, block + "norm2"), block + "mlp");
      x = x.add(scaled(y, block + "ls2.gamma"));
      x = after ? norm(x, block + "norm2") : x;
    }
    return after ? x : norm(x, "norm");
  }

  private NDArray scaled(NDArray x, String name) {
    return encoder.layerScale() ? x.mul(parameters.apply(name)) : x;
  }

  /**
   * Multihead attention pooling.
   *
   * @param tokens (B, N, D)
   * @param mask (B or 1, 1, 1, N), true where the probe may see a token
   * @return (B, D), as {@code attention_pool} of the script gives it
   */
  public NDArray pool(NDArray tokens, Optional<NDArray> mask) {
    NDArray probe = parameters.apply("pool.probe").broadcast(tokens.getShape().get(0), 1, width());
    NDArray q = dense(probe, "pool.q");
    NDArray k = part(tokens, "pool.kv", 0);
    NDArray v = part(tokens, "pool.kv", 1);
    NDArray y = dense(attend(q, k, v, mask), "pool.proj");
    return y.add(mlp(norm(y, "pool.norm"), "pool.mlp")).squeeze(1);
  }

  private NDArray attention(NDArray x, String block, Optional<NDArray> mask) {
    String name = block + "attn.qkv";
    Optional<NDArray> visible = mask;
    if (encoder.causal()) {
      long n = x.getShape().get(1);
      NDArray at = x.getManager().arange((float) n);
      visible = Optional.of(at.reshape(1, 1, 1, n).lte(at.reshape(1, 1, n, 1)));
    }
    return attend(part(x, name, 0), part(x, name, 1), part(x, name, 2), visible);
  }

  private NDArray attend(NDArray q, NDArray k, NDArray v, Optional<NDArray> mask) {
    double scale = 1 / Math.sqrt((double) width() / encoder.size().heads());
    NDArray scores = heads(q).matMul(heads(k).transpose(0, 1, 3, 2)).mul(scale);
    if (mask.isPresent()) {
      NDArray hidden = mask.get().logicalNot().toType(DataType.FLOAT32, false).mul(-1e30f);
      scores = scores.add(hidden);
    }
    NDArray mixed = scores.softmax(-1).matMul(heads(v)).transpose(0, 2, 1, 3);
    return mixed.reshape(q.getShape());
  }

  private NDArray heads(NDArray x) {
    long heads = encoder.size().heads();
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), heads, width() / heads).transpose(0, 2, 1, 3);
  }

  /** One of the maps that share a matrix. */
  private NDArray part(NDArray x, String name, int index) {
    String rows = index * width() + ":" + (index + 1) * width();
    NDArray weight = parameters.apply(name + ".weight").get(rows);
    return x.matMul(weight.transpose()).add(parameters.apply(name + ".bias").get(rows));
  }

  private NDArray mlp(NDArray x, String name) {
    NDArray h = dense(x, name + ".fc1");
    return dense(encoder.mlpKind() == MlpKind.MLP ? activate(h) : gated(h), name + ".fc2");
  }

  private static NDArray gated(NDArray h) {
    NDList halves = h.split(2, h.getShape().dimension() - 1);
    NDArray gate = halves.get(0);
    return gate.div(gate.neg().exp().add(1)).mul(halves.get(1));
  }

  /**
   * An affine map.
   *
   * @param x (…, in)
   * @param name of the parameters, without {@code .weight} and {@code .bias}
   * @return (…, out)
   */
  public NDArray dense(NDArray x, String name) {
    NDArray weight = parameters.apply(name + ".weight");
    return x.matMul(weight.transpose()).add(parameters.apply(name + ".bias"));
  }

  /**
   * Layer norm, with its variance as E[x²] - E[x]².
   *
   * @param x (…, D)
   * @param name of the parameters, without {@code .weight} and {@code .bias}
   * @return (…, D)
   */
  public NDArray norm(NDArray x, String name) {
    int[] last = {x.getShape().dimension() - 1};
    NDArray mean = x.mean(last, true);
    NDArray variance = x.mul(x).mean(last, true).sub(mean.mul(mean));
    NDArray unit = x.sub(mean).div(variance.add(encoder.epsilon()).sqrt());
    return unit.mul(parameters.apply(name + ".weight")).add(parameters.apply(name + ".bias"));
  }

  private NDArray activate(NDArray h) {
    return switch (encoder.activation()) {
      case GELU_TANH -> {
        NDArray inner = h.add(h.mul(h).mul(h).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
        yield h.mul(0.5).mul(inner.tanh().add(1));
      }
      case GELU -> h.mul(0.5).mul(h.div(Math.sqrt(2)).erf().add(1));
      case QUICK_GELU -> h.div(h.mul(-1.702).exp().add(1));
    };
  }

  private long width() {
    return encoder.size().width();
  }
}
