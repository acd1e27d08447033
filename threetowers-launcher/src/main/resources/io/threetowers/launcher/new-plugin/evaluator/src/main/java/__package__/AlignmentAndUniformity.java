package ${package};

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.DataSource;
import io.threetowers.api.Embedder;
import io.threetowers.api.Embedder.Embeddings;
import io.threetowers.api.Evaluator;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Script;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@link ${Type}} at work: one pass over the data for each side, so that no value is held. */
final class AlignmentAndUniformity implements Evaluator {
  private final ${Type}.Config config;
  private final Script script;

  AlignmentAndUniformity(${Type}.Config config, Script script) {
    this.config = config;
    this.script = script;
  }

  /** So that a misspelt one is told of before any training. */
  @Override
  public Set<String> embeddings() {
    // Not Set.of, which refuses a name that stands twice.
    return Set.copyOf(List.of(config.left(), config.right()));
  }

  @Override
  public Map<String, Double> run(Embedder embedder, DataSource data) {
    try (Embeddings left = embed(embedder, data, config.left());
        Embeddings right = embed(embedder, data, config.right());
        NDManager scope = left.rows().getManager().newSubManager()) {
      // Images that cannot be read have no row, and their partners then have none to be near to.
      int[] both = common(left.positions(), right.positions());
      if (both.length < 2) {
        throw new InvalidInputException(
            "${type} needs two examples or more that can be read, and found " + both.length);
      }
      NDArray a = rows(left, both, scope);
      NDArray b = rows(right, both, scope);
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("alignment", number("alignment", a, b));
      metrics.put(config.left() + "_uniformity", number("uniformity", a));
      metrics.put(config.right() + "_uniformity", number("uniformity", b));
      return metrics;
    }
  }

  private static Embeddings embed(Embedder embedder, DataSource data, String embedding) {
    try (FieldValues values = new FieldValues(data, embedder.field(embedding))) {
      return embedder.embed(embedding, values);
    }
  }

  private static int[] common(int[] left, int[] right) {
    Set<Integer> others = Arrays.stream(right).boxed().collect(Collectors.toSet());
    return Arrays.stream(left).filter(others::contains).toArray();
  }

  /** The rows of the examples at {@code wanted}, in that order; ends with {@code scope}. */
  private NDArray rows(Embeddings side, int[] wanted, NDManager scope) {
    Map<Integer, Long> rowOf =
        IntStream.range(0, side.positions().length)
            .boxed()
            .collect(Collectors.toMap(row -> side.positions()[row], row -> (long) row));
    long[] index = Arrays.stream(wanted).mapToLong(rowOf::get).toArray();
    // First among the arguments, since the result joins its manager.
    return script.call("select", scope.create(index), side.rows()).singletonOrThrow();
  }

  private double number(String method, Object... sides) {
    return script.call(method, sides).singletonOrThrow().getDouble();
  }
}
