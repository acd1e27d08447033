package io.threetowers.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.util.Pair;
import io.threetowers.api.WeightSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Overwrites initialised parameters with weights; they stay where they are and keep what they
 * require.
 */
public final class WeightLoading implements WeightSink {
  private final TreeMap<String, NDArray> parameters;
  private final WeightFit fit;

  /**
   * Loads into these.
   *
   * @param owner whose they are, as people call it: {@code tower 'image'}
   * @param parameters by name
   */
  public WeightLoading(String owner, Map<String, NDArray> parameters) {
    this.parameters = new TreeMap<>(parameters);
    this.fit =
        new WeightFit(
            owner,
            parameters.entrySet().stream()
                .collect(
                    Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getShape())));
  }

  /** Loads into the parameters of a block, which are initialised. */
  public WeightLoading(String owner, Block block) {
    this(
        owner,
        block.getParameters().stream()
            .collect(Collectors.toMap(Pair::getKey, pair -> pair.getValue().getArray())));
  }

  @Override
  public void putAll(Path file, Function<String, Optional<String>> parameterOf) throws IOException {
    try (Safetensors weights = Safetensors.open(file)) {
      Map<String, String> tensors = fit.require(weights, file, parameterOf);
      for (Map.Entry<String, NDArray> parameter : parameters.entrySet()) {
        weights.readInto(tensors.get(parameter.getKey()), parameter.getValue());
      }
    }
  }

  /** The files that were loaded, in their order. */
  public List<WeightUse> uses() {
    return fit.uses();
  }

  @Override
  public void put(String parameter, NDArray values) {
    fit.put(parameter, values);
    NDArray target = parameters.get(parameter);
    Rows rows = Rows.of(target, Float.BYTES);
    if (rows.count() > 0) {
      rows.set(0, rows.count(), values);
    }
  }
}
