package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.WeightSink;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.model.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a tower whose numbers are known: y = x · w, two inputs and one output. */
final class ParityTest {
  private final NDManager manager = TowerHarness.newManager();

  /**
   * x = (1, 2), (3, 4); w = (0.5, 2); y = 4.5, 9.5; the gradient of 0 · y₀ + sin(1) · y₁ is sin(1)
   * · (3, 4).
   */
  private final Map<String, NDArray> golden =
      new TreeMap<>(
          Map.of(
              "input", manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2)),
              "output", manager.create(new float[] {4.5f, 9.5f}, new Shape(2, 1)),
              "grad.w", manager.create(new float[] {2.524413f, 3.365884f}, new Shape(1, 2))));

  @TempDir Path folder;

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void acceptsAGoldenFileThatAgrees() {
    assertThatCode(this::compare).doesNotThrowAnyException();
  }

  @Test
  void refusesAnotherOutput() {
    golden.put("output", manager.create(new float[] {4.5f, 9.5002f}, new Shape(2, 1)));
    assertThatThrownBy(this::compare)
        .hasMessageContaining("relative difference of the output, row 1 of 2; the rows before");
  }

  @Test
  void saysWhatToLookAtFirstWhereTheFirstRowIsWrong() {
    golden.put("output", manager.create(new float[] {4.6f, 9.5f}, new Shape(2, 1)));
    assertThatThrownBy(this::compare)
        .hasMessageContaining("the output, row 0 of 2; look at forward first")
        .hasMessageContaining("epsilon");
  }

  @Test
  void refusesAnotherGradient() {
    golden.put("grad.w", manager.create(new float[] {2.524413f, 3.366884f}, new Shape(1, 2)));
    assertThatThrownBy(this::compare)
        .hasMessageContaining("relative difference of the gradient of 'w'; the output agrees");
  }

  @Test
  void refusesAGradientOfSomethingThatIsNotTrained() {
    golden.put("grad.offset", manager.ones(new Shape(1)));
    assertThatThrownBy(this::compare).hasMessageContaining("offset");
  }

  @Test
  void refusesAFileWithoutGradients() {
    golden.remove("grad.w");
    assertThatThrownBy(this::compare).hasMessageContaining("grad.");
  }

  private void compare() throws IOException {
    Path file = folder.resolve("golden.safetensors");
    Safetensors.write(file, golden, Map.of(), false);
    try (TowerHarness harness = TowerHarness.pretrained(new Product())) {
      Parity.assertGolden(harness, file);
    }
  }

  private final class Product implements Tower {
    private final ScriptBlock block =
        ScriptBlock.builder(
                new HostContext("product")
                    .script(
                        """
                        def forward(self, x: Tensor, p: List[Tensor]) -> Tensor:
                          return torch.linear(x, p[0], p[1])
                        """),
                "forward",
                inputs -> new Shape[] {new Shape(inputs[0].get(0), 1)})
            .parameter("w", new Shape(1, 2), Initializers.ones())
            .constant("offset", new Shape(1), Initializers.zeros())
            .build();

    @Override
    public ScriptBlock block() {
      return block;
    }

    @Override
    public Modality modality() {
      return new Modality("numbers");
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public void load(WeightSink weights) {
      weights.put("w", manager.create(new float[] {0.5f, 2}, new Shape(1, 2)));
    }

    @Override
    public InputTransform input() {
      return new NoTransform();
    }
  }

  private record NoTransform() implements InputTransform {
    @Override
    public Shape shape() {
      return new Shape(2);
    }

    @Override
    public DataType type() {
      return DataType.FLOAT32;
    }

    @Override
    public void write(Value value, RandomGenerator random, ByteBuffer row) {
      throw new IllegalArgumentException("this tower reads no values");
    }
  }
}
