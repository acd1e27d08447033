package io.threetowers.testkit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import io.threetowers.api.nn.Initializers;
import io.threetowers.core.script.Autograd;
import java.util.concurrent.ThreadLocalRandom;

/** Defects that blocks of every kind can have. */
final class Spoilt {

  private Spoilt() {}

  /** Draws from a generator that nobody seeds. */
  static Initializer unseeded() {
    return (manager, shape, type) -> {
      float[] values = new float[Math.toIntExact(shape.size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = ThreadLocalRandom.current().nextFloat(0.1f, 1);
      }
      return manager.create(values, shape);
    };
  }

  /** Allocates a parameter, which is the host's to do. */
  static <B extends Block> B allocated(B block, String parameter) {
    Parameter allocated = block.getParameters().get(parameter);
    allocated.setInitializer(Initializers.constant(0.5));
    allocated.initialize(NDManager.newBaseManager(Device.cpu(), "PyTorch"), DataType.FLOAT32);
    return block;
  }

  /** The same values with half their gradient. */
  static NDArray halfGradient(NDArray array) {
    NDArray half = array.mul(0.5f);
    return half.add(half.stopGradient());
  }

  /** Overwrites the first column, behind the back of the gradient. */
  static void overwriteFirstColumn(NDArray array) {
    Autograd.notRecording(
        () -> {
          array.set(new NDIndex(":, 0"), 7f);
          return array;
        });
  }

  /** Leaves an array behind in the manager of another, which lives as long as that one. */
  static void leak(NDArray owner) {
    owner.getManager().create(1f);
  }
}
