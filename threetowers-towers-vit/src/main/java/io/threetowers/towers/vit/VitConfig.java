package io.threetowers.towers.vit;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Presets;
import io.threetowers.api.config.Range;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.Fit;
import io.threetowers.api.nn.MlpKind;
import io.threetowers.api.nn.TransformerSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

@Doc(
    "A vision transformer as big_vision builds it; with other settings that of CLIP, SigLIP or DINOv2.")
@Presets("presets.yaml")
public record VitConfig(
    @Doc(
            "Size by name, as in S/16: mu, Ti, S, M, B, L, So400m, H, g, g-opt, G or e, then the patch in pixels.")
        Optional<VitSize> size,
    @Doc(
            "Width of a token, and of the embedding if nothing follows the pool; overrides the size's.")
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
            "Whether pixels at the right and the lower edge that fill no patch may be left out, as in SigLIP at 384.")
        @Default("false")
        boolean dropRemainder,
    @Doc(
            "How tokens become one embedding: cls (class token), gap (mean) or map (attention pooling).")
        @Default("gap")
        Pool pool,
    @Doc(
            "Whether the last layer norm stands behind the pool and not before it, as timm's fc_norm; not with map.")
        @Default("false")
        boolean normAfterPool,
    @Doc("Position embeddings: learned, or sincos2d (fixed).") @Default("learned")
        Positions positions,
    @Doc("GELU by tanh (big_vision), exact gelu (timm, open_clip) or quick-gelu (OpenAI CLIP).")
        @Default("gelu-tanh")
        Activation activation,
    @Doc(
            "Added to the variance in every layer norm: 1e-6 in big_vision, timm and SigLIP, 1e-5 in CLIP.")
        @Default("1e-6")
        @Range(min = 1e-20, max = 0.1)
        double epsilon,
    @Doc("Whether the patches' embedding has a bias; CLIP's has none.") @Default("true")
        boolean patchBias,
    @Doc("Whether a layer norm stands before the first block, as in CLIP.") @Default("false")
        boolean preNorm,
    @Doc(
            "Learned tokens beside the patches that nothing reads in the end: registers, as in some DINOv2.")
        @Default("0")
        @Range(min = 0, max = 1024)
        int registers,
    @Doc("Whether learned factors scale what attention and MLP give, as in DINOv2.")
        @Default("false")
        boolean layerScale,
    @Doc("MLPs of two layers (mlp), or gated ones of three (swiglu), as in DINOv2's largest.")
        @Default("mlp")
        MlpKind mlpKind,
    @Doc(
            "Width of a dense layer with tanh after the pool, as in the original release for ImageNet-21k.")
        @Range(min = 1, max = 65_536)
        Optional<Integer> preLogits,
    @Doc("Width of the embedding where a linear map makes it at the very end, as in CLIP.")
        @Range(min = 1, max = 65_536)
        Optional<Integer> projection,
    @Doc("Whether that linear map has a bias, as the head of big_vision.") @Default("false")
        boolean projectionBias,
    @Doc("Share of entries dropped in training, after the embeddings and in each block.")
        @Default("0")
        @Range(min = 0, max = 0.99)
        double dropout,
    @Doc(
            "Share of the patches, drawn anew for each image, that training leaves out, as FLIP does; 0.5 makes it twice as fast.")
        @Default("0")
        @Range(min = 0, max = 0.99)
        double patchDropout,
    @Doc(
            "Pretrained weights to start from: a file of one of the families that the tower knows, or with its own names.")
        Optional<Path> weights,
    @Doc("Filter that resizes images.") @Default("bilinear") Pixels.Filter resize,
    @Doc(
            "How an image becomes a square: squash stretches it, crop resizes its short side and cuts out the middle.")
        @Default("squash")
        Fit fit,
    @Doc(
            "For crop: the short side before the middle is cut out, in pixels; image-size if it is missing.")
        @Range(min = 1, max = 65_536)
        Optional<Integer> shortSide,
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
    if (imageSize < side || (imageSize % side != 0 && !dropRemainder)) {
      throw new IllegalArgumentException(
          "the image size '" + imageSize + "' must be a multiple of the patch '" + side + "'");
    }
    if (positions == Positions.SINCOS2D
        && (transformer.width() % 4 != 0 || transformer.width() < 8)) {
      throw new IllegalArgumentException(
          "sincos2d positions need a width of 8, 12, 16, …, not '" + transformer.width() + "'");
    }
    if (normAfterPool && pool == Pool.MAP) {
      throw new IllegalArgumentException("'norm-after-pool' needs 'pool: gap' or 'pool: cls'");
    }
    if (projectionBias && projection.isEmpty()) {
      throw new IllegalArgumentException("'projection-bias' needs 'projection'");
    }
    shortSide.ifPresent(pixels -> checkShortSide(pixels, imageSize, fit));
  }

  private static void checkShortSide(int pixels, int imageSize, Fit fit) {
    if (fit != Fit.CROP) {
      throw new IllegalArgumentException("'short-side' needs 'fit: crop'");
    }
    if (pixels < imageSize) {
      throw new IllegalArgumentException(
          "the short side '" + pixels + "' must be at least the image size '" + imageSize + "'");
    }
  }

  /** The same for images of another side, of which it sees as much. */
  VitConfig withImageSize(int side) {
    return new VitConfig(
        size,
        width,
        depth,
        heads,
        mlp,
        patch,
        side,
        dropRemainder,
        pool,
        normAfterPool,
        positions,
        activation,
        epsilon,
        patchBias,
        preNorm,
        registers,
        layerScale,
        mlpKind,
        preLogits,
        projection,
        projectionBias,
        dropout,
        patchDropout,
        weights,
        resize,
        fit,
        shortSide.map(pixels -> (int) Math.round((double) pixels * side / imageSize)),
        mean,
        std);
  }

  /** D, of the embedding. */
  int embeddingWidth() {
    return projection.or(() -> preLogits).orElseGet(() -> transformer().width());
  }

  /** Tokens that the blocks see beside the patches. */
  int prefixTokens() {
    return registers + (pool == Pool.CLS ? 1 : 0);
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

  /** Patches of an image that training keeps: as many as open_clip's PatchDropout keeps. */
  int keptPatches() {
    return Math.max(1, (int) (patches() * (1 - patchDropout)));
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
