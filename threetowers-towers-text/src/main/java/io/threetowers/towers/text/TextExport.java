package io.threetowers.towers.text;

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.export.ExportRequest;
import io.threetowers.api.export.ExportedTower;
import io.threetowers.api.export.ExportedTower.Projection;
import io.threetowers.api.export.Needs;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.NormOrder;
import io.threetowers.api.nn.TokenRow;
import io.threetowers.api.weights.WeightMapping;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A text transformer in the words of transformers, open_clip and big_vision. */
final class TextExport {
  private final TextTransformerConfig config;
  private final Tokenizer tokenizer;
  private final TokenRow row;
  private final ExportRequest request;
  private final long width;
  private final long vocabulary;

  TextExport(
      TextTransformerConfig config, Tokenizer tokenizer, TokenRow row, ExportRequest request) {
    this.config = config;
    this.tokenizer = tokenizer;
    this.row = row;
    this.request = request;
    this.width = config.transformer().width();
    this.vocabulary = config.vocabulary().orElseGet(tokenizer::vocabulary);
  }

  ExportedTower describe() {
    return switch (request.format()) {
      case HUGGINGFACE -> huggingFace();
      case OPEN_CLIP -> openClip();
      case BIG_VISION -> bigVision();
    };
  }

  private ExportedTower huggingFace() {
    Needs clip =
        plain("CLIPTextModel")
            .that(config.causal(), "causal: true")
            .that(config.pool() == Pool.EOT, "pool: eot")
            // What it does with 2 is older files' (modeling_clip.py, CLIPTextTransformer).
            .that(tokenizer.end() != 2, "tokenizer: (one whose end is not 2)");
    Needs siglip =
        plain("SiglipTextModel")
            .that(!config.causal(), "causal: false")
            .that(config.pool() == Pool.LAST, "pool: last")
            .that(!config.maskPadding(), "mask-padding: false");
    Needs bert =
        Needs.of("BertModel")
            .that(config.norm() == NormOrder.POST, "norm: post")
            .that(config.segments(), "segments: true")
            .that(config.embeddingNorm(), "embedding-norm: true")
            .that(!config.causal(), "causal: false")
            .that(config.pool() == Pool.FIRST, "pool: first")
            .that(config.maskPadding(), "mask-padding: true")
            .that(config.preLogits().equals(width()), "pre-logits: " + width);
    if (clip.met()) {
      return huggingFaceClip();
    } else if (siglip.met()) {
      return huggingFace("siglip_text_model", "huggingface-siglip")
          .set("projection_size", request.projection().orElse((int) width))
          .shape("*.position_embedding.weight", new Shape(config.length(), width))
          .projection(Projection.AFFINE)
          .build();
    } else if (bert.met()) {
      return huggingFace("bert", "huggingface-bert")
          .set("type_vocab_size", 2)
          .shape("*.position_embeddings.weight", new Shape(config.length(), width))
          .build();
    }
    throw Needs.refuse(List.of(siglip, clip, bert));
  }

  private Optional<Integer> width() {
    return Optional.of((int) width);
  }

  private Needs plain(String model) {
    return Needs.of(model)
        .that(config.norm() == NormOrder.PRE, "norm: pre")
        .that(!config.segments(), "segments: false")
        .that(!config.embeddingNorm(), "embedding-norm: false")
        .that(config.preLogits().isEmpty(), "pre-logits: null");
  }

  private ExportedTower huggingFaceClip() {
    ExportedTower.Builder tower =
        huggingFace("clip_text_model", "huggingface-clip")
            .set("eos_token_id", tokenizer.end())
            .shape("*.position_embedding.weight", new Shape(config.length(), width))
            .projection(Projection.MATRIX);
    row.start().ifPresent(id -> tower.set("bos_token_id", id));
    request.projection().ifPresent(width -> tower.set("projection_dim", width));
    return tower.build();
  }

