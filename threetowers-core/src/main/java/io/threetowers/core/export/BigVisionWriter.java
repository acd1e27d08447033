package io.threetowers.core.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.export.ExportFormat;
import io.threetowers.api.export.ExportedInput;
import io.threetowers.core.weights.NpzWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A folder for big_vision's {@code models.proj.image_text.two_towers}. */
final class BigVisionWriter implements FormatWriter {

  @Override
  public Written write(ExportedPair pair, Path folder) throws IOException {
    ForeignSide image = ForeignSide.of(pair.image(), ExportFormat.BIG_VISION);
    ForeignSide text = ForeignSide.of(pair.text(), ExportFormat.BIG_VISION);
    List<String> notes = new ArrayList<>();
    SortedMap<String, NDArray> tensors = image.tensors("params/img/");
    tensors.putAll(text.tensors("params/txt/"));
    Shape one = new Shape(1);
    NDArray zero = tensors.values().iterator().next().getManager().zeros(one);
    tensors.put("params/t", pair.logitScale().map(value -> value.reshape(one)).orElse(zero));
    if (pair.logitScale().isEmpty()) {
      notes.add("No loss with a logit_scale joins the two: t is 0, and logits are plain cosines.");
    }
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("image_model", image.tower().model());
    model.put("image", image.tower().settings());
    model.put("text_model", text.tower().model());
    model.put("text", text.tower().settings());
    // Of a tower without a head the width is none.
    model.put("out_dim", Arrays.asList(width(image), width(text)));
    model.put("temperature_init", 1.0);
    pair.logitBias()
        .ifPresent(
            bias -> {
              model.put("bias_init", bias.toFloatArray()[0]);
              tensors.put("params/b", bias.reshape(one));
            });
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_name", "proj.image_text.two_towers");
    config.put("model", model);
    Optional<ExportedInput.Image> pixels = pair.image().imageInput();
    if (pixels.isPresent()) {
      config.put("pp_image", Preprocessing.bigVision(pixels.get()));
    }
    Json.write(folder.resolve("config.json"), config);
    NpzWriter.write(folder.resolve("checkpoint.npz"), tensors);
    notes.add(TokenizerFiles.write(pair.text(), folder));
    String usage =
        """
        import json, ml_collections
        from big_vision.models.proj.image_text import two_towers
        config = ml_collections.ConfigDict(json.load(open("FOLDER/config.json"))["model"])
        model = two_towers.Model(**config)
        params = two_towers.load(None, "FOLDER/checkpoint.npz", config)
        image, text, out = model.apply({"params": params}, images, ids)
        """;
    return new Written("two_towers of big_vision", usage, notes);
  }

  private static @Nullable Integer width(ForeignSide side) {
    return side.map().weight().isPresent() ? side.side().width() : null;
  }
}
