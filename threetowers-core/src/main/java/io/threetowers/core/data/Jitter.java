package io.threetowers.core.data;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;

/**
 * Strengths of the colour changes.
 *
 * @param brightness factor drawn from 1 - strength … 1 + strength
 * @param contrast likewise, towards the mean grey level
 * @param saturation likewise, towards grey
 */
@Doc("random changes of colour, each by a factor from 1 - strength to 1 + strength")
public record Jitter(
    @Doc("strength of the change of brightness") @Default("0") @Range(min = 0, max = 1)
        double brightness,
    @Doc("strength of the change of contrast") @Default("0") @Range(min = 0, max = 1)
        double contrast,
    @Doc("strength of the change of saturation") @Default("0") @Range(min = 0, max = 1)
        double saturation) {
  public static final Jitter NONE = new Jitter(0, 0, 0);
}
