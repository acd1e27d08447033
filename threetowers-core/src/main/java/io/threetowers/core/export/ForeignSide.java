package io.threetowers.core.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.export.ExportFormat;
import io.threetowers.api.export.ExportRequest;
import io.threetowers.api.export.ExportedTower;
import io.threetowers.api.export.ExportedTower.Projection;
import io.threetowers.api.weights.WeightExpression;
import io.threetowers.core.weights.WeightInversion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A side in the words of another program.
 *
 * @param tower what its tower says
 * @param map what follows the tower's pool
 */
record ForeignSide(Side side, ExportFormat format, ExportedTower tower, LinearMap map) {

  static ForeignSide of(Side side, ExportFormat format) {
    LinearMap map = LinearMap.of(side, format);
    Optional<Integer> width = map.weight().map(weight -> side.width());
    ExportRequest request = new ExportRequest(format, width, map.bias().isPresent());
    try {
      ExportedTower tower =
          side.tower()
              .tower()
              .exported(request)
              .orElseThrow(
                  () ->
                      new InvalidInputException(
                          "its type '%s' does not say how; write --format torchscript"
                              .formatted(side.tower().place().part().component().type())));
      return new ForeignSide(side, format, tower, map);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          "towers.%s cannot be written for %s: %s"
              .formatted(side.tower().name(), format.program(), e.getMessage()),
          e);
    }
  }

  /** D, of what the pool gives. */
  long poolWidth() {
    return map.weight().map(weight -> weight.getShape().get(1)).orElse((long) side.width());
  }

  /** The tensors, with the linear map in the place that the program's model has for it. */
  SortedMap<String, NDArray> tensors(String prefix) {
    return tensors(prefix, map, tower.projection());
  }

  /** The tensors of a model whose linear map lies elsewhere. */
  SortedMap<String, NDArray> body(String prefix) {
    return tensors(prefix, new LinearMap(Optional.empty(), Optional.empty()), Projection.NONE);
  }

  /** Of the arrays of this side. */
  NDManager manager() {
    return Side.parameters(side.tower().tower().block()).values().iterator().next().getManager();
  }

  private SortedMap<String, NDArray> tensors(String prefix, LinearMap own, Projection place) {
    Map<String, NDArray> parameters =
        new LinkedHashMap<>(Side.parameters(side.tower().tower().block()));
    NDManager manager = manager();
    parameters.remove(LinearMap.WEIGHT);
    parameters.remove(LinearMap.BIAS);
    SortedMap<String, NDArray> others = new TreeMap<>();
    for (Parameter constant : tower.constants()) {
      String name = constant.getName();
      NDArray value =
          constant.getInitializer().initialize(manager, constant.getShape(), DataType.FLOAT32);
      boolean known = !tower.weights().sources(name, prefix).isEmpty();
      (known ? parameters : others).put(known ? name : prefix + name, value);
    }
    if (place == Projection.NONE && own.weight().isPresent()) {
      throw refusal("its '%s' ends with the pool; train without a linear map");
    } else if (place != Projection.AFFINE) {
      requireNoBias(own);
    }
    if (place != Projection.NONE) {
      NDArray weight = own.weight().orElseGet(() -> manager.eye((int) poolWidth()));
      parameters.put(LinearMap.WEIGHT, weight);
      if (place == Projection.AFFINE) {
        Shape outputs = new Shape(weight.getShape().get(0));
        parameters.put(LinearMap.BIAS, own.bias().orElseGet(() -> manager.zeros(outputs)));
      }
    }
    SortedMap<String, NDArray> tensors =
        WeightInversion.of(sources(parameters, prefix), parameters, name -> shape(name, prefix));
    tensors.putAll(others);
    return tensors;
  }

  /** For a map that goes where there is room for a matrix alone. */
  void requireNoBias(LinearMap own) {
    if (own.bias().isPresent()) {
      throw refusal("its '%s' ends with a linear map without a bias; train with 'bias: false'");
    }
  }

  /** What a map cannot become, and whose it is. */
  private InvalidInputException refusal(String what) {
    List<String> owners =
        side.heads().stream().map(head -> "heads." + head.name()).collect(Collectors.toList());
    if (owners.isEmpty()) {
      owners.add("the projection of towers." + side.tower().name());
    }
    return new InvalidInputException(
        "%s cannot be written for %s: %s, or write --format torchscript"
            .formatted(
                String.join(" and ", owners), format.program(), what.formatted(tower.model())));
  }

  private SortedMap<String, WeightExpression> sources(
      Map<String, NDArray> parameters, String prefix) {
    Predicate<String> unwanted =
        Pattern.compile(tower.without().stream().map(Globs::regex).collect(Collectors.joining("|")))
            .asMatchPredicate();
    SortedMap<String, WeightExpression> sources = new TreeMap<>();
    for (String parameter : parameters.keySet()) {
      Stream<WeightExpression> lines = tower.weights().sources(parameter, prefix).stream();
      sources.put(
          parameter,
          lines
              .filter(
                  line ->
                      line.tensors()
                          .map(name -> name.substring(prefix.length()))
                          .noneMatch(unwanted))
              .findFirst()
              .orElseThrow(
                  () ->
                      new InvalidInputException(
                          "towers.%s cannot be written for %s: the table '%s' has no line for its parameter '%s'"
                              .formatted(
                                  side.tower().name(),
                                  format.program(),
                                  tower.weights().name(),
                                  parameter))));
    }
    return sources;
  }

  private Optional<Shape> shape(String tensor, String prefix) {
    String name = tensor.substring(prefix.length());
    return tower.shapes().entrySet().stream()
        .filter(entry -> name.matches(Globs.regex(entry.getKey())))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
