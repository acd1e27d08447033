package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.threetowers.api.ParameterGroup;
import io.threetowers.core.experiment.OptimizerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;

/** Trained parameters, grouped by the multipliers of their learning rate and weight decay. */
final class ParameterGroups {

  /** Parameters with the same multipliers. */
  private record Members(List<String> names, NDList parameters, NDList gradients) {}

  private record Multipliers(double lr, double decay) {}

  private final OptimizerSpec spec;
  private final Map<Multipliers, Members> groups = new LinkedHashMap<>();

  /**
   * Groups parameters.
   *
   * @param gradients of the parameters of the same names
   */
  ParameterGroups(
      OptimizerSpec spec, SortedMap<String, NDArray> parameters, Map<String, NDArray> gradients) {
    this(spec, parameters, gradients, name -> 1);
  }

  /**
   * Groups parameters.
   *
   * @param rate what else a parameter's learning rate is multiplied by
   */
  ParameterGroups(
      OptimizerSpec spec,
      SortedMap<String, NDArray> parameters,
      Map<String, NDArray> gradients,
      ToDoubleFunction<String> rate) {
    this.spec = spec;
    parameters.forEach(
        (name, parameter) -> {
          if (gradients.containsKey(name)) {
            Members members =
                groups.computeIfAbsent(
                    multipliers(
                        spec, name, parameter.getShape().dimension(), rate.applyAsDouble(name)),
                    key -> new Members(new ArrayList<>(), new NDList(), new NDList()));
            members.names.add(name);
            members.parameters.add(parameter);
            members.gradients.add(gradients.get(name));
          }
        });
  }

  /** The groups with the rates of a step. */
  List<ParameterGroup> at(double schedule) {
    List<ParameterGroup> result = new ArrayList<>(groups.size());
    groups.forEach(
        (multipliers, members) -> {
          double lr = spec.lr() * multipliers.lr * schedule;
          double unit = spec.decayUnit() == OptimizerSpec.DecayUnit.LR ? lr : schedule;
          double decay = unit * spec.weightDecay() * multipliers.decay;
          result.add(
              new ParameterGroup(members.names, members.parameters, members.gradients, lr, decay));
        });
    return result;
  }

  private static Multipliers multipliers(
      OptimizerSpec spec, String name, int dimensions, double rate) {
    return new Multipliers(
        firstMatch(spec.lrMultipliers(), name).orElse(1) * rate,
        firstMatch(spec.decayMultipliers(), name)
            .orElse(decaysByDefault(name, dimensions) ? 1 : 0));
  }

  /**
   * Kernels only, as big_vision's default mask {@code .*}{@code /kernel$}: no biases, norms,
   * embeddings, class tokens, probes or temperatures.
   */
  static boolean decaysByDefault(String name, int dimensions) {
    return dimensions >= 2 && name.endsWith(".weight") && !name.matches(".*embed[^.]*\\.weight");
  }

  private static OptionalDouble firstMatch(Map<String, Double> patterns, String name) {
    for (Map.Entry<String, Double> entry : patterns.entrySet()) {
      if (name.matches(entry.getKey())) {
        return OptionalDouble.of(entry.getValue());
      }
    }
    return OptionalDouble.empty();
  }
}
