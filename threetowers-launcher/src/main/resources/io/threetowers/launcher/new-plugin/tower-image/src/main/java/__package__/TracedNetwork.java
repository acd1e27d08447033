package ${package};

import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;
import java.util.Arrays;
import java.util.List;

/**
 * What tools/convert.py wrote.
 *
 * @param script the forward pass
 * @param side of the images that it reads, in pixels
 * @param width D, of the rows that it gives
 * @param flops of a forward pass for one image
 * @param tensors in the order in which the script takes them
 */
record TracedNetwork(
    ScriptSource script, int side, int width, double flops, List<Tensor> tensors) {

  /** Of the resources {@code NAME.script} and {@code NAME.txt}. */
  static TracedNetwork read(String name) {
    ScriptSource script = ScriptSource.resource(TracedNetwork.class, name + ".script");
    List<String[]> lines =
        ScriptSource.resource(TracedNetwork.class, name + ".txt")
            .text()
            .lines()
            .map(line -> line.split(" "))
            .toList();
    return new TracedNetwork(
        script,
        Integer.parseInt(lines.get(0)[1]),
        Integer.parseInt(lines.get(1)[1]),
        Double.parseDouble(lines.get(2)[1]),
        lines.stream().skip(3).map(Tensor::of).toList());
  }

  /**
   * A parameter, or what is saved but never trained, such as running statistics.
   *
   * @param name as PyTorch has it
   * @param shape as PyTorch has it
   * @param trained whether it is a parameter
   */
  record Tensor(String name, Shape shape, boolean trained) {

    /** Of a line: {@code parameter conv1.weight 64 3 7 7}. */
    private static Tensor of(String[] words) {
      long[] shape = Arrays.stream(words).skip(2).mapToLong(Long::parseLong).toArray();
      return new Tensor(words[1], new Shape(shape), words[0].equals("parameter"));
    }

    void declare(ScriptBlock.Builder block) {
      if (trained) {
        block.parameter(name, shape, initializer());
      } else {
        block.constant(name, shape, initializer());
      }
    }

    /**
     * For tests and for training from scratch; weights of a file take its place. The variance of a
     * kernel lies between what keeps activations in size with a ReLU (2) and without one (1).
     */
    private Initializer initializer() {
      if (shape.dimension() > 1) {
        return Initializers.normal(Math.sqrt(1.5 * shape.get(0) / shape.size()));
      }
      boolean added = name.endsWith("bias") || name.endsWith("running_mean");
      return added ? Initializers.zeros() : Initializers.ones();
    }
  }
}
