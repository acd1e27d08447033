package io.threetowers.api;

import java.util.Map;

/**
 * Receives the numbers of a run. Called on the training thread; must not block it for long.
 *
 * <p>A run that is resumed may repeat steps: those after its last checkpoint come again. See {@link
 * TrackerFactory} for a whole one.
 */
public interface Tracker extends AutoCloseable {

  /**
   * The numbers of one logged training step.
   *
   * @param step counts from 1
   * @param metrics {@code loss}, {@code lr}, {@code samples_per_second}, {@code loss/<edge>}, …
   */
  default void step(long step, Map<String, Double> metrics) {}

  /**
   * The result of one evaluator on one data set.
   *
   * @param step how many steps the model has been trained
   * @param evaluator its name in the file
   * @param data the name of the data set in the file
   * @param metrics what {@link Evaluator#run} gave
   */
  default void evaluation(long step, String evaluator, String data, Map<String, Double> metrics) {}

  /** Writes what is left, at the end of the run. */
  @Override
  void close();
}
