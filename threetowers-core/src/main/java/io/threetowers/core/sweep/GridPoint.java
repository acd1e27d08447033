package io.threetowers.core.sweep;

import java.util.List;

/**
 * One run of a sweep.
 *
 * @param name of its folder, such as {@code seed=0,lr=0.001}
 * @param overrides all of them, in the order in which they were written
 */
public record GridPoint(String name, List<String> overrides) {}
