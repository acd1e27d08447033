package io.threetowers.losses;

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Loss.Bounds;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import java.util.Map;
import java.util.Optional;

/**
 * The multiplier of the logits, kept as its logarithm in a parameter of shape (1).
 *
 * <p>The name is open_clip's and Hugging Face's; big_vision calls the same number {@code t} (its
 * shape is (1) there, too).
 */
final class LogitScale {
  static final String NAME = "logit_scale";

  private LogitScale() {}

  static void declare(ScriptBlock.Builder block, double temperature, boolean learned) {
    scalar(block, NAME, Math.log(temperature), learned);
  }

  static void scalar(ScriptBlock.Builder block, String name, double initial, boolean learned) {
    if (learned) {
      block.parameter(name, new Shape(1), Initializers.constant(initial));
    } else {
      block.constant(name, new Shape(1), Initializers.constant(initial));
    }
  }

  /** open_clip's clamp, [0, ln max] (training/train.py); big_vision has none. */
  static Map<String, Bounds> bounds(Optional<Double> maxTemperature) {
    return maxTemperature.map(max -> Map.of(NAME, new Bounds(0, Math.log(max)))).orElse(Map.of());
  }

  /** With a clamp, a multiplier must start inside it. */
  static void check(double temperature, Optional<Double> maxTemperature) {
    if (maxTemperature.isPresent() && (temperature < 1 || temperature > maxTemperature.get())) {
      throw new IllegalArgumentException(
          "max-temperature keeps the temperature between 1 and '%s', so it cannot start at '%s'"
              .formatted(maxTemperature.get(), temperature));
    }
  }
}
