package io.threetowers.api.export;

import io.threetowers.api.data.Pixels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What a tower makes of its input before the first layer, so that others can do the same. */
public sealed interface ExportedInput {

  /**
   * A square of pixels, normalised by colour: (pixel / 255 - mean) / deviation.
   *
   * @param side in pixels
   * @param crop whether the short side is resized and the middle cut out; else the image is
   *     stretched
   * @param shortSide in pixels, before the middle is cut out
   * @param filter that resizes
   * @param mean red, green, blue
   * @param deviation red, green, blue
   */
  record Image(
      int side,
      boolean crop,
      int shortSide,
      Pixels.Filter filter,
      List<Double> mean,
      List<Double> deviation)
      implements ExportedInput {
    /**
     * Keeps copies of the lists.
     *
     * @param side in pixels
     * @param crop whether the middle is cut out
     * @param shortSide in pixels
     * @param filter that resizes
     * @param mean red, green, blue
     * @param deviation red, green, blue
     */
    public Image {
      mean = List.copyOf(mean);
      deviation = List.copyOf(deviation);
    }
  }

  /**
   * A row of token ids: the start, if there is one, the text's tokens, cut where the row is full,
   * the end, the filler.
   *
   * @param length of the row
   * @param start the id that comes first
   * @param end the id after the last token
   * @param filler the id after the end
   * @param files of the tokenizer: {@link io.threetowers.api.Tokenizer#files}
   */
  record Text(int length, OptionalInt start, int end, int filler, Map<String, Path> files)
      implements ExportedInput {
    /**
     * Keeps a copy of the map.
     *
     * @param length of the row
     * @param start the id that comes first
     * @param end the id after the last token
     * @param filler the id after the end
     * @param files of the tokenizer
     */
    public Text {
      files = Map.copyOf(files);
    }
  }
}
