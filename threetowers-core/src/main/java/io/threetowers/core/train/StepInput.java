package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One batch on the device.
 *
 * @param keys of its B examples
 * @param towers the input of each tower by its name: (B, input shape), or (B, D) where {@code
 *     embedded} has the name
 * @param embedded towers whose embeddings were computed before
 * @param labels (B) int64 by field
 */
public record StepInput(
    List<String> keys,
    Map<String, NDArray> towers,
    Set<String> embedded,
    Map<String, NDArray> labels) {}
