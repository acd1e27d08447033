package io.threetowers.core.model;

import static io.threetowers.core.model.SafetensorsHeader.quoted;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.util.Pair;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.WeightSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether weights fit parameters, found out from names, shapes and types alone: nothing is read or
 * written.
 */
public final class WeightFit implements WeightSink {
  private static final int NAMES_TOLD = 10;

  private final String owner;
  private final TreeMap<String, Shape> parameters;

  /**
   * Compares with these.
   *
   * @param owner whose they are, as people call it: {@code tower 'image'}
   * @param parameters shapes by name
   */
  WeightFit(String owner, Map<String, Shape> parameters) {
    this.owner = owner;
    this.parameters = new TreeMap<>(parameters);
  }

  /** Compares with the parameters of a block, which need not be initialised. */
  public WeightFit(String owner, Block block) {
    this(
        owner,
        block.getParameters().stream()
            .collect(Collectors.toMap(Pair::getKey, pair -> pair.getValue().getShape())));
  }

  @Override
  public void putAll(Path file) throws IOException {
    try (Safetensors weights = Safetensors.open(file)) {
      require(weights, file);
    }
  }

  /** Refuses weights of other names, shapes or types, telling all of them. */
  void require(Safetensors weights, Path file) {
    List<String> problems = problems(weights);
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "'%s' does not fit %s: %s".formatted(file, owner, String.join("; ", problems)));
    }
  }

  @Override
  public void put(String parameter, NDArray values) {
    Shape needed = parameters.get(parameter);
    if (needed == null) {
      throw new InvalidInputException(
          "%s has no parameter %s, only %s"
              .formatted(owner, quoted(parameter), told(List.copyOf(parameters.keySet()))));
    }
    if (!values.getShape().equals(needed)) {
      throw new InvalidInputException(
          "the weights for "
              + owner
              + " do not fit: "
              + misfit(parameter, values.getShape(), needed));
    }
  }

  private List<String> problems(Safetensors weights) {
    TreeSet<String> missing = new TreeSet<>(parameters.keySet());
    missing.removeAll(weights.names());
    TreeSet<String> unexpected = new TreeSet<>(weights.names());
    unexpected.removeAll(parameters.keySet());
    List<String> misfits =
        parameters.entrySet().stream()
            .filter(parameter -> weights.names().contains(parameter.getKey()))
            .flatMap(
                parameter -> misfit(weights, parameter.getKey(), parameter.getValue()).stream())
            .toList();
    List<String> problems = new ArrayList<>();
    if (!missing.isEmpty()) {
      problems.add("it lacks " + told(missing.stream().map(SafetensorsHeader::quoted).toList()));
    }
    if (!unexpected.isEmpty()) {
      problems.add(
          "no parameter is named "
              + told(unexpected.stream().map(SafetensorsHeader::quoted).toList()));
    }
    if (!misfits.isEmpty()) {
      problems.add(told(misfits));
    }
    return problems;
  }

  private static Optional<String> misfit(Safetensors weights, String name, Shape parameter) {
    if (!weights.shape(name).equals(parameter)) {
      return Optional.of(misfit(name, weights.shape(name), parameter));
    }
    Optional<DataType> read = weights.type(name).readAs();
    if (read.isEmpty() || !read.get().isFloating()) {
      return Optional.of(
          "%s is of type %s where %s is needed"
              .formatted(quoted(name), weights.type(name), DataType.FLOAT32));
    }
    return Optional.empty();
  }

  private static String misfit(String name, Shape shape, Shape needed) {
    return "%s has shape %s where %s is needed".formatted(quoted(name), shape, needed);
  }

  private static String told(List<String> items) {
    int left = items.size() - NAMES_TOLD;
    return left <= 0
        ? String.join(", ", items)
        : String.join(", ", items.subList(0, NAMES_TOLD)) + " and " + left + " more";
  }
}
