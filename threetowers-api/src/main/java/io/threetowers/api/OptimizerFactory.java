package io.threetowers.api;

/**
 * A component of kind {@code optimizer}.
 *
 * @param <C> its settings; learning rate, schedule, weight decay and their patterns belong to the
 *     host
 */
public non-sealed interface OptimizerFactory<C extends Record> extends Component<C, Optimizer> {

  /** An optimizer without state. */
  Optimizer create(C config, BuildContext context);
}
