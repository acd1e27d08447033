package io.threetowers.core.export;

import io.threetowers.api.data.Pixels;
import io.threetowers.api.export.ExportedInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is done to an image, in the words of each program. */
final class Preprocessing {

  private Preprocessing() {}

  /** {@code preprocessor_config.json}; filters are Pillow's numbers. */
  static Map<String, Object> huggingFace(ExportedInput.Image image, String processor) {
    Map<String, Integer> square = new LinkedHashMap<>();
    square.put("height", image.side());
    square.put("width", image.side());
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("image_processor_type", processor);
    config.put("do_convert_rgb", true);
    config.put("do_resize", true);
    config.put("size", image.crop() ? Map.of("shortest_edge", image.shortSide()) : square);
    config.put("resample", image.filter() == Pixels.Filter.BICUBIC ? 3 : 2);
    config.put("do_center_crop", image.crop());
    if (image.crop()) {
      config.put("crop_size", square);
    }
    config.put("do_rescale", true);
    config.put("rescale_factor", 1 / 255.0);
    config.put("do_normalize", true);
    config.put("image_mean", image.mean());
    config.put("image_std", image.deviation());
    return config;
  }

  /** {@code preprocess_cfg}. */
  static Map<String, Object> openClip(ExportedInput.Image image, List<String> notes) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("size", image.side());
    config.put("mode", "RGB");
    config.put("mean", image.mean());
    config.put("std", image.deviation());
    config.put("interpolation", word(image));
    config.put("resize_mode", image.crop() ? "shortest" : "squash");
    if (image.crop() && image.shortSide() != image.side()) {
      notes.add(
          "preprocess_cfg cannot say that the short side becomes %d pixels before the middle of %d is cut out; do that yourself."
              .formatted(image.shortSide(), image.side()));
    }
    return config;
  }

  /** For a program that scales and normalises by itself. */
  static Map<String, Object> resizing(ExportedInput.Image image) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("filter", word(image));
    if (image.crop()) {
      config.put("short_side", image.shortSide());
      config.put("center_crop", image.side());
    } else {
      config.put("resize", List.of(image.side(), image.side()));
    }
    return config;
  }

  /** A line of big_vision's preprocessing. */
  static String bigVision(ExportedInput.Image image) {
    String resize =
        (image.crop()
                ? "resize_small(%1$d, method=\"%2$s\", antialias=True)|central_crop(%3$d)"
                : "resize(%3$d, method=\"%2$s\", antialias=True)")
            .formatted(image.shortSide(), word(image), image.side());
    List<Double> half = List.of(0.5, 0.5, 0.5);
    boolean plain = image.mean().equals(half) && image.deviation().equals(half);
    String range =
        plain
            ? "value_range(-1, 1)"
            : "vgg_value_range(%s, %s)".formatted(bytes(image.mean()), bytes(image.deviation()));
    return "decode|" + resize + "|" + range;
  }

  private static String word(ExportedInput.Image image) {
    return image.filter() == Pixels.Filter.BICUBIC ? "bicubic" : "bilinear";
  }

  private static String bytes(List<Double> values) {
    return values.stream().map(value -> 255 * value).toList().toString();
  }
}
