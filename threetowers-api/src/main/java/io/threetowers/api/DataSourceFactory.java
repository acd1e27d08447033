package io.threetowers.api;

/**
 * A component of kind {@code data-source}. The heart of one that gives the lines of a text file, in
 * an order that depends on the pass alone, each shard every n-th of them:
 *
 * <pre>{@code
 * private record Source(List<String> lines, String stamp) implements DataSource {
 *
 *   @Override
 *   public Map<String, FieldType> fields() {
 *     return Map.of("text", FieldType.TEXT);
 *   }
 *
 *   @Override
 *   public long size() {
 *     return lines.size();
 *   }
 *
 *   @Override
 *   public Cursor open(Pass pass) {
 *     List<Integer> order = new ArrayList<>(IntStream.range(0, lines.size()).boxed().toList());
 *     if (pass.shuffled()) {
 *       Collections.shuffle(order, new Random(Objects.hash(pass.seed(), pass.epoch())));
 *     }
 *     return new Cursor() {
 *       private int next = pass.shard();
 *
 *       @Override
 *       public @Nullable Example next() {
 *         if (next >= order.size()) {
 *           return null;
 *         }
 *         int line = order.get(next);
 *         next += pass.shards();
 *         return new Example("line-" + line, Map.of("text", new Value.Text(lines.get(line))));
 *       }
 *
 *       @Override
 *       public void close() {}
 *     };
 *   }
 *   // …
 * }
 * }</pre>
 *
 * @param <C> its settings
 */
public non-sealed interface DataSourceFactory<C extends Record> extends Component<C, DataSource> {

  /**
   * Opens the source: finds its files and indexes them.
   *
   * @param config the settings, checked
   * @param context of the source's block
   * @return a source that is open as long as the run
   * @throws InvalidInputException if there is nothing to read, or it is of another kind
   */
  DataSource create(C config, BuildContext context);
}
