package io.threetowers.api;

/**
 * A component of kind {@code loss}.
 *
 * @param <C> its settings
 */
public non-sealed interface LossFactory<C extends Record> extends Component<C, Loss> {

  /** Describes a loss: allocates no array. */
  Loss create(C config, BuildContext context);
}
