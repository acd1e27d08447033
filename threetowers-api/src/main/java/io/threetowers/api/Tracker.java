package io.threetowers.api;

import java.util.Map;

/** Receives the numbers of a run. Called on the training thread; must not block it for long. */
public interface Tracker extends AutoCloseable {

  /** The numbers of one logged training step; steps count from 1. */
  default void step(long step, Map<String, Double> metrics) {}

  /** The result of one evaluator on one data set, after {@code step} steps. */
  default void evaluation(long step, String evaluator, String data, Map<String, Double> metrics) {}

  @Override
  void close();
}
