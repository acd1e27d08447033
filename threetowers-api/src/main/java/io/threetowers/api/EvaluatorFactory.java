package io.threetowers.api;

/**
 * A component of kind {@code evaluator}.
 *
 * @param <C> its settings
 */
public non-sealed interface EvaluatorFactory<C extends Record> extends Component<C, Evaluator> {

  /** Describes an evaluator: reads no data. */
  Evaluator create(C config, BuildContext context);
}
