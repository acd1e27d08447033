package io.threetowers.core.builtin;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs a network on three examples, together and alone, before any training: what a trace has
 * fixed, or a network does that a tower must not, shows nowhere else.
 */
record ModuleTrial(TorchScriptConfig config, InputTransform transform) {
  private static final int BATCH = 3;
  private static final List<Integer> USUAL_BATCHES = List.of(1, 2, 4, 8, 16, 32, 64);

  /** Rounding differs with the size of a batch. */
  private static final double TOLERANCE = 1e-3;

  private static final String FIXED =
      "its batch size was fixed when it was traced: let the model read it from its input, as x.shape[0], or call flatten(1) in place of view(1, -1)";

  /**
   * Tries a block that has its weights, or else another one like it with any.
   *
   * @param another makes it; it is closed again
   * @throws InvalidInputException if the network cannot be a tower
   */
  void run(Block block, Supplier<Block> another) {
    Collection<Parameter> parameters = block.getParameters().values();
    if (!parameters.stream().allMatch(Parameter::isInitialized)) {
      try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
        Block stranger = another.get();
        stranger.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(transform.shape()));
        run(stranger, manager);
      }
      return;
    }
    Device device =
        parameters.stream()
            .findFirst()
            .map(parameter -> parameter.getArray().getDevice())
            .orElse(Device.cpu());
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
      float[] rows = run(block, manager);
      if (IntStream.range(0, rows.length).anyMatch(i -> !Float.isFinite(rows[i]))) {
        throw wrong("gives numbers that are infinite or none for " + examples());
      }
    }
  }

  private float[] run(Block block, NDManager manager) {
    NDArray input = input(manager);
    NDArray together = together(block, input);
    require(together);
    float[] rows = together.toFloatArray();
    double largest =
        IntStream.range(0, rows.length).mapToDouble(i -> Math.abs(rows[i])).max().orElse(0);
    for (int i = 0; i < BATCH; i++) {
      float[] alone = alone(block, input.get(i + ":" + (i + 1))).toFloatArray();
      double difference = 0;
      for (int j = 0; j < alone.length; j++) {
        difference = Math.max(difference, Math.abs(alone[j] - rows[i * alone.length + j]));
      }
      if (alone.length != config.width() || difference > TOLERANCE * largest) {
        throw wrong(
            "gives an example another row when others are beside it: it was saved in training mode, with dropout or the statistics of the batch; call model.eval() before torch.jit.trace");
      }
    }
    return rows;
  }

  private NDArray together(Block block, NDArray input) {
    try {
      return forward(block, input);
    } catch (EngineException e) {
      for (int batch : USUAL_BATCHES) {
        if (works(block, input.get("0:1").repeat(0, batch))) {
          throw wrong("takes %d examples at once and not %d: %s".formatted(batch, BATCH, FIXED), e);
        }
      }
      throw wrong("fails on " + examples() + ": " + e.getMessage(), e);
    }
  }

  private boolean works(Block block, NDArray input) {
    try {
      forward(block, input);
      return true;
    } catch (EngineException e) {
      return false;
    }
  }

  private NDArray alone(Block block, NDArray input) {
    try {
      return forward(block, input);
    } catch (EngineException e) {
      throw wrong(
          "fails on a single example, as a model does that squeezes its batch away: "
              + e.getMessage(),
          e);
    }
  }

  private NDArray forward(Block block, NDArray input) {
    ParameterStore store = new ParameterStore(input.getManager(), false);
    return block.forward(store, new NDList(input), false).head();
  }

  private void require(NDArray rows) {
    Shape shape = rows.getShape();
    if (rows.getDataType() != DataType.FLOAT32) {
      throw wrong("gives %s, where float32 is needed".formatted(rows.getDataType()));
    }
    if (!shape.equals(new Shape(BATCH, config.width()))) {
      throw wrong("gives %s for %s: %s".formatted(shape, examples(), remedy(shape)));
    }
  }

  private String remedy(Shape shape) {
    if (shape.dimension() == 0 || shape.get(0) != BATCH) {
      return shape.dimension() > 0 && shape.get(0) == 1 ? FIXED : "a row for each is needed";
    }
    return switch (shape.dimension()) {
      case 2 -> "say 'width: " + shape.get(1) + "'";
      case 3 ->
          "say which of the %d, 'pool: first' or 'pool: mean', and 'width: %d'"
              .formatted(shape.get(1), shape.get(2));
      case 4 -> "say 'pool: grid' and 'width: " + shape.get(1) + "'";
      default -> "a row of " + config.width() + " for each is needed";
    };
  }

  private String examples() {
    return BATCH + " examples " + transform.shape();
  }

  private NDArray input(NDManager manager) {
    int bytes = Math.toIntExact(transform.shape().size() * transform.type().getNumOfBytes());
    ByteBuffer rows = ByteBuffer.allocateDirect(BATCH * bytes).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(1);
    for (int i = 0; i < BATCH; i++) {
      ByteBuffer row = rows.slice(i * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
      transform.write(config.image().isPresent() ? noise(random) : words(i), random, row);
    }
    return manager.create(rows, new Shape(BATCH).addAll(transform.shape()), transform.type());
  }

  private Value noise(Random random) {
    int side = config.image().orElseThrow().size();
    byte[] rgb = new byte[3 * side * side];
    random.nextBytes(rgb);
    return new Pixels(side, side, rgb);
  }

  private static Value words(int number) {
    return new Value.Text(List.of("a b c d e f g h i j k l".substring(0, 3 + 4 * number)));
  }

  private InvalidInputException wrong(String what) {
    return new InvalidInputException("'%s' %s".formatted(config.module(), what));
  }

  private InvalidInputException wrong(String what, Throwable cause) {
    return new InvalidInputException("'%s' %s".formatted(config.module(), what), cause);
  }
}
