package io.threetowers.api;

/**
 * A component of kind {@code head}.
 *
 * @param <C> its settings
 */
public non-sealed interface HeadFactory<C extends Record> extends Component<C, Head> {

  /**
   * Describes a head: allocates no array.
   *
   * @param inputWidth width of the embedding that the head reads
   */
  Head create(C config, int inputWidth, BuildContext context);
}
