package io.threetowers.api.nn;

import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Syntax;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The size of a transformer encoder.
 *
 * @param width D, of a token
 * @param depth number of blocks
 * @param heads of attention; divides the width
 * @param mlp width of the hidden layer of each block's MLP
 */
@Doc("a size such as S")
@Syntax(
    pattern = "mu|Ti|S|M|B|L|So400m|H|g|g-opt|G|e",
    examples = {"Ti", "S", "B", "L"})
public record TransformerSize(int width, int depth, int heads, int mlp) {

  /** big_vision, models/vit.py: decode_variant. */
  private static final Map<String, TransformerSize> NAMED =
      Map.ofEntries(
          Map.entry("mu", new TransformerSize(32, 1, 2, 128)),
          Map.entry("Ti", new TransformerSize(192, 12, 3, 768)),
          Map.entry("S", new TransformerSize(384, 12, 6, 1536)),
          Map.entry("M", new TransformerSize(512, 12, 8, 2048)),
          Map.entry("B", new TransformerSize(768, 12, 12, 3072)),
          Map.entry("L", new TransformerSize(1024, 24, 16, 4096)),
          Map.entry("So400m", new TransformerSize(1152, 27, 16, 4304)),
          Map.entry("H", new TransformerSize(1280, 32, 16, 5120)),
          Map.entry("g", new TransformerSize(1408, 40, 16, 6144)),
          Map.entry("g-opt", new TransformerSize(1536, 40, 16, 6144)),
          Map.entry("G", new TransformerSize(1664, 48, 16, 8192)),
          Map.entry("e", new TransformerSize(1792, 56, 16, 15360)));

  /**
   * A size.
   *
   * @param width a multiple of {@code heads}
   * @param depth at least 1
   * @param heads at least 1
   * @param mlp at least 1, most often 4 · width
   * @throws IllegalArgumentException if a number is below 1, or the heads do not divide the width
   */
  public TransformerSize {
    if (width < 1 || depth < 1 || heads < 1 || mlp < 1) {
      throw new IllegalArgumentException(
          "width '"
              + width
              + "', depth '"
              + depth
              + "', heads '"
              + heads
              + "' and mlp '"
              + mlp
              + "' must all be at least 1");
    }
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "the width '" + width + "' must be a multiple of the heads '" + heads + "'");
    }
  }

  /**
   * The size that big_vision calls {@code name}: {@code S}, {@code B}, {@code L}, {@code So400m}, …
   *
   * @param name upper and lower case matter: {@code G} is larger than {@code g}
   * @return its size
   * @throws IllegalArgumentException if there is none
   */
  public static TransformerSize parse(String name) {
    TransformerSize size = NAMED.get(name);
    if (size == null) {
      throw new IllegalArgumentException(
          "there is no size '" + name + "'; there are " + namesByWidth());
    }
    return size;
  }

  /**
   * A size as experiment files give it: by name, by numbers, or by a name with numbers that
   * override its own.
   *
   * @param named the size that is called by name
   * @param width D, of a token
   * @param depth number of blocks
   * @param heads of attention
   * @param mlp 4 · width where nothing names it
   * @return the size that they make together
   * @throws IllegalArgumentException if a number is missing or does not fit the others
   */
  public static TransformerSize of(
      Optional<TransformerSize> named,
      Optional<Integer> width,
      Optional<Integer> depth,
      Optional<Integer> heads,
      Optional<Integer> mlp) {
    int d = require("width", width, named.map(TransformerSize::width));
    return new TransformerSize(
        d,
        require("depth", depth, named.map(TransformerSize::depth)),
        require("heads", heads, named.map(TransformerSize::heads)),
        mlp.or(() -> named.map(TransformerSize::mlp)).orElse(4 * d));
  }

  private static int require(String setting, Optional<Integer> given, Optional<Integer> named) {
    return given
        .or(() -> named)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + setting
                        + "' is missing; give 'size', or all of 'width', 'depth' and 'heads'"));
  }

  private static String namesByWidth() {
    return NAMED.entrySet().stream()
        .sorted(Comparator.comparingInt(named -> named.getValue().width))
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(", "));
  }
}
