package io.threetowers.core.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.export.ExportFormat;
import io.threetowers.api.export.ExportedInput;
import io.threetowers.core.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A folder for transformers: {@code CLIPModel} or {@code SiglipModel} where both towers are of that
 * kind, else {@code VisionTextDualEncoderModel}, which joins the pooled outputs of two models.
 */
final class HuggingFaceWriter implements FormatWriter {
  /**
   * The one text model that a dual encoder takes: AutoModel must know it, and it hands it segment
   * ids.
   */
  private static final String BERT = "bert";

  @Override
  public Written write(ExportedPair pair, Path folder) throws IOException {
    ForeignSide image = ForeignSide.of(pair.image(), ExportFormat.HUGGINGFACE);
    ForeignSide text = ForeignSide.of(pair.text(), ExportFormat.HUGGINGFACE);
    List<String> notes = new ArrayList<>();
    Joined joined = join(pair, image, text);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of(joined.architecture()));
    config.put("model_type", joined.type());
    if (!joined.type().equals("siglip")) {
      config.put("projection_dim", pair.image().width());
    }
    config.put("vision_config", part(image, joined));
    config.put("text_config", part(text, joined));
    config.put("torch_dtype", "float32");
    Json.write(folder.resolve("config.json"), config);
    scale(pair, joined, notes);
    Safetensors.write(
        folder.resolve("model.safetensors"), joined.tensors(), Map.of("format", "pt"), false);
    Optional<ExportedInput.Image> pixels = pair.image().imageInput();
    if (pixels.isPresent()) {
      Json.write(
          folder.resolve("preprocessor_config.json"),
          Preprocessing.huggingFace(pixels.get(), joined.processor()));
    }
    notes.add(TokenizerFiles.write(pair.text(), folder));
    if (text.tower().model().equals(BERT)) {
      notes.add("BertModel sees padding unless get_text_features gets the attention_mask, too.");
    }
    String usage =
        """
        import transformers
        model = transformers.%s.from_pretrained("FOLDER")
        image = model.get_image_features(pixel_values=...)  # then x / |x|
        text = model.get_text_features(input_ids=...)
        """
            .formatted(joined.architecture());
    return new Written(joined.architecture(), usage, notes);
  }

  /**
   * A whole model.
   *
   * @param processor the class that prepares images
   */
  private record Joined(
      String architecture, String type, String processor, SortedMap<String, NDArray> tensors) {}

  private static Joined join(ExportedPair pair, ForeignSide image, ForeignSide text) {
    String vision = image.tower().model();
    String language = text.tower().model();
    if (vision.equals("clip_vision_model") && language.equals("clip_text_model")) {
      return new Joined("CLIPModel", "clip", "CLIPImageProcessor", both(image, text));
    } else if (vision.equals("siglip_vision_model") && language.equals("siglip_text_model")) {
      return new Joined("SiglipModel", "siglip", "SiglipImageProcessor", both(image, text));
    } else if (!language.equals(BERT)) {
      throw new InvalidInputException(
          "towers.%s and towers.%s cannot be written for transformers together: '%s' goes with '%s' alone, and the image tower is '%s'; write --format torchscript"
              .formatted(
                  pair.image().tower().name(),
                  pair.text().tower().name(),
                  language,
                  language.replace("text", "vision"),
                  vision));
    }
    SortedMap<String, NDArray> tensors = image.body("vision_model.");
    tensors.putAll(text.body("text_model."));
    tensors.put("visual_projection.weight", outside(image));
    tensors.put("text_projection.weight", outside(text));
    return new Joined(
        "VisionTextDualEncoderModel", "vision-text-dual-encoder", "CLIPImageProcessor", tensors);
  }

  private static SortedMap<String, NDArray> both(ForeignSide image, ForeignSide text) {
    SortedMap<String, NDArray> tensors = image.tensors("");
    tensors.putAll(text.tensors(""));
    return tensors;
  }

  /** The linear map of a dual encoder, which has no bias. */
  private static NDArray outside(ForeignSide side) {
    side.requireNoBias(side.map());
    return side.map().weight().orElseGet(() -> side.manager().eye((int) side.poolWidth()));
  }

  private static Map<String, Object> part(ForeignSide side, Joined joined) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_type", side.tower().model());
    config.putAll(side.tower().settings());
    if (joined.type().equals("clip")) {
      config.put("projection_dim", side.side().width());
    }
    return config;
  }

  /** One number each, in the shape that the model gives it. */
  private static void scale(ExportedPair pair, Joined joined, List<String> notes) {
    boolean siglip = joined.type().equals("siglip");
    Shape shape = siglip ? new Shape(1) : new Shape();
    NDArray any = joined.tensors().values().iterator().next();
    NDArray none = any.getManager().zeros(shape);
    joined
        .tensors()
        .put("logit_scale", pair.logitScale().map(scale -> scale.reshape(shape)).orElse(none));
    if (siglip) {
      joined
          .tensors()
          .put("logit_bias", pair.logitBias().map(bias -> bias.reshape(shape)).orElse(none));
    } else if (pair.logitBias().isPresent()) {
      notes.add(
          "The loss's logit_bias has no place in %s: its logits lack it; embeddings are the same."
              .formatted(joined.architecture()));
    }
    if (pair.logitScale().isEmpty()) {
      notes.add("No loss with a logit_scale joins the two: logits are plain cosines.");
    }
  }
}
