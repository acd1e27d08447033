package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Embedder;
import io.threetowers.api.Evaluator;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.EvaluatorContract;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every evaluator must do, and the numbers of this one. */
class ${Type}Test extends EvaluatorContract {

  @Override
  protected Evaluator create(BuildContext context) {
    return new ${Type}().create(new ${Type}.Config("img", "txt", 2), context);
  }

  @Override
  protected Map<String, String> embeddings() {
    return Map.of("img", "image", "txt", "text");
  }

  /**
   * On a circle, one side all at 0°, the other at 0° and 90° in turn. With 24 examples, 12 · 11 · 2
   * of the 24 · 23 pairs of the second side are equal, and the others are √2 apart.
   */
  @Test
  void measuresWhatTheEyeSees() throws IOException {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Map<String, Double> metrics =
          create(new HostContext("evaluator")).run(new Circle(manager), data());

      double equal = 12 * 11 * 2 / (24.0 * 23);
      assertThat(metrics.get("alignment")).isCloseTo(1, within(1e-6));
      assertThat(metrics.get("img_uniformity")).isCloseTo(0, within(1e-6));
      assertThat(metrics.get("txt_uniformity"))
          .isCloseTo(Math.log(equal + (1 - equal) * Math.exp(-4)), within(1e-6));
    }
  }

  private record Circle(NDManager manager) implements Embedder {
    @Override
    public String field(String embedding) {
      return embedding.equals("img") ? "image" : "text";
    }

    @Override
    public Embeddings embed(
        String embedding, Iterable<? extends Value> values, boolean normalized) {
      List<float[]> rows = new ArrayList<>();
      for (Value value : values) {
        boolean turned = value instanceof Value.Text && rows.size() % 2 == 1;
        rows.add(turned ? new float[] {0, 1} : new float[] {1, 0});
      }
      int[] positions = new int[rows.size()];
      for (int i = 0; i < positions.length; i++) {
        positions[i] = i;
      }
      return new Embeddings(manager.create(rows.toArray(float[][]::new)), positions);
    }
  }
}
