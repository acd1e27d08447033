package io.threetowers.core.run;

import java.util.Map;

/**
 * One line of {@code metrics.jsonl}.
 *
 * @param step counted from 1
 * @param examples seen so far
 * @param seconds spent in training so far
 * @param metrics every other number of the line
 */
record LoggedStep(long step, double examples, double seconds, Map<String, Double> metrics) {}
