package io.threetowers.towers.vit;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import io.threetowers.api.export.ExportRequest;
import io.threetowers.api.export.ExportedTower;
import io.threetowers.api.export.ExportedTower.Projection;
import io.threetowers.api.export.Needs;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.MlpKind;
import io.threetowers.api.weights.WeightMapping;
import java.util.List;
import java.util.Map;

/** A vision transformer in the words of transformers, open_clip and big_vision. */
final class VitExport {
  private final VitConfig config;
  private final ExportRequest request;

  VitExport(VitConfig config, ExportRequest request) {
    this.config = config;
    this.request = request;
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
        plain("CLIPVisionModel")
            .that(config.pool() == Pool.CLS, "pool: cls")
            .that(config.preNorm(), "pre-norm: true")
            .that(!config.patchBias(), "patch-bias: false")
            .that(config.preLogits().isEmpty(), "pre-logits: null");
    Needs siglip =
        plain("SiglipVisionModel")
            .that(config.pool() == Pool.MAP, "pool: map")
            .that(!config.preNorm(), "pre-norm: false")
            .that(config.patchBias(), "patch-bias: true")
            .that(config.preLogits().isEmpty(), "pre-logits: null");
    int width = config.transformer().width();
    Needs vit =
        plain("ViTModel")
            .that(config.preLogits().orElse(width) == width, "pre-logits: " + width)
            .that(config.pool() == Pool.CLS, "pool: cls")
            .that(!config.preNorm(), "pre-norm: false")
            .that(config.patchBias(), "patch-bias: true");
    Needs dino = dinoNeeds();
    if (clip.met()) {
      return huggingFaceClip();
    } else if (siglip.met()) {
      return huggingFace("siglip_vision_model", "huggingface-siglip")
          .shape("*.position_embedding.weight", positions(0))
          .build();
    } else if (vit.met()) {
      return huggingFaceVit();
    } else if (dino.met()) {
      return huggingFaceDino();
    }
    throw Needs.refuse(List.of(siglip, vit, clip, dino));
  }

  /** What is common to the models of transformers but DINOv2's. */
  private Needs plain(String model) {
    return Needs.of(model)
        .that(config.positions() == Positions.LEARNED, "positions: learned")
        .that(config.registers() == 0, "registers: 0")
        .that(!config.layerScale(), "layer-scale: false")
        .that(config.mlpKind() == MlpKind.MLP, "mlp-kind: mlp");
  }

  private Needs dinoNeeds() {
    boolean gated = config.mlpKind() == MlpKind.SWIGLU;
    return Needs.of("Dinov2Model")
        .that(config.pool() == Pool.CLS, "pool: cls")
        .that(config.positions() == Positions.LEARNED, "positions: learned")
        .that(config.layerScale(), "layer-scale: true")
        .that(!config.preNorm(), "pre-norm: false")
        .that(config.patchBias(), "patch-bias: true")
        .that(config.preLogits().isEmpty(), "pre-logits: null")
        .that(!gated || config.transformer().mlp() % 8 == 0, "mlp: (a multiple of 8)");
  }

  private ExportedTower huggingFaceClip() {
    ExportedTower.Builder tower =
        huggingFace("clip_vision_model", "huggingface-clip")
            .shape("*.class_embedding", new Shape(config.transformer().width()))
            .projection(Projection.MATRIX);
    request.projection().ifPresent(width -> tower.set("projection_dim", width));
    return tower.build();
  }

  /** The pooler is the dense layer with tanh; without one it does nothing. */
  private ExportedTower huggingFaceVit() {
    long width = config.transformer().width();
    ExportedTower.Builder tower =
        huggingFace("vit", "huggingface-vit")
            .set("pooler_act", config.preLogits().isPresent() ? "tanh" : "linear")
            .shape("embeddings.position_embeddings", positionsOf(1));
    if (config.preLogits().isEmpty()) {
      Initializer identity = (manager, shape, type) -> manager.eye((int) shape.get(0));
      tower.constant(constant("pre_logits.weight", new Shape(width, width), identity));
      tower.constant(constant("pre_logits.bias", new Shape(width), Initializers.zeros()));
    }
    return tower.build();
  }

  private ExportedTower huggingFaceDino() {
    boolean gated = config.mlpKind() == MlpKind.SWIGLU;
    int mlp = config.transformer().mlp();
    ExportedTower.Builder tower =
        huggingFace(
                config.registers() > 0 ? "dinov2_with_registers" : "dinov2", "huggingface-dinov2")
            .set("use_swiglu_ffn", gated)
            // Two thirds of it, rounded up to eights, are the gated layer's width.
            .set("mlp_ratio", ratio(gated ? mlp / 2 * 3 : mlp))
            .shape("embeddings.position_embeddings", positionsOf(1))
            // For pretraining; never read otherwise.
            .constant(
                constant(
                    "embeddings.mask_token",
                    new Shape(1, config.transformer().width()),
                    Initializers.zeros()))
            .without(gated ? "*.mlp.fc*" : "*.mlp.weights_*");
    if (config.registers() > 0) {
      tower.set("num_register_tokens", config.registers());
    }
    return tower.build();
  }

