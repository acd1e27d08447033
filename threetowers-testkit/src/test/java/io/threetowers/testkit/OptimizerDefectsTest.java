package io.threetowers.testkit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Optimizer;
import io.threetowers.api.ParameterGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerDefectsTest extends PlantedDefects {

  OptimizerDefectsTest() {
    super(OptimizerContract.class, Applied.class, defects());
  }

  @ParameterizedClass
  @MethodSource("io.threetowers.testkit.OptimizerDefectsTest#defects")
  static final class Applied extends OptimizerContract {
    private final Defect<Supplier<Optimizer>> defect;

    Applied(Defect<Supplier<Optimizer>> defect) {
      this.defect = defect;
    }

    @Override
    protected Optimizer create(BuildContext context) {
      return defect.component().get();
    }
  }

  /** Momentum, corrected for its start as Adam's is: the steps of each parameter are counted. */
  private static class Sound implements Optimizer {
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final Map<String, NDArray> momenta = new TreeMap<>();
    private final Map<String, NDArray> counts = new HashMap<>();
    final Map<String, Integer> steps = new HashMap<>();

    @Override
    public void step(List<ParameterGroup> groups) {
      try (NDManager scope = manager.newSubManager()) {
        for (ParameterGroup group : groups) {
          for (int i = 0; i < group.names().size(); i++) {
            NDArray gradient = group.gradients().get(i).mul(0.1f);
            gradient.attach(scope);
            NDArray update = update(group.names().get(i), gradient);
            update.attach(scope);
            update.muli((float) rate(group, groups.size())).addi(drift(group));
            NDArray parameter = group.parameters().get(i);
            parameter.muli((float) (1 - shrink(group))).subi(update);
          }
        }
      }
    }

    private NDArray update(String name, NDArray gradient) {
      NDArray momentum = momentum(name, gradient).muli(0.9f).addi(gradient);
      steps.merge(name, 1, Integer::sum);
      return momentum.div((float) (1 - Math.pow(0.9, age(name))));
    }

    private NDArray momentum(String name, NDArray gradient) {
      return momenta.computeIfAbsent(
          name, key -> manager.zeros(gradient.getShape(), DataType.FLOAT32));
    }

    int age(String name) {
      return steps.get(name);
    }

    double shrink(ParameterGroup group) {
      return group.decay();
    }

    double rate(ParameterGroup group, int groups) {
      return group.learningRate();
    }

    float drift(ParameterGroup group) {
      return 0;
    }

    String key(String parameter, String what) {
      return parameter + "." + what;
    }

    @Override
    public Map<String, NDArray> state() {
      Map<String, NDArray> state = new TreeMap<>();
      momenta.forEach((name, momentum) -> state.put(key(name, "momentum"), momentum));
      steps.forEach((name, count) -> state.put(key(name, "step"), number(name, count)));
      return state;
    }

    /** One array per parameter, so that asking for the state allocates nothing new. */
    private NDArray number(String name, int count) {
      NDArray array = counts.computeIfAbsent(name, key -> manager.create(new float[1]));
      array.set(new float[] {count});
      return array;
    }

    @Override
    public void load(Map<String, NDArray> state) {
      state.forEach(
          (key, array) -> {
            int dot = key.lastIndexOf('.');
            String name = key.substring(0, dot);
            if (key.endsWith(".step")) {
              steps.put(name, (int) array.getFloat());
            } else {
              momenta.put(name, manager.create(array.toFloatArray(), array.getShape()));
            }
          });
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  static Stream<Defect<Supplier<Optimizer>>> defects() {
    return Stream.of(
        Defect.none(Sound::new),
        Defect.of("leavesParametersAloneWithoutGradientAndDecay", Drifting::new),
        Defect.of("leavesParametersAloneWithoutRateAndDecay", LeastRate::new),
        Defect.of("shrinksParametersByTheDecayWhateverTheRate", DecaysByRate::new),
        Defect.of("goesDownhill", Uphill::new),
        Defect.of("doesNotDependOnHowParametersAreGrouped", SharesAmongGroups::new),
        Defect.of("takesAParameterThatJoinsLaterAsNew", OneAge::new),
        Defect.of("continuesBitForBitFromItsSavedState", ForgetsItsMomentum::new),
        Defect.of("keepsItsStateUnderTheNamesOfParameters", NamesStateFirst::new),
        Defect.of("leavesNothingAliveButItsState", Leaking::new),
        Defect.of("mayBeClosedTwice", ClosesOnce::new));
  }

  private static final class Drifting extends Sound {
    @Override
    float drift(ParameterGroup group) {
      return (float) (5e-5 * group.learningRate());
    }
  }

  private static final class LeastRate extends Sound {
    @Override
    double rate(ParameterGroup group, int groups) {
      return Math.max(1e-5, group.learningRate());
    }
  }

  private static final class DecaysByRate extends Sound {
    @Override
    double shrink(ParameterGroup group) {
      return group.decay() * group.learningRate();
    }
  }

  private static final class Uphill extends Sound {
    @Override
    double rate(ParameterGroup group, int groups) {
      return -group.learningRate();
    }
  }

  private static final class SharesAmongGroups extends Sound {
    @Override
    double rate(ParameterGroup group, int groups) {
      return group.learningRate() / groups;
    }
  }

  /** The age of the oldest parameter is that of all. */
  private static final class OneAge extends Sound {
    @Override
    int age(String name) {
      return steps.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
  }

  private static final class ForgetsItsMomentum extends Sound {
    @Override
    public Map<String, NDArray> state() {
      Map<String, NDArray> state = super.state();
      state.keySet().removeIf(key -> key.endsWith(".momentum"));
      return state;
    }
  }

  private static final class NamesStateFirst extends Sound {
    @Override
    String key(String parameter, String what) {
      return what + "/" + parameter + "." + what;
    }

    @Override
    public void load(Map<String, NDArray> state) {
      Map<String, NDArray> renamed = new HashMap<>();
      state.forEach((key, array) -> renamed.put(key.substring(key.indexOf('/') + 1), array));
      super.load(renamed);
    }
  }

  private static final class Leaking extends Sound {
    @Override
    public void step(List<ParameterGroup> groups) {
      Spoilt.leak(groups.get(0).parameters().head());
      super.step(groups);
    }
  }

  private static final class ClosesOnce extends Sound {
    private boolean closed;

    @Override
    public void close() {
      if (closed) {
        throw new IllegalStateException("closed already");
      }
      closed = true;
      super.close();
    }
  }
}
