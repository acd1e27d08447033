package io.threetowers.api;

import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * Parameters that are updated alike.
 *
 * @param names full names ({@code towers.image.patch.weight}), the keys of the optimizer's state
 * @param parameters updated in place
 * @param gradients of the parameters, in the same order and of the same shapes; already clipped
 * @param learningRate of this step, schedule and multipliers included
 * @param decay what each entry shrinks by in this step, as a share of itself: p - decay · p
 */
public record ParameterGroup(
    List<String> names, NDList parameters, NDList gradients, double learningRate, double decay) {}
