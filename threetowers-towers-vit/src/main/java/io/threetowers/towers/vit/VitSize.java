package io.threetowers.towers.vit;

import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Syntax;
import io.threetowers.api.nn.TransformerSize;

/**
 * A size as big_vision writes it: {@code B/16}.
 *
 * @param transformer the encoder's
 * @param patch side of a patch in pixels
 */
@Doc("a size such as S/16")
@Syntax(
    pattern = "[A-Za-z0-9-]+/[1-9][0-9]{0,3}",
    examples = {"Ti/16", "S/16", "B/16", "L/14"})
public record VitSize(TransformerSize transformer, int patch) {

  /**
   * Reads {@code NAME/PATCH}.
   *
   * @throws IllegalArgumentException if {@code text} is anything else, or there is no size of that
   *     name
   */
  public static VitSize parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 2 || !parts[1].matches("[1-9]\\d{0,3}")) {
      throw new IllegalArgumentException(
          "a size is written NAME/PATCH, such as S/16 or So400m/14, not '" + text + "'");
    }
    return new VitSize(TransformerSize.parse(parts[0]), Integer.parseInt(parts[1]));
  }
}
