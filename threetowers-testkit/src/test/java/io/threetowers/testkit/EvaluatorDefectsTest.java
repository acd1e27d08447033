package io.threetowers.testkit;

import ai.djl.ndarray.NDArray;
import io.threetowers.api.BuildContext;
import io.threetowers.api.DataSource;
import io.threetowers.api.Embedder;
import io.threetowers.api.Evaluator;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluatorDefectsTest extends PlantedDefects {

  EvaluatorDefectsTest() {
    super(EvaluatorContract.class, Applied.class, defects());
  }

  @ParameterizedClass
  @MethodSource("io.threetowers.testkit.EvaluatorDefectsTest#defects")
  static final class Applied extends EvaluatorContract {
    private final Defect<Supplier<Evaluator>> defect;

    Applied(Defect<Supplier<Evaluator>> defect) {
      this.defect = defect;
    }

    @Override
    protected Evaluator create(BuildContext context) {
      return defect.component().get();
    }

    @Override
    protected Map<String, String> embeddings() {
      return Map.of("img", "image", "other", "image");
    }
  }

  /** The mean of all entries of the images' embeddings. */
  private static class Sound implements Evaluator {
    @Override
    public Map<String, Double> run(Embedder embedder, DataSource data) {
      List<Value> images = images(embedder, data);
      Embedder.Embeddings embeddings = embedder.embed("img", images);
      Map<String, Double> metrics = new LinkedHashMap<>();
      try (NDArray mean = embeddings.rows().mean()) {
        metrics.put("mean", (double) mean.getFloat());
      }
      metrics.put("images", (double) count(embeddings, images.size()));
      finish(embeddings);
      return metrics;
    }

    private static List<Value> images(Embedder embedder, DataSource data) {
      List<Value> images = new ArrayList<>();
      try (Cursor cursor = data.open(Pass.inOrder())) {
        for (Example next = cursor.next(); next != null; next = cursor.next()) {
          images.add(next.fields().get(embedder.field("img")));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return images;
    }

    int count(Embedder.Embeddings embeddings, int asked) {
      return embeddings.positions().length;
    }

    void finish(Embedder.Embeddings embeddings) {
      embeddings.close();
    }

    @Override
    public Set<String> embeddings() {
      return Set.of("img");
    }
  }

  static Stream<Defect<Supplier<Evaluator>>> defects() {
    return Stream.of(
        Defect.none(Sound::new),
        Defect.of("givesFiniteNumbersUnderNames", Nameless::new),
        Defect.of("givesTheSameNumbersInTheSameOrderAgain", Restless::new),
        Defect.of("asksForTheEmbeddingsThatItNames", NamesMore::new),
        Defect.of("readsNoFieldsButThoseOfItsEmbeddingsAndThoseThatItNames", Peeking::new),
        Defect.of("getsAlongWithoutTheImagesThatCannotBeRead", CountsOnAll::new),
        Defect.of("closesWhatItOpens", Leaking::new));
  }

  private static final class Nameless extends Sound {
    @Override
    public Map<String, Double> run(Embedder embedder, DataSource data) {
      return Map.of(" ", super.run(embedder, data).get("mean"));
    }
  }

  /** The metrics are the same, their order is not. */
  private static final class Restless extends Sound {
    private boolean reversed;

    @Override
    public Map<String, Double> run(Embedder embedder, DataSource data) {
      List<Map.Entry<String, Double>> metrics =
          new ArrayList<>(super.run(embedder, data).entrySet());
      if (reversed) {
        Collections.reverse(metrics);
      }
      reversed = !reversed;
      Map<String, Double> result = new LinkedHashMap<>();
      metrics.forEach(metric -> result.put(metric.getKey(), metric.getValue()));
      return result;
    }
  }

  private static final class NamesMore extends Sound {
    @Override
    public Set<String> embeddings() {
      return Set.of("img", "other");
    }
  }

  private static final class Peeking extends Sound {
    @Override
    public Map<String, Double> run(Embedder embedder, DataSource data) {
      Map<String, Double> metrics = super.run(embedder, data);
      metrics.put("labelled", data.fields().containsKey("label") ? 1.0 : 0);
      return metrics;
    }
  }

  private static final class CountsOnAll extends Sound {
    @Override
    int count(Embedder.Embeddings embeddings, int asked) {
      return embeddings.positions()[asked - 1];
    }
  }

  private static final class Leaking extends Sound {
    @Override
    void finish(Embedder.Embeddings embeddings) {}
  }
}
