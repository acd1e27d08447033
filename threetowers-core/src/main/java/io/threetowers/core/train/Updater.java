package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.Loss;
import io.threetowers.api.Optimizer;
import io.threetowers.core.experiment.OptimizerSpec;
import io.threetowers.core.model.Edge;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.script.Autograd;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Stage 4 of a step: clip by global norm, optimizer, bounds, moving average. */
public final class Updater {
  private final Model model;
  private final Optimizer optimizer;
  private final OptimizerSpec spec;
  private final Optional<Double> clipNorm;
  private final HostScript host;
  private final ToDoubleFunction<String> rate;
  private final Optional<MovingAverage> average;
  private final Gradients gradientOps = new Gradients();
  private final Map<NDArray, Loss.Bounds> bounds = new HashMap<>();

  /**
   * The gradients' own memory, found after the first backward pass and cleared in place ever after.
   */
  private @Nullable NDList gradients;

  private SortedMap<String, NDArray> gradientsByName = Collections.emptySortedMap();

  private @Nullable ParameterGroups groups;

  public Updater(
      Model model,
      Optimizer optimizer,
      OptimizerSpec spec,
      Optional<Double> clipNorm,
      HostScript host) {
    this(model, optimizer, spec, clipNorm, host, Optional.empty(), name -> 1);
  }

  /**
   * The update of one phase of the training.
   *
   * @param average of what is updated
   * @param rate what the phase multiplies a parameter's learning rate by
   */
  Updater(
      Model model,
      Optimizer optimizer,
      OptimizerSpec spec,
      Optional<Double> clipNorm,
      HostScript host,
      Optional<MovingAverage> average,
      ToDoubleFunction<String> rate) {
    LayerDecay decay = new LayerDecay(model.composition(), spec.layerDecay());
    this.rate = name -> decay.of(name) * rate.applyAsDouble(name);
    this.model = model;
    this.optimizer = optimizer;
    this.spec = spec;
    this.clipNorm = clipNorm;
    this.host = host;
    this.average = average;
    for (Edge edge : model.composition().edges()) {
      edge.loss()
          .bounds()
          .forEach(
              (name, limits) ->
                  bounds.put(
                      model.parameters().get("losses." + edge.lossName() + "." + name).getArray(),
                      limits));
    }
  }

  public Optimizer optimizer() {
    return optimizer;
  }

  /** Leaves nothing to the update of another phase. */
  void release() {
    clearGradients();
    if (gradients != null) {
      gradients.close();
      gradients = null;
      groups = null;
      gradientsByName = Collections.emptySortedMap();
    }
  }

  /** Those of the last step by full name, clipped; none of parameters that it does not reach. */
  Map<String, NDArray> gradients() {
    return Collections.unmodifiableMap(gradientsByName);
  }

  void clearGradients() {
    if (gradients != null) {
      gradientOps.zero(gradients);
    }
  }

  /**
   * Updates every trained parameter.
   *
   * @return the norm of the gradient before clipping
   */
  double update(long step, double schedule, NDManager scope, List<String> keys) {
    if (gradients == null) {
      findGradients();
    }
    double norm = gradientOps.clip(gradients, clipNorm.orElse(Double.POSITIVE_INFINITY));
    if (!Double.isFinite(norm)) {
      throw NonFiniteLossException.gradient(
          step + 1, norm, NonFiniteOrigin.ofGradient(gradientsByName, keys));
    }
    Autograd.notRecording(
        () -> {
          optimizer.step(groups.at(schedule));
          bounds.forEach(
              (parameter, limits) ->
                  host.clamp(
                      parameter,
                      scope.create((float) limits.min()),
                      scope.create((float) limits.max())));
          average.ifPresent(each -> each.update(step));
          return norm;
        });
    return norm;
  }

  /** A parameter that no backward pass reaches has no gradient and is left alone. */
  private void findGradients() {
    SortedMap<String, NDArray> trained = model.trained();
    SortedMap<String, NDArray> found = new TreeMap<>();
    trained.forEach(
        (name, parameter) -> {
          NDArray gradient = Autograd.gradient(parameter);
          if (gradient != null) {
            found.put(name, gradient);
          }
        });
    average.ifPresent(each -> each.include(trained));
    gradients = new NDList(found.values());
    gradientsByName = found;
    groups = new ParameterGroups(spec, trained, found, rate);
  }
}
