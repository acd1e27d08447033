package io.threetowers.core.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.weights.WeightExpression;
import io.threetowers.api.weights.WeightMapping;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpressionValuesTest {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final Map<String, NDArray> tensors = new TreeMap<>();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void copiesTransposesAndFlattens() throws Exception {
    count("a", 2, 3);
    assertThat(values("a", 2, 3)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(values("transpose(a)", 3, 2)).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(values("flatten(a)", 6)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(values("a", 1, 2, 3)).hasSize(6);
  }

  @Test
  void addsRowsToWhatHasDimensionsOfOne() throws Exception {
    count("positions", 3, 2);
    tensors.put("cls", manager.create(new float[] {10, 20}).reshape(1, 1, 2));
    assertThat(values("cls + positions[0]", 1, 1, 2)).containsExactly(10, 21);
    assertThat(values("positions[2] + positions[1]", 2)).containsExactly(6, 8);
    assertThat(values("positions[1:]", 1, 2, 2)).containsExactly(2, 3, 4, 5);
  }

  @Test
  void countsRowsBehindALeadingOne() throws Exception {
    count("positions", 1, 3, 2);
    assertThat(values("positions[0]", 1, 1, 2)).containsExactly(0, 1);
    assertThat(values("positions[1:]", 1, 2, 2)).containsExactly(2, 3, 4, 5);
    assertThat(values("first(positions)", 1, 2, 2)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void splitsAndJoinsRows() throws Exception {
    count("a", 3, 2);
    tensors.put("b", manager.create(new float[] {7, 8}).reshape(1, 2));
    assertThat(values("a[:1/3]", 1, 2)).containsExactly(0, 1);
    assertThat(values("a[1/3:]", 2, 2)).containsExactly(2, 3, 4, 5);
    assertThat(values("{a,b}", 4, 2)).containsExactly(0, 1, 2, 3, 4, 5, 7, 8);
  }

  /** out[o][i] = kernel[i][o], the outputs being heads times head width: flax, attention.py. */
  @Test
  void turnsKernelsOfFlaxRound() throws Exception {
    // D 4, 2 heads of 3: the inputs are one dimension.
    count("query", 4, 2, 3);
    float[] query = values("dense(query)", 6, 4);
    for (int i = 0; i < 4; i++) {
      for (int head = 0; head < 2; head++) {
        for (int d = 0; d < 3; d++) {
          assertThat(query[(head * 3 + d) * 4 + i]).isEqualTo((i * 2 + head) * 3 + d);
        }
      }
    }
    // 2 heads of 3 back to D 4: the inputs are two dimensions.
    count("out", 2, 3, 4);
    float[] out = values("dense(out)", 4, 6);
    assertThat(out[5]).isEqualTo(20);
    assertThat(out[6]).isEqualTo(1);
    // One parameter of three kernels.
    tensors.put("key", manager.full(new Shape(4, 2, 3), 9f));
    float[] both = values("dense({query,key})", 12, 4);
    assertThat(both).startsWith(query);
    assertThat(both[24]).isEqualTo(9);
  }

  @Test
  void turnsAConvolutionOfFlaxRound() throws Exception {
    count("kernel", 2, 3, 4, 5);
    float[] conv = values("conv(kernel)", 5, 4, 2, 3);
    // out 3, in 1, height 1, width 2
    assertThat(conv[((3 * 4 + 1) * 2 + 1) * 3 + 2]).isEqualTo(((1 * 3 + 2) * 4 + 1) * 5 + 3);
  }

  @Test
  void takesOneLayerOfAStack() throws Exception {
    count("stack", 2, 3, 2);
    WeightMapping scanned = WeightMapping.parse("x", "# x\nb.{i} = dense(stacked(stack, {i}))");
    assertThat(values(scanned.sources("b.1", "").get(0), new Shape(2, 3)))
        .containsExactly(6, 8, 10, 7, 9, 11);
  }

  /** The grid of big_vision's own comment (models/vit.py, resample_posemb). */
  @Test
  void resamplesBilinearlyWithAlignedCorners() throws Exception {
    tensors.put("grid", manager.create(new float[] {0, 1, 2, 3}).reshape(4, 1));
    assertThat(values("bilinear(grid)", 1, 9, 1))
        .containsExactly(0, .5f, 1, 1, 1.5f, 2, 2, 2.5f, 3);
    positions(3);
    assertClose(
        values("bilinear(grid)", 1, 16, 2),
        0f,
        3f,
        0.6666667f,
        3.666667f,
        2f,
        2.666667f,
        4f,
        0f,
        1.333333f,
        4.333333f,
        1.555556f,
        4.555555f,
        2.444444f,
        3.111111f,
        4f,
        0f,
        1.666667f,
        4.666667f,
        1.444444f,
        4.444445f,
        1.888889f,
        3.333333f,
        3f,
        1.333333f,
        1f,
        4f,
        0.3333333f,
        3.333333f,
        0.3333333f,
        3.333333f,
        1f,
        4f);
    positions(4);
    assertClose(
        values("bilinear(grid)", 1, 9, 2),
        0f,
        3f,
        2.5f,
        2f,
        2f,
        5f,
        1.5f,
        4.5f,
        2.75f,
        2.25f,
        1f,
        4f,
        4f,
        0f,
        0.5f,
        3.5f,
        1f,
        4f);
  }

  /** Values of timm, by tools/goldens/position_resampling.py. */
  @Test
  void resamplesBicubicallyWithAntialiasing() throws Exception {
    positions(3);
    assertClose(
        values("bicubic(grid)", 1, 16, 2),
        -0.1594453f,
        2.840555f,
        0.3408751f,
        3.831988f,
        2.160821f,
        2.548099f,
        4.159445f,
        -0.2062263f,
        1.300504f,
        4.300504f,
        1.430146f,
        4.955715f,
        2.710172f,
        2.914144f,
        4.338118f,
        -0.5443224f,
        1.790235f,
        4.790235f,
        1.379957f,
        4.687764f,
        1.873551f,
        3.236017f,
        2.961577f,
        1.345113f,
        1.002729f,
        4.002729f,
        0.2217723f,
        3.196117f,
        0.1754464f,
        3.311932f,
        0.8927935f,
        4.277567f);
    positions(5);
    assertClose(
        values("bicubic(grid)", 1, 4, 2),
        1.837092f,
        2.863312f,
        1.91056f,
        3.02306f,
        1.837225f,
        3.234966f,
        2.346194f,
        2.82848f);
    assertThat(values("bicubic(grid)", 1, 25, 2))
        .containsExactly(tensors.get("grid").toFloatArray());
  }

  @Test
  void tellsWhyShapesDoNotGoTogether() {
    count("a", 3, 2);
    count("b", 4);
    count("c", 2, 2, 2);
    assertThat(told("a + b", 3, 2)).isEqualTo("'b' has shape (4) where (3, 2) is needed");
    assertThat(told("{a,b}", 7, 2)).isEqualTo("'b' has shape (4), which does not go below (3, 2)");
    assertThat(told("a[:1/2]", 1, 2)).isEqualTo("3 rows cannot be divided into 2 equal parts");
    assertThat(told("a[3:]", 1, 2)).isEqualTo("'a' has 3 rows, so that nothing is left");
    assertThat(told("a[3]", 2)).isEqualTo("'a' has shape (3, 2), without that row");
    assertThat(told("transpose(b)", 4)).isEqualTo("'b' has shape (4), without two dimensions");
    assertThat(told("conv(c)", 4)).isEqualTo("'c' has shape (2, 2, 2), without four dimensions");
    assertThat(told("dense(c)", 4, 3)).isEqualTo("'c' has shape (2, 2, 2), without 3 inputs");
    assertThat(told("first(a)", 4, 2)).isEqualTo("'a' has shape (3, 2), without the rows");
    assertThat(told("bicubic(a)", 4, 2))
        .isEqualTo("3 positions are no square grid, so that bicubic cannot resample them");
    assertThat(told("bilinear(b)", 9)).isEqualTo("'b' has shape (4), without rows of a grid");
  }

  private void count(String name, long... shape) {
    Shape whole = new Shape(shape);
    tensors.put(name, manager.arange((float) whole.size()).reshape(whole));
  }

  /** As the generator makes them: (i * i + 3 * channel) mod 7. */
  private void positions(int side) {
    float[] values = new float[side * side * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((i / 2) * (i / 2) + 3 * (i % 2)) % 7;
    }
    tensors.put("grid", manager.create(values).reshape(1, (long) side * side, 2));
  }

  private float[] values(String expression, long... needed) throws Exception {
    return values(parse(expression), new Shape(needed));
  }

  private float[] values(WeightExpression expression, Shape needed) throws Exception {
    Shape shape = new ExpressionShape(name -> tensors.get(name).getShape(), needed).of(expression);
    assertThat(ExpressionShape.alike(shape, needed)).as("%s of %s", shape, expression).isTrue();
    return new ExpressionValues().of(expression, needed, tensors::get).toFloatArray();
  }

  private String told(String expression, long... needed) {
    ExpressionShape shapes =
        new ExpressionShape(name -> tensors.get(name).getShape(), new Shape(needed));
    try {
      return shapes.of(parse(expression)).toString();
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static WeightExpression parse(String expression) {
    return WeightMapping.parse("x", "# x\na = " + expression).sources("a", "").get(0);
  }

  private static void assertClose(float[] values, float... expected) {
    assertThat(values).containsExactly(expected, within(2e-6f));
  }
}