  private ExportedTower.Builder huggingFace(String model, String table) {
    return tower(model, table)
        .set("vocab_size", vocabulary)
        .set("hidden_size", width)
        .set("intermediate_size", config.transformer().mlp())
        .set("num_hidden_layers", config.transformer().depth())
        .set("num_attention_heads", config.transformer().heads())
        .set("max_position_embeddings", config.length())
        .set("hidden_act", huggingFaceName(config.activation()))
        .set("layer_norm_eps", config.epsilon())
        .set("pad_token_id", row.filler());
  }

  private static String huggingFaceName(Activation activation) {
    return switch (activation) {
      case GELU -> "gelu";
      case GELU_TANH -> "gelu_pytorch_tanh";
      case QUICK_GELU -> "quick_gelu";
    };
  }

  private ExportedTower openClip() {
    // Where a token sees those before it alone, padding changes nothing up to the end.
    boolean unmasked = !config.maskPadding() || (config.causal() && config.pool() == Pool.EOT);
    plain("TextTransformer of open_clip")
        .that(unmasked, "mask-padding: false")
        .that(config.pool() != Pool.GAP && config.pool() != Pool.MAP, "pool: (last, eot or first)")
        .require();
    ExportedTower.Builder tower =
        tower("text", "open-clip")
            .set("context_length", config.length())
            .set("vocab_size", vocabulary)
            .set("width", width)
            .set("heads", config.transformer().heads())
            .set("layers", config.transformer().depth())
            .set("mlp_ratio", ratio(config.transformer().mlp()))
            .set("no_causal_mask", !config.causal())
            .set("pool_type", openClipName(config.pool()))
            .set("eos_id", tokenizer.end())
            .set("pad_id", row.filler())
            .set("proj_bias", request.bias())
            .set("norm_kwargs", Map.of("eps", config.epsilon()))
            .set("quick_gelu", config.activation() == Activation.QUICK_GELU)
            .without(request.bias() ? "text_projection" : "text_projection.weight")
            .shape("positional_embedding", new Shape(config.length(), width))
            .projection(request.bias() ? Projection.AFFINE : Projection.MATRIX);
    if (config.activation() == Activation.GELU_TANH) {
      tower.set("act_kwargs", Map.of("approximate", "tanh"));
    }
    return tower.build();
  }

  private static String openClipName(Pool pool) {
    return switch (pool) {
      case LAST -> "last";
      case EOT -> "eos";
      case FIRST -> "first";
      case GAP, MAP -> throw new IllegalArgumentException("open_clip has no pool " + pool);
    };
  }

  private ExportedTower bigVision() {
    plain("the text transformer of big_vision")
        .that(config.epsilon() == 1e-6, "epsilon: 1e-6")
        .that(config.activation() == Activation.GELU_TANH, "activation: gelu-tanh")
        .that(!config.causal(), "causal: false")
        .that(!config.maskPadding(), "mask-padding: false")
        .that(config.pool() != Pool.EOT, "pool: (last, first, gap or map)")
        .require();
    long heads = config.transformer().heads();
    ExportedTower.Builder tower =
        tower("proj.image_text.text_transformer", "big-vision")
            .set("width", width)
            .set("depth", config.transformer().depth())
            .set("mlp_dim", config.transformer().mlp())
            .set("num_heads", heads)
            .set("vocab_size", vocabulary)
            .set("pool_type", config.pool().name().toLowerCase(Locale.ROOT))
            .without("Encoder_0/pos_embedding")
            .shape("*/out/kernel", new Shape(heads, -1, width));
    for (String each : List.of("query", "key", "value")) {
      tower.shape("*/" + each + "/kernel", new Shape(width, heads, -1));
      tower.shape("*/" + each + "/bias", new Shape(heads, -1));
    }
    if (request.projection().isPresent()) {
      tower.projection(Projection.AFFINE);
    }
    return tower.build();
  }

  private ExportedTower.Builder tower(String model, String table) {
    WeightMapping weights =
        WeightMapping.resource(TextExport.class, "weights/" + table + ".weights");
    return ExportedTower.builder(model, weights);
  }

  /** Of the hidden width to the width, so that int(width * ratio) is the hidden width again. */
  private double ratio(int hidden) {
    double ratio = (double) hidden / width;
    return (int) (width * ratio) == hidden ? ratio : (hidden + 0.5) / width;
  }
}
