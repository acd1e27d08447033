package io.threetowers.towers.text;

import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.TransformerSize;
import java.nio.file.Path;
import java.util.Optional;

@Doc("A text transformer as big_vision builds it.")
public record TextTransformerConfig(
    @Doc("What turns text into token ids.") Part<Tokenizer> tokenizer,
    @Doc("Tokens of a row, the end included; longer texts are cut, shorter ones filled.")
        @Default("16")
        @Range(min = 2, max = 65_536)
        int length,
    @Doc("Size by name: mu, Ti, S, M, B, L, So400m, H, g, g-opt, G or e.")
        Optional<TransformerSize> size,
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
    @Doc("Whether a token sees only those before it (CLIP) or all (big_vision).") @Default("false")
        boolean causal,
    @Doc(
            "How tokens become one embedding: last (sticky end), eot (first end), gap (mean) or map (attention pooling).")
        @Default("last")
        Pool pool,
    @Doc(
            "Whether attention and pooling leave out the padding after the first end; big_vision lets it take part.")
        @Default("false")
        boolean maskPadding,
    @Doc("GELU by tanh (big_vision), exact gelu (timm, open_clip) or quick-gelu (OpenAI CLIP).")
        @Default("gelu-tanh")
        Activation activation,
    @Doc("Share of entries dropped in training, after the embeddings and in each block.")
        @Default("0")
        @Range(min = 0, max = 0.99)
        double dropout,
    @Doc("Pretrained weights to start from: a safetensors file with this tower's parameter names.")
        Optional<Path> weights) {

  public TextTransformerConfig {
    TransformerSize.of(size, width, depth, heads, mlp);
  }

  TransformerSize transformer() {
    return TransformerSize.of(size, width, depth, heads, mlp);
  }
}
