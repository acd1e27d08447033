package ${package};

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.threetowers.api.Optimizer;
import io.threetowers.api.ParameterGroup;
import io.threetowers.api.Script;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@link ${Type}} at work: one scripted call per group. State of a parameter: {@code exp_avg}.
 */
final class LionOptimizer implements Optimizer {
  private static final String MEAN = ".exp_avg";

  private final Script script;
  private final SortedMap<String, NDArray> means = new TreeMap<>();
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  LionOptimizer(Script script) {
    this.script = script;
  }

  @Override
  public void step(List<ParameterGroup> groups) {
    for (ParameterGroup group : groups) {
      if (!group.names().isEmpty()) {
        update(group);
      }
    }
  }

  private void update(ParameterGroup group) {
    NDList mean = new NDList(group.names().size());
    for (int i = 0; i < group.names().size(); i++) {
      mean.add(mean(group.names().get(i), group.parameters().get(i)));
    }
    try (NDManager scope = manager.newSubManager()) {
      // First among the arguments, since the result joins its manager.
      NDArray rates = scope.create(new double[] {group.learningRate(), group.decay()});
      script.call("update", rates, group.parameters(), group.gradients(), mean);
    }
  }

  /** Zero for a parameter that was not seen before, and on the parameter's device. */
  private NDArray mean(String name, NDArray parameter) {
    String key = name + MEAN;
    Device device = parameter.getDevice();
    NDArray mean = means.get(key);
    if (mean == null) {
      try (NDManager scope = manager.newSubManager(device)) {
        return keep(key, scope.zeros(parameter.getShape(), DataType.FLOAT32));
      }
    }
    if (mean.getDevice().equals(device)) {
      return mean;
    }
    NDArray moved = mean.toDevice(device, true);
    mean.close();
    return keep(key, moved);
  }

  private NDArray keep(String key, NDArray mean) {
    mean.attach(manager);
    means.put(key, mean);
    return mean;
  }

  @Override
  public Map<String, NDArray> state() {
    return Collections.unmodifiableMap(means);
  }

  @Override
  public void load(Map<String, NDArray> state) {
    means.values().forEach(NDArray::close);
    means.clear();
    state.forEach((key, mean) -> keep(key, mean.duplicate()));
  }

  @Override
  public void close() {
    means.clear();
    manager.close();
  }
}
