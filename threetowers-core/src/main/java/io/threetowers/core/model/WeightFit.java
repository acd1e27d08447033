package io.threetowers.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.util.Pair;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.WeightSink;
import io.threetowers.api.weights.WeightExpression;
import io.threetowers.api.weights.WeightMapping;
import io.threetowers.api.weights.WeightMatch;
import io.threetowers.core.weights.Quoted;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether weights fit parameters, found out from names, shapes and types alone: nothing is read or
 * written.
 */
public final class WeightFit implements WeightSink {
  private final String owner;
  private final TreeMap<String, Shape> parameters;
  private final WeightLeeway leeway;
  private final List<WeightUse> uses = new ArrayList<>();
  private final TreeSet<String> tensors = new TreeSet<>();

  /**
   * Compares with these.
   *
   * @param owner whose they are, as people call it: {@code tower 'image'}
   * @param parameters shapes by name
   */
  WeightFit(String owner, Map<String, Shape> parameters, WeightLeeway leeway) {
    this.owner = owner;
    this.parameters = new TreeMap<>(parameters);
    this.leeway = leeway;
  }

  /** Compares with the parameters of a block, which need not be initialised. */
  public WeightFit(String owner, Block block) {
    this(owner, block, WeightLeeway.NONE);
  }

  WeightFit(String owner, Block block, WeightLeeway leeway) {
    this(
        owner,
        block.getParameters().stream()
            .collect(Collectors.toMap(Pair::getKey, pair -> pair.getValue().getShape())),
        leeway);
  }

  @Override
  public void putAll(Path file, Function<String, Optional<String>> parameterOf) throws IOException {
    try (WeightFile weights = WeightFile.open(file)) {
      require(weights, file, parameterOf);
    }
  }

  @Override
  public void putAll(Path file, List<WeightMapping> families) throws IOException {
    try (WeightFile weights = WeightFile.open(file)) {
      require(weights, file, families);
    }
  }

  /** The files that fit, in the order in which they were put. */
  public List<WeightUse> uses() {
    return List.copyOf(uses);
  }

  /** The names of the parameters. */
  Set<String> parameters() {
    return parameters.keySet();
  }

  /** The names in all files so far. */
  Set<String> tensors() {
    return tensors;
  }

  /** Refuses weights of other names, shapes or types, telling all of them. */
  WeightReading require(
      WeightFile weights, Path file, Function<String, Optional<String>> parameterOf) {
    WeightReader reader = reader(weights, file);
    return accept(renamed(reader, parameterOf), reader, List.of());
  }

  /** As a file of the tower's own. */
  WeightReading read(WeightFile weights, Path file) {
    return renamed(reader(weights, file), Optional::of);
  }

  /** As one of a family, whose names are matched. */
  WeightReading read(WeightFile weights, Path file, WeightMatch match) {
    return reader(weights, file).read(match, List.of());
  }

  private WeightReader reader(WeightFile weights, Path file) {
    tensors.addAll(weights.names());
    return new WeightReader(parameters, leeway, weights, file);
  }

  /**
   * Takes the first family that fits, the tower's own names before all, or tells of the nearest.
   */
  WeightReading require(WeightFile weights, Path file, List<WeightMapping> families) {
    WeightReader reader = reader(weights, file);
    List<WeightReading> readings = new ArrayList<>(List.of(renamed(reader, Optional::of)));
    SortedSet<String> names = reader.tensors();
    for (WeightMapping family : families) {
      if (!readings.get(readings.size() - 1).problems().isEmpty()) {
        readings.add(reader.read(family.match(parameters.keySet(), names), List.of()));
      }
    }
    WeightReading last = readings.get(readings.size() - 1);
    WeightReading nearest =
        last.problems().isEmpty()
            ? last
            : readings.stream()
                .max(
                    Comparator.comparingInt(WeightReading::fitting)
                        .thenComparing(Comparator.comparingInt(readings::indexOf).reversed()))
                .orElseThrow();
    return accept(nearest, reader, families);
  }

