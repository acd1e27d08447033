package io.threetowers.core.run;

import java.util.Map;

/** What one evaluator found on one data set after {@code step} steps. */
record Evaluation(long step, String evaluator, String data, Map<String, Double> metrics) {}
