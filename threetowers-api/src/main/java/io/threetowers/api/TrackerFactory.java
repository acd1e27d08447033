package io.threetowers.api;

import java.nio.file.Path;

/**
 * A component of kind {@code tracker}.
 *
 * @param <C> its settings
 */
public non-sealed interface TrackerFactory<C extends Record> extends Component<C, Tracker> {

  /**
   * Opens a tracker for one run.
   *
   * @param run the run's folder, which exists; a resumed run appends to what lies there
   */
  Tracker create(C config, Path run, BuildContext context);
}
