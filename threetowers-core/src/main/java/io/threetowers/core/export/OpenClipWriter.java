package io.threetowers.core.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.export.ExportFormat;
import io.threetowers.api.export.ExportedInput;
import io.threetowers.core.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** A folder for open_clip's {@code local-dir:}. */
final class OpenClipWriter implements FormatWriter {
  private static final String QUICK_GELU = "quick_gelu";

  @Override
  public Written write(ExportedPair pair, Path folder) throws IOException {
    ForeignSide image = ForeignSide.of(pair.image(), ExportFormat.OPEN_CLIP);
    ForeignSide text = ForeignSide.of(pair.text(), ExportFormat.OPEN_CLIP);
    List<String> notes = new ArrayList<>();
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("embed_dim", pair.image().width());
    model.put(QUICK_GELU, quickGelu(pair, image, text));
    model.put("vision_cfg", part(image));
    Map<String, Object> textConfig = part(text);
    model.put("text_cfg", textConfig);
    SortedMap<String, NDArray> tensors = image.tensors("visual.");
    tensors.putAll(text.tensors(""));
    Shape scalar = new Shape();
    NDArray zero = tensors.values().iterator().next().getManager().zeros(scalar);
    tensors.put("logit_scale", pair.logitScale().map(value -> value.reshape(scalar)).orElse(zero));
    if (pair.logitScale().isEmpty()) {
      notes.add("No loss with a logit_scale joins the two: logits are plain cosines.");
    }
    pair.logitBias()
        .ifPresent(
            bias -> {
              model.put("init_logit_bias", bias.toFloatArray()[0]);
              tensors.put("logit_bias", bias.reshape(scalar));
            });
    notes.add(TokenizerFiles.write(pair.text(), folder));
    if (Files.exists(folder.resolve(TokenizerFiles.FILE))) {
      textConfig.put(
          "hf_tokenizer_name", TokenizerFiles.FILE); // in a local-dir it means that folder
    }
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_cfg", model);
    Optional<ExportedInput.Image> pixels = pair.image().imageInput();
    if (pixels.isPresent()) {
      config.put("preprocess_cfg", Preprocessing.openClip(pixels.get(), notes));
    }
    Json.write(folder.resolve("open_clip_config.json"), config);
    Safetensors.write(
        folder.resolve("open_clip_model.safetensors"), tensors, Map.of("format", "pt"), false);
    String usage =
        """
        import open_clip
        model, _, preprocess = open_clip.create_model_and_transforms("local-dir:FOLDER")
        image = model.encode_image(..., normalize=True)
        text = model.encode_text(..., normalize=True)
        """;
    return new Written("CLIP of open_clip", usage, notes);
  }

  /** One setting for both towers. */
  private static boolean quickGelu(ExportedPair pair, ForeignSide image, ForeignSide text) {
    Object one = image.tower().settings().getOrDefault(QUICK_GELU, false);
    Object other = text.tower().settings().getOrDefault(QUICK_GELU, false);
    if (!one.equals(other)) {
      throw new InvalidInputException(
          "towers.%s and towers.%s cannot be written for open_clip together: 'activation: quick-gelu' of one would be that of both; write --format torchscript"
              .formatted(pair.image().tower().name(), pair.text().tower().name()));
    }
    return (boolean) one;
  }

  private static Map<String, Object> part(ForeignSide side) {
    Map<String, Object> settings = new LinkedHashMap<>(side.tower().settings());
    settings.remove(QUICK_GELU);
    return settings;
  }
}
