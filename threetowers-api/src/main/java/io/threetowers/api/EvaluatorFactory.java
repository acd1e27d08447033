package io.threetowers.api;

/**
 * A component of kind {@code evaluator}. The heart of one that tells whether embeddings have
 * collapsed: the length of their mean is 0 where they point in all directions and 1 where they
 * point in one.
 *
 * <pre>{@code
 * public Evaluator create(Config config, BuildContext context) {
 *   return new Evaluator() {
 *     @Override
 *     public Set<String> embeddings() {
 *       return Set.of(config.embedding());
 *     }
 *
 *     @Override
 *     public Map<String, Double> run(Embedder embedder, DataSource data) {
 *       List<Value> values = values(data, embedder.field(config.embedding()));
 *       try (Embeddings embeddings = embedder.embed(config.embedding(), values);
 *           NDArray mean = embeddings.rows().mean(new int[] {0});
 *           NDArray length = mean.norm()) {
 *         return Map.of("collapse", (double) length.getFloat());
 *       }
 *     }
 *   };
 * }
 * }</pre>
 *
 * @param <C> its settings
 */
public non-sealed interface EvaluatorFactory<C extends Record> extends Component<C, Evaluator> {

  /**
   * Describes an evaluator: reads no data.
   *
   * @param config the settings, checked
   * @param context of the evaluator's block
   * @return the evaluator, which may be run many times
   */
  Evaluator create(C config, BuildContext context);
}
