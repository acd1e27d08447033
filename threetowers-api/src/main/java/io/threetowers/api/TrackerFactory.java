package io.threetowers.api;

import java.nio.file.Path;

/**
 * A component of kind {@code tracker}. The heart of one that writes step and loss into a file:
 *
 * <pre>{@code
 * public Tracker create(Config config, Path run, BuildContext context) {
 *   Path file = run.resolve(config.file());
 *   try {
 *     PrintWriter lines =
 *         new PrintWriter(
 *             Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
 *     return new Tracker() {
 *       @Override
 *       public void step(long step, Map<String, Double> metrics) {
 *         lines.println(step + " " + metrics.get("loss"));
 *       }
 *
 *       @Override
 *       public void close() {
 *         lines.close();
 *       }
 *     };
 *   } catch (IOException e) {
 *     throw new InvalidInputException("'" + file + "' cannot be written", e);
 *   }
 * }
 * }</pre>
 *
 * @param <C> its settings
 */
public non-sealed interface TrackerFactory<C extends Record> extends Component<C, Tracker> {

  /**
   * Opens a tracker for one run.
   *
   * @param config the settings, checked
   * @param run the run's folder, which exists; a resumed run appends to what lies there
   * @param context of the tracker's block
   * @return the tracker, which the host closes
   * @throws InvalidInputException if it cannot write there
   */
  Tracker create(C config, Path run, BuildContext context);
}
