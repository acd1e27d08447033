package io.threetowers.core.experiment;

import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Syntax;
import java.util.Locale;

/**
 * Where to compute.
 *
 * @param text {@code auto} (the first GPU if there is one), {@code cpu}, {@code gpu} or {@code
 *     gpu:N}
 */
@Doc("auto, cpu, gpu or gpu:N")
@Syntax(
    pattern = "[aA][uU][tT][oO]|[cC][pP][uU]|[gG][pP][uU](:[0-9]{1,3})?",
    examples = {"auto", "cpu", "gpu", "gpu:0"})
public record DeviceChoice(String text) {

  /** Reads a choice. */
  public static DeviceChoice parse(String text) {
    String choice = text.toLowerCase(Locale.ROOT);
    if (!choice.matches("auto|cpu|gpu|gpu:\\d{1,3}")) {
      throw new IllegalArgumentException("a device is auto, cpu, gpu or gpu:N, not '" + text + "'");
    }
    return new DeviceChoice(choice);
  }

  @Override
  public String toString() {
    return text;
  }
}
