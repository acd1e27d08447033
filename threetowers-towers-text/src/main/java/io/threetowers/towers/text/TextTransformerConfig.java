package io.threetowers.towers.text;

import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Presets;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.NormOrder;
import io.threetowers.api.nn.TransformerSize;
import java.nio.file.Path;
import java.util.Optional;

@Doc(
    "A text transformer as big_vision builds it; with other settings that of CLIP, SigLIP or BERT.")
@Presets("presets.yaml")
public record TextTransformerConfig(
    @Doc("What turns text into token ids.") Part<Tokenizer> tokenizer,
    @Doc("Ids that have an embedding, where weights have more than the tokenizer.")
        @Range(min = 1, max = 16_777_216)
        Optional<Integer> vocabulary,
    @Doc("Tokens of a row, start and end included; longer texts are cut, shorter ones filled.")
        @Default("16")
        @Range(min = 2, max = 65_536)
        int length,
    @Doc("Whether the tokenizer's start comes before the first token, as in CLIP and BERT.")
        @Default("false")
        boolean start,
    @Doc("Size by name: mu, Ti, S, M, B, L, So400m, H, g, g-opt, G or e.")
        Optional<TransformerSize> size,
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
    @Doc("Whether a token sees only those before it (CLIP) or all (big_vision).") @Default("false")
        boolean causal,
    @Doc(
            "How tokens become one embedding: last (sticky end), eot (first end), first (start), gap (mean) or map (attention pooling).")
        @Default("last")
        Pool pool,
    @Doc(
            "Whether attention and pooling leave out the padding after the first end; big_vision lets it take part.")
        @Default("false")
        boolean maskPadding,
    @Doc("GELU by tanh (big_vision), exact gelu (timm, open_clip) or quick-gelu (OpenAI CLIP).")
        @Default("gelu-tanh")
        Activation activation,
    @Doc(
            "Added to the variance in every layer norm: 1e-6 in big_vision and SigLIP, 1e-5 in CLIP, 1e-12 in BERT.")
        @Default("1e-6")
        @Range(min = 1e-20, max = 0.1)
        double epsilon,
    @Doc(
            "Where the layer norms of a block stand: pre (before attention and MLP) or post (after them, as in BERT).")
        @Default("pre")
        NormOrder norm,
    @Doc("Whether the embedding of the first segment is added to every token, as in BERT.")
        @Default("false")
        boolean segments,
    @Doc("Whether a layer norm stands before the first block, as in BERT.") @Default("false")
        boolean embeddingNorm,
    @Doc("Width of a dense layer with tanh after the pool, as BERT's pooler.")
        @Range(min = 1, max = 65_536)
        Optional<Integer> preLogits,
    @Doc("Width of the embedding where a linear map makes it at the very end, as in CLIP.")
        @Range(min = 1, max = 65_536)
        Optional<Integer> projection,
    @Doc("Whether that linear map has a bias, as in SigLIP.") @Default("false")
        boolean projectionBias,
    @Doc("Share of entries dropped in training, after the embeddings and in each block.")
        @Default("0")
        @Range(min = 0, max = 0.99)
        double dropout,
    @Doc(
            "Pretrained weights to start from: a file of one of the families that the tower knows, or with its own names.")
        Optional<Path> weights) {

  public TextTransformerConfig {
    TransformerSize.of(size, width, depth, heads, mlp);
    if (projectionBias && projection.isEmpty()) {
      throw new IllegalArgumentException("'projection-bias' needs 'projection'");
    }
    if (pool == Pool.FIRST && !start) {
      throw new IllegalArgumentException("'pool: first' needs 'start: true'");
    }
  }

  /** The same for rows of another number of tokens. */
  TextTransformerConfig withLength(int tokens) {
    return new TextTransformerConfig(
        tokenizer,
        vocabulary,
        tokens,
        start,
        size,
        width,
        depth,
        heads,
        mlp,
        causal,
        pool,
        maskPadding,
        activation,
        epsilon,
        norm,
        segments,
        embeddingNorm,
        preLogits,
        projection,
        projectionBias,
        dropout,
        weights);
  }

  /** D, of the embedding. */
  int embeddingWidth() {
    return projection.or(() -> preLogits).orElseGet(() -> transformer().width());
  }

  TransformerSize transformer() {
    return TransformerSize.of(size, width, depth, heads, mlp);
  }
}
