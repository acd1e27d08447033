package io.threetowers.api;

/**
 * A component of kind {@code optimizer}. The heart of plain gradient descent, which remembers
 * nothing (call a {@link Script} over the lists of a group if it is to be fast):
 *
 * <pre>{@code
 * public Optimizer create(Config config, BuildContext context) {
 *   return new Optimizer() {
 *     @Override
 *     public void step(List<ParameterGroup> groups) {
 *       for (ParameterGroup group : groups) {
 *         for (int i = 0; i < group.names().size(); i++) {
 *           NDArray parameter = group.parameters().get(i);
 *           parameter.muli(1 - group.decay());
 *           try (NDArray update = group.gradients().get(i).mul(group.learningRate())) {
 *             parameter.subi(update);
 *           }
 *         }
 *       }
 *     }
 *
 *     @Override
 *     public Map<String, NDArray> state() {
 *       return Map.of();
 *     }
 *
 *     @Override
 *     public void load(Map<String, NDArray> state) {}
 *
 *     @Override
 *     public void close() {}
 *   };
 * }
 * }</pre>
 *
 * @param <C> its settings; learning rate, schedule, weight decay and their patterns belong to the
 *     host
 */
public non-sealed interface OptimizerFactory<C extends Record> extends Component<C, Optimizer> {

  /**
   * An optimizer without state.
   *
   * @param config the settings, checked
   * @param context of the optimizer's block
   * @return the optimizer, which the host closes
   */
  Optimizer create(C config, BuildContext context);
}
