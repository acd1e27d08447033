package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.threetowers.api.weights.WeightExpression;
import io.threetowers.api.weights.WeightMapping;
import io.threetowers.api.weights.WeightMatch;
import io.threetowers.core.weights.ExpressionShape;
import io.threetowers.core.weights.ExpressionValues;
import io.threetowers.core.weights.WeightFile;
import io.threetowers.core.weights.WeightInversion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether a tower's tables of weights can be read backwards, as {@code export} does. */
public final class WeightTables {

  private WeightTables() {}

  /**
   * Fails unless the tensors that are made of the tower's parameters have names and shapes of those
   * in the file, the same values where the table only copies, cuts or turns them, and give the same
   * parameters again, bit for bit.
   *
   * @param tower with the weights of the file
   * @param weights of one of the tower's families
   * @throws IOException if the file cannot be read
   */
  public static void assertInvertible(TowerHarness tower, Path weights) throws IOException {
    SortedMap<String, NDArray> parameters = new TreeMap<>();
    for (Pair<String, Parameter> parameter : tower.tower().block().getParameters()) {
      parameters.put(parameter.getKey(), parameter.getValue().getArray());
    }
    try (WeightFile file = WeightFile.open(weights);
        NDManager scope = TowerHarness.newManager()) {
      SortedMap<String, WeightExpression> sources = sources(tower, file, parameters);
      Map<String, NDArray> theirs =
          WeightInversion.of(sources, parameters, name -> shape(name, sources, file));
      Set<String> used =
          sources.values().stream()
              .flatMap(WeightExpression::tensors)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(theirs.keySet()).as("names").isEqualTo(used);
      ExpressionValues values = new ExpressionValues();
      for (Map.Entry<String, WeightExpression> source : sources.entrySet()) {
        NDArray ours = parameters.get(source.getKey());
        NDArray again = values.of(source.getValue(), ours.getShape(), theirs::get);
        assertThat(again.toFloatArray()).as(source.getKey()).isEqualTo(ours.toFloatArray());
      }
      // Nobody can tell the terms of a sum.
      sources.values().stream()
          .filter(WeightExpression.Sum.class::isInstance)
          .flatMap(WeightExpression::tensors)
          .forEach(used::remove);
      for (String name : used) {
        assertSame(name, theirs.get(name), file, scope);
      }
    }
  }

  private static SortedMap<String, WeightExpression> sources(
      TowerHarness tower, WeightFile file, Map<String, NDArray> parameters) {
    for (WeightMapping family : tower.tower().weightMappings()) {
      WeightMatch match = family.match(parameters.keySet(), file.names());
      boolean fits =
          match.sources().entrySet().stream()
              .allMatch(entry -> fits(entry.getValue(), parameters.get(entry.getKey()), file));
      if (match.isComplete() && fits) {
        return match.sources();
      }
    }
    throw new AssertionError("no family of the tower fits the file");
  }

  private static boolean fits(WeightExpression source, NDArray parameter, WeightFile file) {
    try {
      Shape made = new ExpressionShape(file::shape, parameter.getShape()).of(source);
      return ExpressionShape.alike(made, parameter.getShape());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Of positions that are cut to the first the rest are not written. */
  private static Optional<Shape> shape(
      String tensor, Map<String, WeightExpression> sources, WeightFile file) {
    boolean cut =
        sources.values().stream()
            .flatMap(WeightExpression::all)
            .anyMatch(part -> part.toString().equals("first(" + tensor + ")"));
    Shape shape = file.shape(tensor);
    return Optional.of(cut ? new Shape(-1).addAll(shape.slice(1)) : shape);
  }

  private static void assertSame(String name, NDArray written, WeightFile file, NDManager scope)
      throws IOException {
    NDArray whole = file.read(name, scope);
    NDArray read = whole.get(new NDIndex("0:{}", written.getShape().get(0)));
    assertThat(written.getShape()).as(name).isEqualTo(read.getShape());
    assertThat(written.toFloatArray()).as(name).isEqualTo(read.toFloatArray());
  }
}
