package io.threetowers.testkit.samples;

import ai.djl.ndarray.NDArray;
import io.threetowers.api.BuildContext;
import io.threetowers.api.DataSource;
import io.threetowers.api.Embedder;
import io.threetowers.api.Embedder.Embeddings;
import io.threetowers.api.Evaluator;
import io.threetowers.api.EvaluatorFactory;
import io.threetowers.api.config.Doc;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

public final class Collapse implements EvaluatorFactory<Collapse.Config> {

  @Doc("whether embeddings point in all directions (0) or in one (1)")
  public record Config(@Doc("the embedding to look at") String embedding) {}

  @Override
  public String type() {
    return "collapse";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Evaluator create(Config config, BuildContext context) {
    return new Evaluator() {
      @Override
      public Set<String> embeddings() {
        return Set.of(config.embedding());
      }

      @Override
      public Map<String, Double> run(Embedder embedder, DataSource data) {
        List<Value> values = values(data, embedder.field(config.embedding()));
        try (Embeddings embeddings = embedder.embed(config.embedding(), values);
            NDArray mean = embeddings.rows().mean(new int[] {0});
            NDArray length = mean.norm()) {
          return Map.of("collapse", (double) length.getFloat());
        }
      }
    };
  }

  private static List<Value> values(DataSource data, String field) {
    List<Value> values = new ArrayList<>();
    try (Cursor cursor = data.open(Pass.inOrder())) {
      for (Example next = cursor.next(); next != null; next = cursor.next()) {
        values.add(Objects.requireNonNull(next.fields().get(field), field));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }
}
