package io.threetowers.core.builtin;

import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Head;
import io.threetowers.api.HeadFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;
import java.util.Optional;

/**
 * x · weightᵀ + bias: (B, input width) to (B, width), with torch's names and layout of parameters.
 *
 * <p>big_vision's projection, with its initial values (models/vit.py, flax's Dense): weights of
 * variance 1 / input width, cut at two deviations, and no bias. With {@code standardize}, of (x −
 * mean) / deviation, both measured by the host.
 */
public final class LinearHead implements HeadFactory<LinearHead.Config> {

  /** Where the weights start. */
  public enum Init {
    /** flax's and big_vision's: a cut normal of variance 1 / input width. */
    LECUN_NORMAL,
    /** OpenAI's and open_clip's text_projection and visual.proj: N(0, 1 / input width). */
    NORMAL,
    /**
     * big_vision's classifiers (head_zeroinit); between two towers it would leave nothing to
     * compare.
     */
    ZEROS
  }

  @Doc("one linear map")
  public record Config(
      @Doc("D, the width of the embedding") @Range(min = 1, max = 10_000_000) int width,
      @Doc("whether a bias is added") @Default("true") boolean bias,
      @Doc("initial weights") @Default("lecun-normal") Init init,
      @Doc(
              "whether the input is standardized by its mean and deviation over the training data, measured once; "
                  + "needs a frozen tower on its clean view")
          @Default("false")
          boolean standardize) {}

  @Override
  public String type() {
    return "linear";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Head create(Config config, int inputWidth, BuildContext context) {
    String source = ScriptSource.resource(LinearHead.class, "linear-head.script").text();
    String method = config.standardize() ? "standardized" : "forward";
    if (!config.bias()) {
      method = config.standardize() ? "standardized_without_bias" : "without_bias";
    }
    ScriptBlock.Builder block =
        ScriptBlock.builder(
            context.script(source),
            method,
            inputs -> new Shape[] {new Shape(inputs[0].get(0), config.width())});
    if (config.standardize()) {
      block.constant("mean", new Shape(inputWidth), Initializers.zeros());
      block.constant("deviation", new Shape(inputWidth), Initializers.ones());
    }
    block.parameter("weight", new Shape(config.width(), inputWidth), init(config, inputWidth));
    if (config.bias()) {
      block.parameter("bias", new Shape(config.width()), Initializers.zeros());
    }
    return head(block.build(), config);
  }

  private static Initializer init(Config config, int inputWidth) {
    return switch (config.init()) {
      case LECUN_NORMAL -> Initializers.lecunNormal(inputWidth);
      case NORMAL -> Initializers.normal(Math.sqrt(1.0 / inputWidth));
      case ZEROS -> Initializers.zeros();
    };
  }

  private static Head head(ScriptBlock block, Config config) {
    if (!config.standardize()) {
      return Head.of(block, config.width());
    }
    Head.Standardization standardization =
        new Head.Standardization(
            block.getDirectParameters().get("mean"), block.getDirectParameters().get("deviation"));
    return new StandardizingHead(block, config.width(), Optional.of(standardization));
  }

  private record StandardizingHead(
      ScriptBlock block, int width, Optional<Standardization> standardization) implements Head {}
}