  private ExportedTower.Builder huggingFace(String model, String table) {
    return tower(model, table)
        .set("hidden_size", config.transformer().width())
        .set("intermediate_size", config.transformer().mlp())
        .set("num_hidden_layers", config.transformer().depth())
        .set("num_attention_heads", config.transformer().heads())
        .set("image_size", config.imageSize())
        .set("patch_size", config.patchSize())
        .set("hidden_act", huggingFaceName(config.activation()))
        .set("layer_norm_eps", config.epsilon());
  }

  private static String huggingFaceName(Activation activation) {
    return switch (activation) {
      case GELU -> "gelu";
      case GELU_TANH -> "gelu_pytorch_tanh";
      case QUICK_GELU -> "quick_gelu";
    };
  }

  private ExportedTower openClip() {
    plain("VisionTransformer of open_clip")
        .that(config.pool() == Pool.CLS, "pool: cls")
        .that(!config.patchBias(), "patch-bias: false")
        .that(config.preLogits().isEmpty(), "pre-logits: null")
        .require();
    ExportedTower.Builder tower =
        tower("vision", "open-clip")
            .set("image_size", config.imageSize())
            .set("layers", config.transformer().depth())
            .set("width", config.transformer().width())
            .set("head_width", config.transformer().width() / config.transformer().heads())
            .set("mlp_ratio", ratio(config.transformer().mlp()))
            .set("patch_size", config.patchSize())
            .set("no_ln_pre", !config.preNorm())
            .set("norm_kwargs", Map.of("eps", config.epsilon()))
            .set("quick_gelu", config.activation() == Activation.QUICK_GELU)
            .shape("class_embedding", new Shape(config.transformer().width()))
            .projection(Projection.MATRIX);
    if (config.activation() == Activation.GELU_TANH) {
      tower.set("act_kwargs", Map.of("approximate", "tanh"));
    }
    return tower.build();
  }

  private ExportedTower bigVision() {
    Needs.of("the ViT of big_vision")
        .that(config.epsilon() == 1e-6, "epsilon: 1e-6")
        .that(config.activation() == Activation.GELU_TANH, "activation: gelu-tanh")
        .that(config.mlpKind() == MlpKind.MLP, "mlp-kind: mlp")
        .that(!config.preNorm(), "pre-norm: false")
        .that(!config.layerScale(), "layer-scale: false")
        .that(config.registers() == 0, "registers: 0")
        .require();
    long width = config.transformer().width();
    long heads = config.transformer().heads();
    ExportedTower.Builder tower =
        tower("vit", "big-vision")
            .set("width", width)
            .set("depth", config.transformer().depth())
            .set("mlp_dim", config.transformer().mlp())
            .set("num_heads", heads)
            .set("patch_size", List.of(config.patchSize(), config.patchSize()))
            .set("posemb", config.positions() == Positions.LEARNED ? "learn" : "sincos2d")
            .set("pool_type", bigVisionName(config.pool()))
            .without("Transformer/pos_embedding")
            .shape("*/out/kernel", new Shape(heads, -1, width));
    for (String each : List.of("query", "key", "value")) {
      tower.shape("*/" + each + "/kernel", new Shape(width, heads, -1));
      tower.shape("*/" + each + "/bias", new Shape(heads, -1));
    }
    config.preLogits().ifPresent(hidden -> tower.set("rep_size", hidden));
    if (request.projection().isPresent()) {
      tower.projection(Projection.AFFINE);
    }
    if (!config.patchBias()) {
      tower.constant(constant("patch_embed.proj.bias", new Shape(width), Initializers.zeros()));
    }
    return tower.build();
  }

  private static String bigVisionName(Pool pool) {
    return switch (pool) {
      case CLS -> "tok";
      case GAP -> "gap";
      case MAP -> "map";
    };
  }

  private ExportedTower.Builder tower(String model, String table) {
    WeightMapping weights =
        WeightMapping.resource(VitExport.class, "weights/" + table + ".weights");
    return ExportedTower.builder(model, weights);
  }

  private static Parameter constant(String name, Shape shape, Initializer values) {
    return Parameter.builder()
        .setName(name)
        .setType(Parameter.Type.OTHER)
        .optShape(shape)
        .optInitializer(values)
        .build();
  }

  /** (N + prefix, D) */
  private Shape positions(int prefix) {
    return new Shape(config.patches() + (long) prefix, config.transformer().width());
  }

  private Shape positionsOf(int prefix) {
    return new Shape(1).addAll(positions(prefix));
  }

  /** Of a hidden width to the width, so that int(width * ratio) is the hidden width again. */
  private double ratio(int hidden) {
    int width = config.transformer().width();
    double ratio = (double) hidden / width;
    return (int) (width * ratio) == hidden ? ratio : (hidden + 0.5) / width;
  }
}
