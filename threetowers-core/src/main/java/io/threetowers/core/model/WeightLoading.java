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
 * Overwrites initialised parameters with weights; they stay where they are and keep what they
 * require.
 */
public final class WeightLoading implements WeightSink {
  private static final int NAMES_TOLD = 10;

  private final String owner;
  private final TreeMap<String, NDArray> parameters;

  /**
   * Loads into these.
   *
   * @param owner whose they are, as people call it: {@code tower 'image'}
   * @param parameters by name
   */
  public WeightLoading(String owner, Map<String, NDArray> parameters) {
    this.owner = owner;
    this.parameters = new TreeMap<>(parameters);
  }

  /** Loads into the parameters of a block, which are initialised. */
  public WeightLoading(String owner, Block block) {
    this(
        owner,
        block.getParameters().stream()
            .collect(Collectors.toMap(Pair::getKey, pair -> pair.getValue().getArray())));
  }

  @Override
  public void putAll(Path file) throws IOException {
    try (Safetensors weights = Safetensors.open(file)) {
      List<String> problems = problems(weights);
      if (!problems.isEmpty()) {
        throw new InvalidInputException(
            "'%s' does not fit %s: %s".formatted(file, owner, String.join("; ", problems)));
      }
      for (Map.Entry<String, NDArray> parameter : parameters.entrySet()) {
        weights.readInto(parameter.getKey(), parameter.getValue());
      }
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

  private static Optional<String> misfit(Safetensors weights, String name, NDArray parameter) {
    if (!weights.shape(name).equals(parameter.getShape())) {
      return Optional.of(misfit(name, weights.shape(name), parameter));
    }
    DataType needed = parameter.getDataType();
    Optional<DataType> read = weights.type(name).readAs();
    if (read.isEmpty() || read.get().isFloating() != needed.isFloating()) {
      return Optional.of(
          "%s is of type %s where %s is needed"
              .formatted(quoted(name), weights.type(name), needed));
    }
    return Optional.empty();
  }

  private static String misfit(String name, Shape shape, NDArray parameter) {
    return "%s has shape %s where %s is needed"
        .formatted(quoted(name), shape, parameter.getShape());
  }

  private static String told(List<String> items) {
    int left = items.size() - NAMES_TOLD;
    return left <= 0
        ? String.join(", ", items)
        : String.join(", ", items.subList(0, NAMES_TOLD)) + " and " + left + " more";
  }

  @Override
  public void put(String parameter, NDArray values) {
    NDArray target = parameters.get(parameter);
    if (target == null) {
      throw new InvalidInputException(
          "%s has no parameter %s, only %s"
              .formatted(owner, quoted(parameter), told(List.copyOf(parameters.keySet()))));
    }
    if (!values.getShape().equals(target.getShape())) {
      throw new InvalidInputException(
          "the weights for "
              + owner
              + " do not fit: "
              + misfit(parameter, values.getShape(), target));
    }
    Rows rows = Rows.of(target, Float.BYTES);
    if (rows.count() > 0) {
      rows.set(0, rows.count(), values);
    }
  }
}
