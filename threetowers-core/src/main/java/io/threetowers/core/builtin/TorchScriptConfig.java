package io.threetowers.core.builtin;

import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.nn.Fit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

@Doc("Any network that PyTorch's torch.jit.save wrote, code and weights: give 'image' or 'text'.")
public record TorchScriptConfig(
    @Doc("The file of torch.jit.save: a program, so take it only from whom you trust.") Path module,
    @Doc("D, the width of the rows that it gives.") @Range(min = 1, max = 1_000_000) int width,
    @Doc("For a network that reads images: (B, 3, size, size) float32.") Optional<Image> image,
    @Doc("For a network that reads texts: token ids, (B, length) int64.") Optional<Text> text,
    @Doc("The method that is called.") @Default("forward") String method,
    @Doc("Which of several results is the embedding: the key of a dictionary, or an index from 0.")
        Optional<String> output,
    @Doc(
            "How a result (B, N, D) becomes one row: first or last of the N, end (the text's), mean (of a text's real tokens); grid is the mean of (B, D, H, W).")
        Optional<Pool> pool) {

  /** How the tokens of a result become one row. */
  public enum Pool {
    /** The first: a class token. */
    FIRST,
    /** The last. */
    LAST,
    /** Where the text ends. */
    END,
    /** The mean: over real tokens where they are those of a text. */
    MEAN,
    /** The mean over the grid of a convolutional network. */
    GRID
  }

  /** What a text becomes for the network. */
  public enum Argument {
    /** Token ids. */
    IDS,
    /** 1 for real tokens, 0 for the padding behind the end. */
    MASK,
    /** The segment of each token, 0 everywhere. */
    SEGMENTS
  }

  @Doc("Images as the network was trained on.")
  public record Image(
      @Doc("Side of the image in pixels.") @Default("224") @Range(min = 1, max = 16_384) int size,
      @Doc(
              "How an image becomes a square: squash stretches it, crop resizes its short side and cuts out the middle.")
          @Default("crop")
          Fit fit,
      @Doc(
              "For crop: the short side before the middle is cut out, in pixels; the size if it is missing.")
          @Range(min = 1, max = 65_536)
          Optional<Integer> shortSide,
      @Doc("Filter that resizes images.") @Default("bilinear") Pixels.Filter resize,
      @Doc(
              "Mean of each colour, red, green, blue, for pixels from 0 to 1: often [0.485, 0.456, 0.406].")
          @Range(min = 0, max = 1)
          List<Double> mean,
      @Doc(
              "Standard deviation of each colour, for pixels from 0 to 1: often [0.229, 0.224, 0.225].")
          @Range(min = 0.001, max = 1)
          List<Double> std) {

    public Image {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      if (mean.size() != 3 || std.size() != 3) {
        throw new IllegalArgumentException(
            "'mean' and 'std' need three numbers each: red, green, blue");
      }
      if (shortSide.isPresent() && (fit != Fit.CROP || shortSide.get() < size)) {
        throw new IllegalArgumentException(
            "'short-side' needs 'fit: crop' and is at least the size '" + size + "'");
      }
    }
  }

  @Doc("Texts as the network was trained on.")
  public record Text(
      @Doc("What turns text into token ids.") Part<Tokenizer> tokenizer,
      @Doc("Tokens of a row, start and end included; longer texts are cut, shorter ones filled.")
          @Default("64")
          @Range(min = 2, max = 65_536)
          int length,
      @Doc("Whether the tokenizer's start comes before the first token, as in CLIP and BERT.")
          @Default("false")
          boolean start,
      @Doc("What the method takes, in its order: ids, mask, segments; BERT's often [ids, mask].")
          @Default("[ids]")
          List<Argument> arguments) {

    public Text {
      arguments = List.copyOf(arguments);
      if (!arguments.contains(Argument.IDS)
          || arguments.stream().distinct().count() < arguments.size()) {
        throw new IllegalArgumentException("'arguments' needs 'ids', and none of its words twice");
      }
    }
  }

  public TorchScriptConfig {
    if (image.isPresent() == text.isPresent()) {
      throw new IllegalArgumentException(
          "say what the network reads: either 'image', with its size, mean and std, or 'text', with its tokenizer");
    }
    if (image.isPresent() && pool.equals(Optional.of(Pool.END))) {
      throw new IllegalArgumentException("'pool: end' needs 'text'");
    }
    if (text.isPresent() && pool.equals(Optional.of(Pool.GRID))) {
      throw new IllegalArgumentException("'pool: grid' needs 'image'");
    }
  }
}
