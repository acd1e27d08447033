package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** big_vision's parameters by shape, flax's layout: which are factored, and over which axes. */
class FactoringTest {

  private static Shape shape(String sizes) {
    return new Shape(Arrays.stream(sizes.split(" ")).mapToLong(Long::parseLong).toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "768 3072, 1, 0", // a dense kernel
    "3072 768, 0, 1",
    "768 768, 1, 0", // equal axes: the last is the largest
    "768 12 64, 0, 2", // a query kernel: over width and head size, each head by itself
    "32000 768, 0, 1", // token embeddings
    "1 196 768, 2, 1", // positions of an image
    "32 32 3 768, 3, 1", // a patch kernel of 32 pixels
    "32 32, 1, 0",
  })
  void factorsOverTheTwoLargestAxes(String sizes, int largest, int second) {
    assertThat(Factoring.of(shape(sizes), 32)).contains(new Factoring(largest, second));
  }

  @ParameterizedTest
  @CsvSource({
    "1 16 768", // positions of a text
    "16 16 3 768", // a patch kernel of 16 pixels
    "768",
    "1 1 768",
    "1",
    "31 5000",
  })
  void keepsWholeWhatIsTooNarrow(String sizes) {
    assertThat(Factoring.of(shape(sizes), 32)).isEmpty();
  }

  @Test
  void keepsAScalarWhole() {
    assertThat(Factoring.of(new Shape(), 1)).isEmpty();
  }

  @Test
  void keepsTheOtherAxes() {
    Shape shape = new Shape(2, 40, 3, 50);
    Factoring factoring = Factoring.of(shape, 32).orElseThrow();

    assertThat(factoring.row(shape)).isEqualTo(new Shape(2, 40, 3, 1));
    assertThat(factoring.column(shape)).isEqualTo(new Shape(2, 1, 3, 50));
  }
}
