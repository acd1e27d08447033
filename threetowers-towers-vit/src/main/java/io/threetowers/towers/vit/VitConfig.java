package io.threetowers.towers.vit;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.TransformerSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

@Doc("A vision transformer as big_vision builds it.")
public record VitConfig(
    @Doc(
            "Size by name, as in S/16: mu, Ti, S, M, B, L, So400m, H, g, g-opt, G or e, then the patch in pixels.")
        Optional<VitSize> size,
    @Doc("Width of a token, and of the embedding; overrides the size's.")
        @Range(min = 1, max = 65_536)
        Optional<Integer> width,
    @Doc("Number of blocks; overrides the size's.") @Range(min = 1, max = 1000)
        Optional<Integer> depth,
    @Doc("Heads of attention; they divide the width; overrides the size's.")
        @Range(min = 1, max = 65_536)
        Optional<Integer> heads,
    @Doc("Hidden width of the MLPs; overrides the size's; 4 x width where there is none.")
        @Range(min = 1, max = 262_144)
        Optional<Integer> mlp,
    @Doc("Side of a patch in pixels; overrides the size's.") @Range(min = 1, max = 16_384)
        Optional<Integer> patch,
    @Doc("Side of the image in pixels, a multiple of the patch.")
        @Default("224")
        @Range(min = 1, max = 16_384)
        int imageSize,
    @Doc(
            "How tokens become one embedding: cls (class token), gap (mean) or map (attention pooling).")
        @Default("gap")
        Pool pool,
    @Doc("Position embeddings: learned, or sincos2d (fixed).") @Default("learned")
        Positions positions,
    @Doc("GELU by tanh (big_vision), exact gelu (timm, open_clip) or quick-gelu (OpenAI CLIP).")
        @Default("gelu-tanh")
        Activation activation,
    @Doc("Share of entries dropped in training, after the embeddings and in each block.")
        @Default("0")
        @Range(min = 0, max = 0.99)
        double dropout,
    @Doc("Pretrained weights to start from: a safetensors file with this tower's parameter names.")
        Optional<Path> weights,
    @Doc("Filter that resizes images.") @Default("bilinear") Pixels.Filter resize,
    @Doc(
            "How an image becomes a square: squash stretches it, crop resizes its short side and cuts out the middle.")
        @Default("squash")
        Fit fit,
    @Doc("Mean of each colour, red, green, blue, for pixels from 0 to 1.")
        @Default("[0.5, 0.5, 0.5]")
        @Range(min = 0, max = 1)
        List<Double> mean,
    @Doc("Standard deviation of each colour, for pixels from 0 to 1.")
        @Default("[0.5, 0.5, 0.5]")
        @Range(min = 0.001, max = 1)
        List<Double> std) {

  public VitConfig {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != 3 || std.size() != 3) {
      throw new IllegalArgumentException(
          "'mean' and 'std' need three numbers each: red, green, blue");
    }
    TransformerSize transformer = sizeOf(size, width, depth, heads, mlp);
    int side = patchOf(size, patch);
    if (imageSize % side != 0) {
      throw new IllegalArgumentException(
          "the image size '" + imageSize + "' must be a multiple of the patch '" + side + "'");
    }
    if (positions == Positions.SINCOS2D
        && (transformer.width() % 4 != 0 || transformer.width() < 8)) {
      throw new IllegalArgumentException(
          "sincos2d positions need a width of 8, 12, 16, …, not '" + transformer.width() + "'");
    }
  }

  TransformerSize transformer() {
    return sizeOf(size, width, depth, heads, mlp);
  }

  /** Side of a patch in pixels, whether the size names it or the patch. */
  int patchSize() {
    return patchOf(size, patch);
  }

  /** Patches along a side of the image. */
  int grid() {
    return imageSize / patchSize();
  }

  /** Patches of an image. */
  int patches() {
    return grid() * grid();
  }

  private static TransformerSize sizeOf(
      Optional<VitSize> size,
      Optional<Integer> width,
      Optional<Integer> depth,
      Optional<Integer> heads,
      Optional<Integer> mlp) {
    return TransformerSize.of(size.map(VitSize::transformer), width, depth, heads, mlp);
  }

  private static int patchOf(Optional<VitSize> size, Optional<Integer> patch) {
    return patch
        .or(() -> size.map(VitSize::patch))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'patch' is missing; give 'size' as in S/16, or 'patch'"));
  }
}