  private WeightReading accept(
      WeightReading reading, WeightReader reader, List<WeightMapping> families) {
    if (reading.problems().isEmpty()) {
      uses.add(reading.use());
      return reading;
    }
    String problems = String.join("; ", reading.problems());
    if (reading.sources().isEmpty() && !parameters.isEmpty()) {
      // Where nothing has the right name, lists of what is missing and what is there only confuse.
      problems = strange(reader.weights(), families);
    } else if (!reading.use().family().isEmpty()) {
      problems = "read as '%s', which is nearest: %s".formatted(reading.use().family(), problems);
    }
    throw new InvalidInputException(
        "'%s' does not fit %s: %s".formatted(reader.file(), owner, problems));
  }

  private String strange(WeightFile weights, List<WeightMapping> families) {
    return "none of its %d tensors%s has the name of one of the %d parameters (%s, …)%s; are they of another architecture, or named by another library?"
        .formatted(
            weights.names().size(),
            weights.names().stream()
                .findFirst()
                .map(name -> " (" + Quoted.name(name) + ", …)")
                .orElse(""),
            parameters.size(),
            Quoted.name(parameters.firstKey()),
            families.isEmpty()
                ? ""
                : ", nor one that the families "
                    + families.stream().map(WeightMapping::name).collect(Collectors.joining(", "))
                    + " know");
  }

  /** The reading of a file whose tensors bear other names, one for each parameter. */
  private WeightReading renamed(
      WeightReader reader, Function<String, Optional<String>> parameterOf) {
    TreeMap<String, List<String>> named = new TreeMap<>();
    for (String tensor : reader.tensors()) {
      parameterOf
          .apply(tensor)
          .ifPresent(
              parameter ->
                  named.computeIfAbsent(parameter, unused -> new ArrayList<>()).add(tensor));
    }
    TreeMap<String, WeightExpression> sources = new TreeMap<>();
    List<String> unexpected = new ArrayList<>();
    List<String> repeated = new ArrayList<>();
    named.forEach(
        (parameter, found) -> {
          if (!parameters.containsKey(parameter)) {
            found.forEach(tensor -> unexpected.add(shown(tensor, parameter)));
            return;
          }
          found.forEach(tensor -> sources.put(parameter, new WeightExpression.Tensor(tensor)));
          if (found.size() > 1) {
            repeated.add("%s would all be %s".formatted(quoted(found), Quoted.name(parameter)));
          }
        });
    TreeMap<String, SortedSet<String>> missing = new TreeMap<>();
    for (String parameter : parameters.keySet()) {
      if (!sources.containsKey(parameter)) {
        missing.put(parameter, new TreeSet<>());
      }
    }
    List<String> problems = new ArrayList<>();
    WeightReader.tell("no parameter is named ", unexpected, problems);
    WeightReader.tell("", repeated, problems);
    WeightMatch match = new WeightMatch("", "", sources, missing, new TreeSet<>());
    return reader.read(match, problems);
  }

  @Override
  public void put(String parameter, NDArray values) {
    Shape needed = parameters.get(parameter);
    if (needed == null) {
      throw new InvalidInputException(
          "%s has no parameter %s, only %s"
              .formatted(
                  owner,
                  Quoted.name(parameter),
                  WeightReader.told(List.copyOf(parameters.keySet()))));
    }
    if (!values.getShape().equals(needed)) {
      throw new InvalidInputException(
          "the weights for "
              + owner
              + " do not fit: "
              + misfit(Quoted.name(parameter), values.getShape(), needed));
    }
  }

  private static String shown(String tensor, String parameter) {
    return tensor.equals(parameter)
        ? Quoted.name(parameter)
        : "%s (%s in the file)".formatted(Quoted.name(parameter), Quoted.name(tensor));
  }

  private static String quoted(List<String> names) {
    return names.stream().map(Quoted::name).collect(Collectors.joining(", "));
  }

  static String misfit(String name, Shape shape, Shape needed) {
    return "%s has shape %s where %s is needed".formatted(name, shape, needed);
  }
}
