package io.threetowers.core.model;

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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether weights fit parameters, found out from names, shapes and types alone: nothing is read or
 * written.
 */
public final class WeightFit implements WeightSink {
  private static final int NAMES_TOLD = 10;

  private final String owner;
  private final TreeMap<String, Shape> parameters;
  private final List<WeightUse> uses = new ArrayList<>();

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
  public void putAll(Path file, Function<String, Optional<String>> parameterOf) throws IOException {
    try (Safetensors weights = Safetensors.open(file)) {
      require(weights, file, parameterOf);
    }
  }

  /**
   * Refuses weights of other names, shapes or types, telling all of them.
   *
   * @return the name of the tensor for each parameter
   */
  Map<String, String> require(
      Safetensors weights, Path file, Function<String, Optional<String>> parameterOf) {
    TreeMap<String, List<String>> tensors = new TreeMap<>();
    List<String> leftOut = new ArrayList<>();
    for (String tensor : weights.names()) {
      parameterOf
          .apply(tensor)
          .ifPresentOrElse(
              parameter ->
                  tensors.computeIfAbsent(parameter, unused -> new ArrayList<>()).add(tensor),
              () -> leftOut.add(tensor));
    }
    requireAny(weights, file, tensors);
    List<String> problems = problems(weights, tensors);
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "'%s' does not fit %s: %s".formatted(file, owner, String.join("; ", problems)));
    }
    uses.add(new WeightUse(file, tensors.size(), leftOut));
    return tensors.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().get(0)));
  }

  /** The files that fit, in the order in which they were put. */
  List<WeightUse> uses() {
    return List.copyOf(uses);
  }

  /** Where nothing has the right name, lists of what is missing and what is there only confuse. */
  private void requireAny(Safetensors weights, Path file, Map<String, List<String>> tensors) {
    if (!parameters.isEmpty() && tensors.keySet().stream().noneMatch(parameters::containsKey)) {
      throw new InvalidInputException(
          "'%s' does not fit %s: none of its %d tensors%s has the name of one of the %d parameters (%s, …); are they of another architecture, or named by another library?"
              .formatted(
                  file,
                  owner,
                  weights.names().size(),
                  weights.names().stream()
                      .findFirst()
                      .map(name -> " (" + quoted(name) + ", …)")
                      .orElse(""),
                  parameters.size(),
                  quoted(parameters.firstKey())));
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
              + misfit(quoted(parameter), values.getShape(), needed));
    }
  }

  /** What is wrong with the tensors that go to each parameter. */
  private List<String> problems(Safetensors weights, Map<String, List<String>> tensors) {
    List<String> missing = new ArrayList<>();
    List<String> repeated = new ArrayList<>();
    List<String> misfits = new ArrayList<>();
    parameters.forEach(
        (name, shape) -> {
          List<String> found = tensors.getOrDefault(name, List.of());
          if (found.isEmpty()) {
            missing.add(quoted(name));
          } else if (found.size() > 1) {
            repeated.add("%s would all be %s".formatted(quoted(found), quoted(name)));
          }
          found.forEach(tensor -> misfit(weights, tensor, name, shape).ifPresent(misfits::add));
        });
    List<String> unexpected = new ArrayList<>();
    tensors.forEach(
        (name, found) -> {
          if (!parameters.containsKey(name)) {
            found.forEach(tensor -> unexpected.add(renamed(tensor, name)));
          }
        });
    List<String> problems = new ArrayList<>();
    tell("it lacks ", missing, problems);
    tell("no parameter is named ", unexpected, problems);
    tell("", repeated, problems);
    tell("", misfits, problems);
    return problems;
  }

  private static void tell(String what, List<String> items, List<String> problems) {
    if (!items.isEmpty()) {
      problems.add(what + told(items));
    }
  }

  private static Optional<String> misfit(
      Safetensors weights, String tensor, String parameter, Shape needed) {
    String name = renamed(tensor, parameter);
    if (!weights.shape(tensor).equals(needed)) {
      return Optional.of(misfit(name, weights.shape(tensor), needed));
    }
    Optional<DataType> read = weights.type(tensor).readAs();
    if (read.isEmpty() || !read.get().isFloating()) {
      return Optional.of(
          "%s is of type %s where %s is needed"
              .formatted(name, weights.type(tensor), DataType.FLOAT32));
    }
    return Optional.empty();
  }

  /** The name that a tensor should have, with the one by which it stands in the file. */
  private static String renamed(String tensor, String parameter) {
    return tensor.equals(parameter)
        ? quoted(parameter)
        : "%s (%s in the file)".formatted(quoted(parameter), quoted(tensor));
  }

  private static String quoted(String name) {
    return SafetensorsHeader.quoted(name);
  }

  private static String quoted(List<String> names) {
    return names.stream().map(WeightFit::quoted).collect(Collectors.joining(", "));
  }

  private static String misfit(String name, Shape shape, Shape needed) {
    return "%s has shape %s where %s is needed".formatted(name, shape, needed);
  }

  private static String told(List<String> items) {
    int left = items.size() - NAMES_TOLD;
    return left <= 0
        ? String.join(", ", items)
        : String.join(", ", items.subList(0, NAMES_TOLD)) + " and " + left + " more";
  }
}
