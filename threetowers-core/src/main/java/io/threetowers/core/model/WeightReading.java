package io.threetowers.core.model;

import io.threetowers.api.weights.WeightExpression;
import java.util.List;
import java.util.SortedMap;

/**
 * One way to understand a file of weights.
 *
 * @param sources of which tensors each parameter is made, those left out that keep initial values
 * @param fitting how many parameters get values of their shape
 * @param problems why it is not the right way; empty if it is
 * @param use what the tower takes
 */
record WeightReading(
    SortedMap<String, WeightExpression> sources,
    int fitting,
    List<String> problems,
    WeightUse use) {}
