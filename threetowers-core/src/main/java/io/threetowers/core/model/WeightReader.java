package io.threetowers.core.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.weights.WeightExpression;
import io.threetowers.api.weights.WeightExpression.Call;
import io.threetowers.api.weights.WeightExpression.Layer;
import io.threetowers.api.weights.WeightExpression.Tensor;
import io.threetowers.api.weights.WeightMatch;
import io.threetowers.core.weights.ExpressionShape;
import io.threetowers.core.weights.Quoted;
import io.threetowers.core.weights.WeightFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares a file with the parameters of a tower, from names, shapes and types alone.
 *
 * @param parameters shapes by name
 * @param weights the file, open
 * @param file as a user wrote it
 */
record WeightReader(
    SortedMap<String, Shape> parameters, WeightLeeway leeway, WeightFile weights, Path file) {
  private static final int NAMES_TOLD = 5;

  /** The tensors that are not left out. */
  SortedSet<String> tensors() {
    return weights.names().stream()
        .filter(tensor -> !leeway.leavesOut(tensor))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Whether a match of names is one of shapes, too.
   *
   * @param match over {@link #tensors}
   * @param otherProblems that names alone have
   */
  WeightReading read(WeightMatch match, List<String> otherProblems) {
    TreeMap<String, WeightExpression> sources = new TreeMap<>(match.sources());
    sources.keySet().removeIf(leeway::keeps);
    List<String> misfits = new ArrayList<>();
    List<String> resampled = new ArrayList<>();
    sources.forEach(
        (parameter, source) ->
            misfit(parameter, source)
                .ifPresentOrElse(
                    misfits::add, () -> resampling(parameter, source).ifPresent(resampled::add)));
    int fitting = sources.size() - misfits.size();
    List<String> problems = new ArrayList<>();
    tell("it lacks ", missing(match), problems);
    tell(
        match.family().isEmpty() ? "no parameter is named " : "the tower has no parameter for ",
        match.unexpected().stream().map(Quoted::name).toList(),
        problems);
    problems.addAll(otherProblems);
    misfits.addAll(layers(sources));
    tell("", misfits, problems);
    return new WeightReading(sources, fitting, problems, use(match, sources.values(), resampled));
  }

  private List<String> missing(WeightMatch match) {
    List<String> missing = new ArrayList<>();
    match
        .missing()
        .forEach(
            (parameter, tensors) -> {
              if (!leeway.keeps(parameter)) {
                missing.add(
                    tensors.isEmpty() || tensors.equals(Set.of(parameter))
                        ? Quoted.name(parameter)
                        : tensors.stream().map(Quoted::name).collect(Collectors.joining(", "))
                            + " for "
                            + Quoted.name(parameter));
              }
            });
    return missing;
  }

  private WeightUse use(
      WeightMatch match, Collection<WeightExpression> sources, List<String> resampled) {
    Set<String> used =
        sources.stream().flatMap(WeightExpression::tensors).collect(Collectors.toSet());
    return new WeightUse(
        file,
        match.family(),
        used.size(),
        weights.names().stream().filter(tensor -> !used.contains(tensor)).toList(),
        parameters.keySet().stream().filter(leeway::keeps).toList(),
        resampled);
  }

  /** What is wrong with what a parameter would be made of. */
  private Optional<String> misfit(String parameter, WeightExpression source) {
    String name = renamed(source, parameter);
    Optional<String> other =
        source
            .tensors()
            .filter(tensor -> weights.type(tensor).readAs().filter(DataType::isFloating).isEmpty())
            .findFirst();
    Shape needed = parameters.get(parameter);
    try {
      Shape shape = new ExpressionShape(weights::shape, needed).of(source);
      boolean fits =
          source.equals(new Tensor(parameter))
              ? shape.equals(needed)
              : ExpressionShape.alike(shape, needed);
      if (!fits) {
        return Optional.of(WeightFit.misfit(name, shape, needed));
      }
    } catch (IllegalArgumentException e) {
      return Optional.of(name + " cannot be made: " + e.getMessage());
    }
    return other.map(
        tensor ->
            "%s is of type %s where %s is needed"
                .formatted(name, weights.type(tensor), DataType.FLOAT32));
  }

  /** The grid of position embeddings, where it changes. */
  private Optional<String> resampling(String parameter, WeightExpression source) {
    if (!(source instanceof Call call) || !call.function().resamples()) {
      return Optional.empty();
    }
    ExpressionShape shapes = new ExpressionShape(weights::shape, parameters.get(parameter));
    long before = ExpressionShape.rows(shapes.of(call.of())).get(0);
    long after = shapes.of(call).get(0);
    if (before == after) {
      return Optional.empty();
    }
    long from = ExpressionShape.grid(before, call.function());
    long to = ExpressionShape.grid(after, call.function());
    return Optional.of(
        "%s resampled from %d x %d to %d x %d (%s)"
            .formatted(parameter, from, from, to, to, call.function().word()));
  }

  /** A tensor that holds more layers than the tower has is not that tower's. */
  private List<String> layers(Map<String, WeightExpression> sources) {
    TreeMap<String, Set<String>> indexes = new TreeMap<>();
    sources.values().stream()
        .flatMap(WeightExpression::all)
        .filter(Layer.class::isInstance)
        .map(Layer.class::cast)
        .forEach(
            layer ->
                layer
                    .tensors()
                    .forEach(
                        tensor ->
                            indexes
                                .computeIfAbsent(tensor, unused -> new TreeSet<>())
                                .add(layer.index())));
    return indexes.entrySet().stream()
        .filter(tensor -> weights.shape(tensor.getKey()).get(0) > tensor.getValue().size())
        .map(
            tensor ->
                "%s holds %d layers, and the tower has %d"
                    .formatted(
                        Quoted.name(tensor.getKey()),
                        weights.shape(tensor.getKey()).get(0),
                        tensor.getValue().size()))
        .toList();
  }

  /** The name that a tensor should have, with the one by which it stands in the file. */
  private static String renamed(WeightExpression source, String parameter) {
    return source.toString().equals(parameter)
        ? Quoted.name(parameter)
        : "%s (%s in the file)".formatted(Quoted.name(parameter), Quoted.name(source.toString()));
  }

  static void tell(String what, List<String> items, List<String> problems) {
    if (!items.isEmpty()) {
      problems.add(what + told(items));
    }
  }

  static String told(List<String> items) {
    int left = items.size() - NAMES_TOLD;
    return left <= 0
        ? String.join(", ", items)
        : String.join(", ", items.subList(0, NAMES_TOLD)) + " and " + left + " more";
  }
}
