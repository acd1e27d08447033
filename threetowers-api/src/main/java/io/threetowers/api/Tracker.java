package io.threetowers.api;

import java.util.Map;

/**
 * Receives the numbers of a run. Called on the training thread; must not block it for long.
 *
 * <p>The host calls {@link #settings} first, then {@link #step} and {@link #evaluation}, in the end
 * {@link #ended} and {@link #close}. A process that is killed calls nothing more.
 *
 * <p>A run that is resumed may repeat steps: those after its last checkpoint come again. See {@link
 * TrackerFactory} for a whole one.
 */
public interface Tracker extends AutoCloseable {

  /**
   * What is run, before the first step; once more when the run is resumed, by then perhaps with
   * another duration or another micro-batch.
   *
   * @param settings every setting of the experiment that has a value, defaults included, but for
   *     those of the trackers: its place, such as {@code towers.image.depth} or {@code
   *     edges[0].join[1]}, and its value as YAML
   */
  default void settings(Map<String, String> settings) {}

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

  /**
   * Tells how the run has ended; no numbers follow. One that fails before its first step has an
   * end, too.
   *
   * @param end done, stopped or failed
   */
  default void ended(End end) {}

  /** How a run ends. */
  enum End {
    /** It was trained to the end. */
    DONE,
    /** Stopped on request, by Ctrl-C or SIGTERM; it can be resumed. */
    STOPPED,
    /** Something went wrong; it can be resumed after its last checkpoint. */
    FAILED
  }

  /** Writes what is left, at the end of the run. */
  @Override
  void close();
}
