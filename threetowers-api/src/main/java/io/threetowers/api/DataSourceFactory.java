package io.threetowers.api;

/**
 * A component of kind {@code data-source}.
 *
 * @param <C> its settings
 */
public non-sealed interface DataSourceFactory<C extends Record> extends Component<C, DataSource> {

  /**
   * Opens the source: finds its files and indexes them.
   *
   * @throws InvalidInputException if there is nothing to read, or it is of another kind
   */
  DataSource create(C config, BuildContext context);
}
